//! A kind of item as data: its steps, how long each waits, how it turns aside; and what makes items of it.

use super::super::words::{FINANCE, LEGAL, PEOPLE, SERVICE_DESK, SUPPLY};

/// How items of a kind go.
pub(in super::super) struct Plan {
    pub(in super::super) kind: &'static str,
    pub(super) prefix: &'static str,
    /// How many there are at small scale.
    pub(in super::super) count: u64,
    /// One after the other by the month, instead of as they come?
    pub(super) is_monthly: bool,
    pub(super) units: &'static [usize],
    /// Working days until it is owed; none when 0.
    pub(super) due: i64,
    pub(super) categories: &'static [&'static str],
    pub(super) about: About,
    pub(super) asked_by: &'static str,
    /// Whole reais from … to; none when 0.
    pub(super) amount: (i64, i64),
    /// Units from … to, and how many in a thousand items have bad ones.
    pub(super) parts: (i64, i64),
    pub(super) bad: u64,
    /// Days for which it stands after its end; none when 0.
    pub(super) stands: i64,
    /// How many in a thousand a machine does.
    pub(super) robots: u64,
    pub(super) pauses: u64,
    pub(super) verbs: [&'static str; 3],
    /// The first is how it opens.
    pub(super) steps: &'static [Step],
    /// After its end it may begin again at a step: how often, by what.
    pub(super) again: Option<(u64, &'static str, usize)>,
    /// What may be noted after its end.
    pub(super) mark: Option<(u64, &'static str)>,
}

/// What an item is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    Nothing,
    Client,
    Supplier,
    Contract,
    System,
    Order,
    Demand,
    Tax,
}

/// One step.
pub(super) struct Step {
    pub(super) event: &'static str,
    /// Working minutes before the work on it begins.
    pub(super) wait: (i64, i64),
    /// Working minutes of the work, if it is known when it began.
    pub(super) work: (i64, i64),
    pub(super) by: By,
    pub(super) turns: &'static [Turn],
}

/// Who does a step.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// Whoever the item is given to.
    Owner,
    /// Somebody else of the unit.
    Other,
    /// Nobody whom the system knows.
    Outside,
}

/// Something else that may happen instead of a step.
pub(super) struct Turn {
    pub(super) chance: u64,
    pub(super) event: &'static str,
    pub(super) reason: &'static str,
    /// The step that is done again; none: the item ends so.
    pub(super) back: Option<usize>,
}

const fn step(event: &'static str, wait: (i64, i64), work: (i64, i64), by: By) -> Step {
    Step { event, wait, work, by, turns: &[] }
}

const fn or(mut step: Step, turns: &'static [Turn]) -> Step {
    step.turns = turns;
    step
}

const fn end(chance: u64, event: &'static str, reason: &'static str) -> Turn {
    Turn { chance, event, reason, back: None }
}

const fn back(chance: u64, event: &'static str, reason: &'static str, to: usize) -> Turn {
    Turn { chance, event, reason, back: Some(to) }
}

/// What most kinds have in common.
const BASE: Plan = Plan {
    kind: "",
    prefix: "",
    count: 0,
    is_monthly: false,
    units: &[0],
    due: 0,
    categories: &[],
    about: Nothing,
    asked_by: "unidade",
    amount: (0, 0),
    parts: (0, 0),
    bad: 0,
    stands: 0,
    robots: 0,
    pauses: 60,
    verbs: ["", "", ""],
    steps: &[],
    again: None,
    mark: None,
};

/// A plan whose verbs bear the name of its kind.
macro_rules! plan {
    ($kind:literal, $prefix:literal, $count:literal, [$($step:expr),* $(,)?], $($field:ident: $value:expr),* $(,)?) => {
        Plan {
            kind: $kind,
            prefix: $prefix,
            count: $count,
            verbs: [concat!($kind, ".paused"), concat!($kind, ".resumed"), concat!($kind, ".cancelled")],
            steps: &[$($step),*],
            $($field: $value,)*
            ..BASE
        }
    };
}

use About::*;
use By::*;

const NONE: (i64, i64) = (0, 0);
const EVERYWHERE: &[usize] = &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];
const TECHNOLOGY: &[usize] = &[2, 2, 2, 3];

/// The kinds of the systems' office.
pub(in super::super) const SYSTEMS: [Plan; 4] = [
    plan!("incidente", "IC-", 420, [
            step("incidente.opened", NONE, NONE, Outside),
            step("incidente.acknowledged", (2, 60), NONE, Owner),
            step("incidente.mitigated", (10, 240), (5, 120), Owner),
            step("incidente.resolved", (30, 900), (20, 400), Owner),
        ],
        units: TECHNOLOGY, about: System, asked_by: "sistema", categories: &["indisponibilidade", "lentidao", "falha_dados", "integracao"],
        amount: (100, 9_000), again: Some((70, "incidente.reopened", 3))),
    plan!("incidente_seguranca", "IS-", 46, [
            step("incidente_seguranca.opened", NONE, NONE, Outside),
            step("incidente_seguranca.classified", (20, 300), NONE, Owner),
            step("incidente_seguranca.contained", (30, 700), (20, 300), Owner),
            step("incidente_seguranca.resolved", (200, 3_000), (60, 900), Owner),
        ],
        units: TECHNOLOGY, about: System, asked_by: "sistema", categories: &["phishing", "acesso_indevido", "vazamento", "perda_equipamento"],
        amount: (200, 20_000), parts: (1, 60), mark: Some((250, "incidente_seguranca.notified"))),
    plan!("mudanca", "MU-", 360, [
            step("mudanca.requested", NONE, NONE, Owner),
            or(step("mudanca.approved", (120, 2_000), NONE, Other), &[end(70, "mudanca.rejected", "aprovacao")]),
            step("mudanca.deployed", (300, 4_000), (60, 900), Owner),
            or(step("mudanca.verified", (60, 1_200), NONE, Other), &[end(60, "mudanca.rolled_back", "sistema")]),
        ],
        units: TECHNOLOGY, about: System, due: 15, categories: &["sistema", "sistema", "processo", "automacao"], amount: (300, 18_000)),
    plan!("revisao_acesso", "RA-", 96, [
            step("revisao_acesso.opened", NONE, NONE, Owner),
            step("revisao_acesso.reviewed", (400, 5_000), (60, 500), Owner),
            step("revisao_acesso.closed", (120, 2_400), NONE, Other),
        ],
        is_monthly: true, units: TECHNOLOGY, about: System, due: 12, parts: (8, 160), bad: 700),
];

/// The kinds of all other offices.
pub(in super::super) const OFFICES: [Plan; 19] = [
    plan!("relatorio", "RE-", 420, [
            step("relatorio.opened", NONE, NONE, Owner),
            step("relatorio.submitted", (300, 3_000), (120, 900), Owner),
            or(step("relatorio.approved", (60, 900), NONE, Other), &[back(140, "relatorio.rejected", "cadastro", 1)]),
            step("relatorio.delivered", (20, 600), NONE, Owner),
        ],
        is_monthly: true, units: EVERYWHERE, about: Contract, due: 10, categories: &["gerencial", "cliente", "prestacao_contas", "indicadores"],
        parts: (10, 90), bad: 180, again: Some((70, "relatorio.corrected", 1))),
    plan!("registro_regulatorio", "RG-", 64, [
            step("registro_regulatorio.opened", NONE, NONE, Owner),
            step("registro_regulatorio.submitted", (600, 6_000), (120, 900), Owner),
            or(step("registro_regulatorio.accepted", (480, 5_000), NONE, Outside), &[back(180, "registro_regulatorio.rejected", "documento", 1)]),
        ],
        units: &[LEGAL, FINANCE], due: 20, categories: &["ccee", "junta_comercial", "ocb", "municipal"], amount: (500, 60_000), stands: 365),
    plan!("obrigacao_fiscal", "OF-", 72, [
            step("obrigacao_fiscal.opened", NONE, NONE, Owner),
            or(step("obrigacao_fiscal.fulfilled", (600, 5_400), (60, 600), Owner), &[end(60, "obrigacao_fiscal.waived", "regra")]),
            step("obrigacao_fiscal.confirmed", (30, 1_800), NONE, Other),
        ],
        is_monthly: true, units: &[FINANCE, 12, 13], about: Tax, due: 12, categories: &["tributos_do_mes"], pauses: 10,
        mark: Some((60, "obrigacao_fiscal.fined"))),
    plan!("obrigacao_compliance", "OC-", 120, [
            step("obrigacao_compliance.opened", NONE, NONE, Owner),
            or(step("obrigacao_compliance.fulfilled", (900, 7_000), (60, 900), Owner), &[end(30, "obrigacao_compliance.waived", "regra")]),
            step("obrigacao_compliance.confirmed", (60, 2_400), NONE, Other),
        ],
        is_monthly: true, units: &[LEGAL, 0, 12, 13], due: 18, categories: &["lgpd", "anticorrupcao", "trabalho_seguro", "estatuto"],
        mark: Some((25, "obrigacao_compliance.fined"))),
    plan!("folha", "FO-", 72, [
            step("folha.opened", NONE, NONE, Owner),
            step("folha.closed", (300, 1_600), (120, 900), Owner),
            or(step("folha.approved", (60, 700), NONE, Other), &[back(170, "folha.corrected", "cadastro", 1)]),
            step("folha.paid", (200, 1_200), NONE, Outside),
        ],
        is_monthly: true, units: &[PEOPLE, 12, 13], due: 8, parts: (20, 420), bad: 600, amount: (30_000, 420_000), pauses: 10),
    plan!("beneficio", "BE-", 360, [
            step("beneficio.requested", NONE, NONE, Outside),
            or(step("beneficio.approved", (100, 2_000), NONE, Owner), &[end(90, "beneficio.rejected", "regra")]),
            step("beneficio.effective", (400, 4_000), NONE, Owner),
        ],
        units: &[PEOPLE], asked_by: "cooperado", categories: &["plano_de_saude", "seguro_de_vida", "auxilio_internet", "creche"],
        amount: (60, 1_200), parts: (1, 3), bad: 60),
    plan!("caso_rh", "RH-", 620, [
            step("caso_rh.opened", NONE, NONE, Outside),
            step("caso_rh.triaged", (10, 500), NONE, Owner),
            step("caso_rh.resolved", (120, 3_600), (30, 600), Owner),
        ],
        units: &[PEOPLE, PEOPLE, 0], asked_by: "cooperado", categories: &["admissao", "desligamento", "ferias", "declaracao", "outros"]),
    plan!("caso_juridico", "JU-", 130, [
            step("caso_juridico.opened", NONE, NONE, Owner),
            step("caso_juridico.assigned", (30, 900), NONE, Other),
            step("caso_juridico.closed", (1_200, 24_000), (120, 1_200), Owner),
        ],
        units: &[LEGAL], about: Contract, categories: &["contratual", "trabalhista", "tributario", "consumidor"], amount: (2_000, 240_000)),
    plan!("mediacao", "ME-", 44, [
            step("mediacao.opened", NONE, NONE, Outside),
            step("mediacao.accepted", (120, 2_000), NONE, Owner),
            or(step("mediacao.settled", (900, 9_000), (60, 500), Owner), &[end(200, "mediacao.failed", "terceiro")]),
        ],
        units: &[LEGAL, PEOPLE], about: Client, asked_by: "cooperado", categories: &["pagamento", "escopo", "convivencia"], amount: (500, 30_000)),
    plan!("aprovacao", "AP-", 1_150, [
            step("aprovacao.requested", NONE, NONE, Owner),
            or(step("aprovacao.approved", (20, 1_500), NONE, Other), &[end(80, "aprovacao.rejected", "valor")]),
        ],
        units: EVERYWHERE, about: Order, categories: &["pedido", "pedido", "pagamento", "contrato", "escopo", "revisao"], amount: (200, 40_000)),
    plan!("pedido_lgpd", "LG-", 64, [
            step("pedido_lgpd.requested", NONE, NONE, Outside),
            step("pedido_lgpd.verified", (60, 1_200), NONE, Owner),
            step("pedido_lgpd.answered", (300, 5_400), (60, 400), Owner),
        ],
        units: &[LEGAL, SERVICE_DESK], asked_by: "cooperado", due: 11, categories: &["acesso", "correcao", "eliminacao", "portabilidade"]),
    plan!("pedido_venda", "PV-", 420, [
            step("pedido_venda.received", NONE, NONE, Outside),
            or(step("pedido_venda.approved", (30, 700), NONE, Other), &[end(40, "pedido_venda.rejected", "valor")]),
            step("pedido_venda.picked", (60, 1_200), (20, 300), Owner),
            step("pedido_venda.invoiced", (20, 500), NONE, Other),
            step("pedido_venda.shipped", (60, 900), NONE, Owner),
            or(step("pedido_venda.delivered", (400, 3_000), NONE, Outside), &[end(35, "pedido_venda.returned", "cliente")]),
        ],
        units: &[SUPPLY], about: Client, asked_by: "cliente", due: 10, categories: &["material", "impressos", "equipamento"], parts: (1, 14), bad: 90,
        amount: (120, 3_000)),
    plan!("fornecedor", "FN-", 120, [
            step("fornecedor.submitted", NONE, NONE, Outside),
            step("fornecedor.reviewed", (120, 2_400), (30, 300), Owner),
            or(step("fornecedor.approved", (60, 1_800), NONE, Other), &[end(110, "fornecedor.rejected", "documento")]),
        ],
        units: &[SUPPLY, LEGAL], about: Supplier, categories: &["homologacao", "renovacao"], stands: 365, mark: Some((60, "fornecedor.suspended"))),
    plan!("campanha", "CP-", 96, [
            step("campanha.opened", NONE, NONE, Owner),
            or(step("campanha.approved", (200, 3_000), (120, 900), Other), &[back(180, "campanha.rejected", "aprovacao", 1)]),
            step("campanha.launched", (200, 2_400), NONE, Owner),
            step("campanha.closed", (4_000, 12_000), NONE, Owner),
        ],
        units: &[4, 4, 13], due: 45, categories: &["rede_social", "evento", "boletim", "parceria"], amount: (800, 16_000), parts: (200, 4_000), bad: 800),
    plan!("rotina", "RO-", 900, [
            step("rotina.scheduled", NONE, NONE, Outside),
            step("rotina.started", (20, 1_200), NONE, Owner),
            or(step("rotina.done", (30, 1_400), NONE, Owner), &[back(60, "rotina.failed", "sistema", 2)]),
        ],
        is_monthly: true, units: EVERYWHERE, due: 6, categories: &["fechamento", "copia_de_seguranca", "conferencia", "envio"], parts: (1, 30), bad: 150,
        robots: 420),
    plan!("achado_auditoria", "AA-", 72, [
            step("achado_auditoria.opened", NONE, NONE, Other),
            step("achado_auditoria.planned", (300, 4_000), NONE, Owner),
            step("achado_auditoria.fixed", (900, 14_000), (120, 900), Owner),
            or(step("achado_auditoria.verified", (200, 3_000), NONE, Other), &[back(130, "achado_auditoria.reopened", "regra", 2)]),
        ],
        units: &[0, FINANCE, LEGAL, 2], due: 45, categories: &["controle", "documento", "acesso", "registro"], amount: (500, 80_000)),
    plan!("risco", "RI-", 60, [
            step("risco.opened", NONE, NONE, Owner),
            step("risco.assessed", (300, 4_000), NONE, Owner),
            or(step("risco.treated", (2_000, 24_000), NONE, Owner), &[end(220, "risco.accepted", "regra")]),
        ],
        units: &[0, 2, LEGAL, FINANCE], due: 60, categories: &["financeiro", "tecnologia", "pessoas", "imagem"], amount: (5_000, 300_000)),
    plan!("proposta", "PR-", 520, [
            step("proposta.opened", NONE, NONE, Owner),
            step("proposta.analysed", (120, 2_000), (60, 600), Owner),
            step("proposta.sent", (200, 2_400), (60, 900), Owner),
            or(step("proposta.accepted", (400, 6_000), NONE, Outside),
                &[end(240, "proposta.rejected", "valor"), end(110, "proposta.expired", "prazo")]),
        ],
        units: &[9, 10, 11, 3, 0], about: Demand, asked_by: "cliente", due: 25, categories: &["projeto", "continuo", "recorrente", "escopo"],
        amount: (4_000, 180_000)),
    plan!("mudanca_escopo", "MS-", 130, [
            step("mudanca_escopo.requested", NONE, NONE, Outside),
            step("mudanca_escopo.assessed", (120, 2_000), (30, 400), Owner),
            or(step("mudanca_escopo.approved", (120, 2_400), NONE, Other), &[end(200, "mudanca_escopo.rejected", "valor")]),
        ],
        units: &[2, 3, 9, 10], about: Contract, asked_by: "cliente", categories: &["prazo", "escopo", "valor"], amount: (500, 40_000)),
];

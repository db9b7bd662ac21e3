//! The tables of the finance system.

use super::super::table::{Dates, Dirt, Spec};

/// In the order of their places.
pub(in super::super) const SPECS: [Spec; 17] = [
    table(
        "titles",
        "financeiro/titulos-{}.csv",
        "título;cooperativa;sentido;parceiro;fatura;contrato;pedido;núcleo;categoria;documento;emissão;vencimento;valor;pago;baixado;multa;desconto;liquidado;situação",
        9_000,
        &[Dirt::Refused { column: "valor", text: "1,234.56", times: 3 }, Dirt::Repeated { times: 3 }],
    ),
    table(
        "bank_transactions",
        "financeiro/extrato-{}.csv",
        "movimento;cooperativa;conta;lançado_em;data;sentido;valor;parceiro;título;pix;estorna;situação",
        16_000,
        &[Dirt::Repeated { times: 5 }],
    ),
    table(
        "ledger_entries",
        "financeiro/razao-{}.csv",
        "lançamento;cooperativa;lote;conta;natureza;dia;valor;núcleo;contrato;linha;categoria;ato;título;movimento;estorna",
        55_000,
        &[],
    ),
    table(
        "reconciliations",
        "financeiro/conciliacao-{}.csv",
        "conciliação;conta;movimento;lançamento;título;situação;método;aberta_em;casada_em;resolvida_em;causa;diferença",
        16_000,
        &[],
    ),
    table("withholdings", "financeiro/retencoes-{}.csv", "retenção;tipo;por;título;pagamento;valor;dia", 8_000, &[]),
    table(
        "payouts",
        "financeiro/pagamentos-{}.csv",
        "pagamento;cooperativa;rodada;cooperado;bruto;retido;adiantado;capital;líquido;pago_em;movimento;situação",
        7_000,
        &[],
    ),
    table("advances", "financeiro/adiantamentos.csv", "adiantamento;cooperativa;cooperado;valor;dia;acertado", 160, &[]),
    table("capital_entries", "financeiro/quotas.csv", "quota;cooperativa;cooperado;dia;valor;tipo;pagamento;estorna", 4_000, &[]),
    table(
        "invoices",
        "financeiro/faturas-{}.csv",
        "fatura;cooperativa;cliente;contrato;pedido;núcleo;emitida_em;vencimento;valor;estorno;corrige;nota;situação fiscal;boleto;situação do boleto;situação;causa",
        2_300,
        &[Dirt::Refused { column: "vencimento", text: "31/11/2025", times: 2 }],
    ),
    Spec {
        links: 1, ..table("events", "financeiro/movimento-{}.csv", "registro;tipo;objeto;evento;quando;ordem;pessoa;núcleo;motivo", 75_000, &[])
    },
    Spec { links: 1, ..table("events", "financeiro/rodadas.csv", "registro;rodada;evento;quando;ordem;pessoa;núcleo;atributos", 1_200, &[]) },
    table("accounts", "financeiro/plano-de-contas.csv", "conta;cooperativa;nome;acima;natureza;demonstrativo", 96, &[]),
    table("funds", "financeiro/fundos.csv", "fundo;cooperativa;tipo;deliberação;formação;uso;divisível", 12, &[]),
    table("fund_entries", "financeiro/movimento-fundos.csv", "movimento;cooperativa;fundo;dia;valor;rodada;deliberação;finalidade;estorna", 700, &[]),
    table("budget_lines", "financeiro/orcamento.csv", "linha;cooperativa;mês;núcleo;categoria;natureza;valor", 2_400, &[]),
    table("cash_forecasts", "financeiro/previsao-caixa.csv", "cooperativa;feita em;para;cenário;sentido;categoria;valor", 3_000, &[]),
    table("event_objects", "financeiro/rodadas-faturas-{}.csv", "registro;tipo;objeto;papel", 2_100, &[]),
];

const fn table(dataset: &'static str, path: &'static str, header: &'static str, about: u64, dirt: &'static [Dirt]) -> Spec {
    Spec { dataset, path, header, dates: Dates::Seconds, is_latin: false, links: 0, about, dirt }
}

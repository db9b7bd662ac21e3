//! What assemblies decided: rules, accounts, what funds may pay, who coordinates; and what became of it.

use std::{io, path::Path};

use super::{
    Tally,
    books::Books,
    random::{Random, Stream},
    table::{Dates, Key, Spec, Table},
    time::{END_DAY, civil, day_of},
    words::{COOPERATIVES, UNITS, cooperative_of},
    world::World,
};

/// The tables.
pub(super) const SPECS: [Spec; 3] = [
    table("assemblies", "governanca/assembleias.csv", "assembleia;cooperativa;tipo;dia;convocação;presentes;cooperados;ata;edição", 40),
    table(
        "assembly_decisions",
        "governanca/deliberacoes.csv",
        "deliberação;cooperativa;assembleia;tipo;assunto;dia;item;a_favor;contra;abstenções;resultado;figura;núcleo;até;cumprida;situação",
        110,
    ),
    table("rule_versions", "governanca/regras.csv", "regra;versão;cooperativa;tipo;texto;sha256;vale_desde;vale_até;deliberação;situação", 18),
];

const fn table(dataset: &'static str, path: &'static str, header: &'static str, about: u64) -> Spec {
    Spec { dataset, path, header, dates: Dates::Iso, is_latin: false, links: 0, about, dirt: &[] }
}

/// A rule that was voted, so many days after the records begin, or before them.
struct Rule {
    kind: &'static str,
    version: i64,
    after: i64,
    body: &'static str,
    sha256: &'static str,
}

const RULES: [Rule; 6] = [
    Rule {
        kind: "distribuicao",
        version: 1,
        after: 0,
        body: "regra = { fundos = { infraestrutura_bp = 400, legado_bp = 100 }, pool = { participacao_bp = 6000, complexidade_bp = 2000, responsabilidade_bp = 2000 } }",
        sha256: "a609f7d9d643a3a4f76881d0f194760887c4f0d7d89794fdc77869e4b1fd0326",
    },
    Rule {
        kind: "distribuicao",
        version: 2,
        after: 340,
        body: "regra = { fundos = { infraestrutura_bp = 400, legado_bp = 200 }, pool = { participacao_bp = 5000, complexidade_bp = 2000, responsabilidade_bp = 2000, legado_bp = 1000 } }",
        sha256: "b607519d5184b174ad24a167f51c192f75c4b03fc9cf8e8bf22f3a0520335c0b",
    },
    Rule {
        kind: "sobras",
        version: 1,
        after: 0,
        body: "regra = { reserva_bp = 1000, fates_bp = 500 }",
        sha256: "bdb18814fd2fece9c8c9db1735d5b8ae77fd7dd7c84ce4e3c6934f8401755dcc",
    },
    Rule {
        kind: "reputacao",
        version: 1,
        after: 0,
        body: "regra = { prior_weight = 4, half_life_days = 730, cap_per_rater = 3, minimum_evidence = 3 }",
        sha256: "b6b04a56b73201ce3c883a845601ff80f306b9507ceae6111377ee5a1f0f65ea",
    },
    Rule {
        kind: "satelite",
        version: 1,
        after: 120,
        body: "regra = { floor = 0.01, capacity_full = 14, cover_full = 7, leaders_full = 4 }",
        sha256: "44266690772f7f5d542ec1e4bae273a560bacdf46fafb671c7b4390a8c7a0c0b",
    },
    Rule {
        kind: "publicacao",
        version: 1,
        after: 0,
        body: "regra = { pessoas_minimo = 5, perfil_bp = 10000 }",
        sha256: "d12a32c6c705fb60355ed3fc055f4b5e79a019f05bd8b91d6f146d7e7892b830",
    },
];

/// A decision to be written.
struct Decision<'a> {
    kind: &'a str,
    title: &'a str,
    result: &'a str,
    figure: &'a str,
    unit: Option<usize>,
    due: Option<i64>,
}

/// The secretary of one cooperative.
struct Secretary<'a> {
    world: &'a World,
    cooperative: usize,
    assemblies: u64,
    decisions: u64,
    random: Random,
}

/// What was spent without a decision.
pub(super) type Undecided = u64;

/// Writes all of it; how many outflows of funds nobody decided on.
pub(super) fn write(world: &World, root: &Path, books: &mut Books, tally: &mut Tally) -> io::Result<Undecided> {
    let mut tables = SPECS.each_ref().map(|spec| Table::new(root, spec, &world.size));
    let [assemblies, decisions, rules] = &mut tables;
    let mut undecided = 0;
    for cooperative in 0..if world.size.per_mille == 0 { 0 } else { world.cooperatives() } {
        let random = Random::of(world.seed, Stream::Assemblies, cooperative as u64);
        let mut secretary = Secretary { world, cooperative, assemblies: 0, decisions: 0, random };
        secretary.found(assemblies, decisions, rules)?;
        let (first, last) = (civil(world.first_day).0, civil(END_DAY).0);
        for year in first..=last {
            undecided += secretary.year(assemblies, decisions, rules, books, year)?;
        }
    }
    tables.iter_mut().try_for_each(|table| tally.take(table))?;
    Ok(undecided)
}

impl Secretary<'_> {
    fn meet(&mut self, table: &mut Table, kind: &str, day: i64) -> io::Result<Key> {
        let members = (0..self.world.size.units).filter(|unit| cooperative_of(*unit) == self.cooperative);
        let there: usize = members.map(|unit| self.world.members_of(unit).filter(|member| self.world.is_there(*member, day)).count()).sum();
        self.assemblies += 1;
        let key = Key { prefix: "AS-", case: self.cooperative as u64 + 1, part: self.assemblies };
        let present = (there as i64 * self.random.between(28, 72) / 100).max(3).min(there as i64);
        table.key(key).text(COOPERATIVES[self.cooperative].0).text(kind).day(day).int(self.random.between(1, 4)).int(present).int(there as i64);
        table.text("ata ").and_number(self.assemblies as i64).blank().end(0)?;
        Ok(key)
    }

    fn decide(&mut self, table: &mut Table, assembly: Key, day: i64, it: &Decision<'_>) -> io::Result<Key> {
        self.decisions += 1;
        let key = Key { prefix: "DL-", case: self.cooperative as u64 + 1, part: self.decisions };
        let random = &mut self.random;
        let (for_it, against) = (random.between(20, 160), random.between(0, 18));
        let done = it.due.map(|due| due + random.between(-40, 30)).filter(|day| *day < END_DAY && random.chance(800));
        table.key(key).text(COOPERATIVES[self.cooperative].0).key(assembly).text(it.kind).text(it.title).day(day);
        table.text("item ").and_number(self.decisions as i64).int(for_it).int(against).int(random.between(0, 12)).text(it.result).text(it.figure);
        table.text(it.unit.map_or("", |unit| UNITS[self.world.home(unit)].id)).maybe_day(it.due).maybe_day(done);
        table.text(match (it.due, done) {
            (None, _) | (_, Some(_)) => "cumprida",
            (Some(due), None) if due < END_DAY - 200 => "pendente",
            _ => "em_execucao",
        });
        table.end(0)?;
        Ok(key)
    }

    /// What stood before the records begin: funds, elected coordinators, the first rules.
    fn found(&mut self, assemblies: &mut Table, decisions: &mut Table, rules: &mut Table) -> io::Result<()> {
        let day = self.world.office.on_or_after(self.world.first_day - 60);
        let assembly = self.meet(assemblies, "age", day)?;
        let plain = Decision {
            kind: "fundo",
            title: "Criação dos fundos de infraestrutura e de legado",
            result: "aprovada",
            figure: "",
            unit: None,
            due: None,
        };
        self.decide(decisions, assembly, day, &plain)?;
        let elected = Decision { kind: "coordenacao", title: "Eleição das coordenações de contratos", ..plain };
        self.decide(decisions, assembly, day, &elected)?;
        for rule in RULES.iter().filter(|rule| rule.after == 0) {
            let voted = Decision { kind: "regra", title: "Regra votada", ..elected };
            let decision = self.decide(decisions, assembly, day, &voted)?;
            let next = RULES.iter().find(|later| later.kind == rule.kind && later.version == rule.version + 1);
            self.rule(rules, rule, day + 5, next.map(|next| self.world.first_day + next.after + 4), decision)?;
        }
        Ok(())
    }

    fn rule(&self, table: &mut Table, rule: &Rule, from: i64, to: Option<i64>, decision: Key) -> io::Result<()> {
        let id = COOPERATIVES[self.cooperative].0;
        table.text(rule.kind).and("-").and(id).int(rule.version).text(id).text(rule.kind).text(rule.body).text(rule.sha256).day(from);
        table.maybe_day(to.filter(|to| *to < END_DAY)).key(decision).text("votada").end(0)
    }

    /// A year: accounts in March, other questions in June and September, funds by the quarter.
    fn year(&mut self, assemblies: &mut Table, decisions: &mut Table, rules: &mut Table, books: &mut Books, year: i64) -> io::Result<Undecided> {
        const QUESTIONS: [(&str, &str, &str); 8] = [
            ("plano", "Plano de trabalho do ano", ""),
            ("plano", "Reduzir a espera do aceite", "stage_wait"),
            ("outra", "Rever os prazos de resposta", "ageing_now"),
            ("edicao", "Publicar a edição do trimestre", ""),
            ("outra", "Substituir a folha antiga", ""),
            ("satelite", "Estudar a frente de dados", ""),
            ("outra", "Formar quem fala Libras", ""),
            ("plano", "Abrir núcleo no interior", ""),
        ];
        let world = self.world;
        let mut undecided = 0;
        for (month, kind) in [(3, "ago"), (6, "setorial"), (9, "age")] {
            let day = world.office.on_or_after(day_of(year, month, 20));
            if day <= world.first_day || day >= END_DAY {
                continue;
            }
            let assembly = self.meet(assemblies, kind, day)?;
            if kind == "ago" {
                let accounts = Decision { kind: "contas", title: "Contas do exercício", result: "aprovada", figure: "", unit: None, due: None };
                self.decide(decisions, assembly, day, &accounts)?;
                let surplus = Decision { kind: "sobras", title: "Destino das sobras", ..accounts };
                let decision = self.decide(decisions, assembly, day, &surplus)?;
                books.close_year(world, self.cooperative, year - 1, day, decision)?;
            }
            for _ in 0..2 {
                let (kind, title, figure) = self.random.pick(&QUESTIONS);
                let result = ["aprovada", "rejeitada", "adiada"][self.random.weighted(&[84, 9, 7])];
                let due = (result == "aprovada").then(|| day + self.random.between(60, 240));
                let unit = Some(self.random.below(12) as usize);
                self.decide(decisions, assembly, day, &Decision { kind, title, result, figure, unit, due })?;
            }
            for (fund, purpose) in [("infraestrutura", "servidores e cópias de segurança"), ("legado", "reusos validados")] {
                let spent = day + 15;
                if spent >= END_DAY {
                    continue;
                }
                // Some of it was paid without asking.
                let is_decided = self.random.chance(800);
                let allowed = Decision { kind: "fundo", title: "Uso do fundo", result: "aprovada", figure: "", unit: Some(0), due: Some(spent) };
                let decision = if is_decided { Some(self.decide(decisions, assembly, day, &allowed)?) } else { None };
                let amount = books.spend(world, self.cooperative, fund, world.office.on_or_after(spent), decision, purpose)?;
                undecided += u64::from(amount > 0 && decision.is_none());
            }
        }
        for rule in RULES.iter().filter(|rule| rule.after > 0) {
            let from = world.first_day + rule.after;
            if civil(from).0 == year && from < END_DAY {
                let day = world.office.on_or_after(from);
                let assembly = self.meet(assemblies, "age", day)?;
                let voted = Decision { kind: "regra", title: "Regra votada", result: "aprovada", figure: "", unit: None, due: None };
                let decision = self.decide(decisions, assembly, day, &voted)?;
                self.rule(rules, rule, from + 5, None, decision)?;
            }
        }
        Ok(undecided)
    }
}

//! Contracts and their terms, as the register, the monthly fees and the work in them all see them.

use std::io;

use super::{
    Tally,
    random::{Random, Stream},
    table::{Dates, Key, Spec, Table},
    time::{DAY, END, END_DAY, HOUR, year_of},
    words::{COOPERATIVES, LINES, UNITS, cooperative_of},
    world::{MODELS, TERM, World, contract_key, organization_key},
};

/// The tables: contracts, and what happened to them.
pub(super) const SPECS: [Spec; 2] = [
    Spec {
        dataset: "contracts",
        path: "contratos/contratos.csv",
        header: "contrato;cooperativa;cliente;linha;núcleo;renova;modelo;ato;valor;minutos;custo previsto;minutado em;assinado em;início;fim;responsáveis;substituição;fora da sede;situação",
        dates: Dates::Seconds,
        is_latin: false,
        links: 0,
        about: 400,
        dirt: &[],
    },
    Spec {
        dataset: "events",
        path: "contratos/historico-{}.csv",
        header: "registro;contrato;evento;ocorrido_em;ordem;núcleo;motivo",
        dates: Dates::Seconds,
        is_latin: false,
        links: 1,
        about: 1_500,
        dirt: &[],
    },
];

/// One term of a contract; the next one renews it.
pub(super) struct Term {
    pub(super) organization: usize,
    pub(super) number: i64,
    pub(super) is_renewal: bool,
    pub(super) model: &'static str,
    pub(super) act: &'static str,
    pub(super) drafted: i64,
    pub(super) signed: Option<i64>,
    pub(super) start: i64,
    /// The day after the last one.
    pub(super) end: i64,
    pub(super) minutes: i64,
    pub(super) value: i64,
    pub(super) is_off_site: bool,
    pub(super) status: &'static str,
    has_responsibilities: bool,
    has_substitution: bool,
}

impl Term {
    pub(super) fn key(&self) -> Key {
        contract_key(self.organization, self.number)
    }

    /// Is it paid by the month?
    pub(super) fn is_monthly(&self) -> bool {
        self.signed.is_some() && matches!(self.model, "continuo" | "recorrente")
    }
}

/// All terms of an organisation's contract, in order.
pub(super) fn terms(world: &World, organization: usize, mut each: impl FnMut(Term) -> io::Result<()>) -> io::Result<()> {
    let one = &world.organizations[organization];
    if one.is_internal || one.is_supplier {
        return Ok(());
    }
    let mut random = Random::of(world.seed, Stream::Contracts, organization as u64);
    let (model, is_off_site) = (random.pick(&MODELS), random.chance(250));
    let first = (world.first_day - one.since).div_euclid(TERM).max(0);
    for number in first.. {
        let start = one.since + number * TERM;
        let drafted = world.office.after((start - random.between(20, 45)) * DAY, random.between(0, 8 * HOUR));
        if drafted >= END {
            break;
        }
        let signed = Some(world.office.after((start - random.between(3, 12)) * DAY, random.between(0, 8 * HOUR))).filter(|signed| *signed < END);
        let minutes = random.between(200, 2_400) * 60;
        let value = minutes / 60 * random.between(9_000, 16_000);
        // Only what has run long, and has no next term yet, is broken off.
        let is_broken = random.chance(60) && signed.is_some() && start + 150 < END_DAY && start + TERM > END_DAY + 60;
        let end = if is_broken { start + 60 + random.between(0, 60) } else { start + TERM };
        let status = match signed {
            None => "minuta",
            _ if is_broken => "rescindido",
            _ if start + TERM <= END_DAY => "encerrado",
            _ if start > END_DAY => "assinado",
            _ => "vigente",
        };
        each(Term {
            organization,
            number,
            is_renewal: number > first,
            model,
            act: if random.chance(40) { "auxiliar" } else { "cooperativo" },
            drafted,
            signed,
            start,
            end,
            minutes,
            value,
            is_off_site,
            status,
            has_responsibilities: random.chance(850),
            has_substitution: random.chance(600),
        })?;
    }
    Ok(())
}

/// Writes contracts and their histories.
pub(super) fn write(world: &World, root: &std::path::Path, tally: &mut Tally) -> io::Result<()> {
    let mut tables = SPECS.each_ref().map(|spec| Table::new(root, spec, &world.size));
    let [contracts, history] = &mut tables;
    for organization in 0..world.organizations.len() {
        terms(world, organization, |term| {
            row(contracts, world, &term)?;
            past(history, world, &term)
        })?;
    }
    tables.iter_mut().try_for_each(|table| tally.take(table))
}

fn row(table: &mut Table, world: &World, term: &Term) -> io::Result<()> {
    let one = &world.organizations[term.organization];
    table.key(term.key()).text(COOPERATIVES[cooperative_of(one.unit)].0).key(organization_key(term.organization));
    table.text(LINES[one.line].id).text(UNITS[one.unit].id);
    table.maybe_key(term.is_renewal.then(|| contract_key(term.organization, term.number - 1))).text(term.model).text(term.act);
    table.money(term.value).int(term.minutes).money(term.value * 7 / 10).at(term.drafted).maybe_at(term.signed).day(term.start).day(term.end - 1);
    table.yes(term.has_responsibilities).yes(term.has_substitution).yes(term.is_off_site).text(term.status).end(0)
}

fn past(table: &mut Table, world: &World, term: &Term) -> io::Result<()> {
    let key = term.key();
    let unit = UNITS[world.organizations[term.organization].unit].id;
    let mut part = 0;
    let mut tell = |name: &'static str, at: i64, reason: &str| -> io::Result<()> {
        if at >= END {
            return Ok(());
        }
        part += 1;
        let id = Key { prefix: "HC-", case: key.case, part: key.part * 10 + part };
        table.key(id).key(key).text(name).at(at).int(part as i64).text(unit).text(reason).end(year_of(at))
    };
    tell("contract.drafted", term.drafted, "")?;
    let Some(signed) = term.signed else {
        // Some drafts are given up.
        return if term.drafted + 6 * DAY < END && term.organization.is_multiple_of(3) {
            tell("contract.dropped", term.drafted + 6 * DAY, "cliente")
        } else {
            Ok(())
        };
    };
    tell("contract.signed", signed, "")?;
    tell("contract.started", (term.start * DAY + 9 * HOUR).max(signed + 60), "")?;
    if term.organization % 9 == 4 {
        tell("contract.amended", term.start * DAY + 55 * DAY + 10 * HOUR, "aditivo")?;
    }
    let last = (term.end - 1) * DAY + 18 * HOUR;
    match term.status {
        "rescindido" => tell("contract.terminated", last, "cliente"),
        _ if term.organization % 5 == 1 => tell("contract.ended", last, ""),
        _ => tell("contract.renewed", last, ""),
    }
}

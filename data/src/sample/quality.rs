//! What is missing in registers, what went wrong, and what clients say of it.

use std::{io, path::Path};

use super::{
    Tally, contracts,
    random::{Random, Stream},
    table::{Dates, Key, Spec, Table},
    time::{DAY, END, HOUR, year_of},
    words::{LINES, UNITS},
    world::{World, organization_key},
};

/// The tables.
pub(super) const SPECS: [Spec; 4] = [
    table("registration_fields", "qualidade/cadastros.csv", "tipo;ficha;campo;obrigatório;preenchido;desde;preenchido_em;núcleo", 0, 2_700),
    table("events", "qualidade/cadastros-andamento-{}.csv", "registro;tipo;ficha;evento;quando;ordem;núcleo", 1, 700),
    table(
        "error_reports",
        "qualidade/erros-{}.csv",
        "erro;processo;núcleo;linha;visto;causa;ocorrido_em;visto_em;resolvido_em;risco;evitado;perda;repete",
        0,
        640,
    ),
    table(
        "satisfaction_responses",
        "qualidade/satisfacao-{}.csv",
        "resposta;instrumento;nota;cliente;contrato;linha;perguntada_em;respondida_em",
        0,
        1_600,
    ),
];

const fn table(dataset: &'static str, path: &'static str, header: &'static str, links: u64, about: u64) -> Spec {
    Spec { dataset, path, header, dates: Dates::Iso, is_latin: false, links, about, dirt: &[] }
}

/// Writes all of it.
pub(super) fn write(world: &World, root: &Path, tally: &mut Tally) -> io::Result<()> {
    let mut tables = SPECS.each_ref().map(|spec| Table::new(root, spec, &world.size));
    let [fields, log, errors, answers] = &mut tables;
    for (number, one) in world.organizations.iter().enumerate().filter(|(_, one)| !one.is_internal) {
        let key = organization_key(number);
        let (kind, names): (_, &[&str]) = if one.is_supplier {
            ("supplier", &["dados_bancarios", "certidao", "contato"])
        } else {
            ("organization", &["endereco", "contato", "inscricao"])
        };
        for name in names {
            field(fields, log, world, kind, key, name, one.since.max(world.first_day), one.unit)?;
        }
        contracts::terms(world, number, |term| {
            if term.signed.is_none() {
                return Ok(());
            }
            field(fields, log, world, "contract", term.key(), "responsavel_cliente", term.start.max(world.first_day), one.unit)
        })?;
    }
    for (number, member) in world.members.iter().enumerate() {
        let Some(joined) = member.joined else { continue };
        // The membership stands for the person.
        let key = Key { prefix: "V-", case: number as u64 + 1, part: 1 };
        for name in ["documento", "dados_bancarios"] {
            field(fields, log, world, "member", key, name, joined.max(world.first_day), member.unit)?;
        }
    }
    reports(errors, world)?;
    satisfaction(answers, world)?;
    tables.iter_mut().try_for_each(|table| tally.take(table))
}

#[expect(clippy::too_many_arguments, reason = "a row has that many independent columns")]
fn field(table: &mut Table, log: &mut Table, world: &World, kind: &str, key: Key, name: &str, since: i64, unit: usize) -> io::Result<()> {
    let number = key.case << 12 | key.part << 4 | name.len() as u64;
    let mut random = Random::of(world.seed, Stream::Quality, number);
    let (is_required, roll) = (random.chance(930), random.below(1_000));
    let since = world.office.on_or_after(since) * DAY + 9 * HOUR;
    let filled = world.office.after(since, random.early(8 * HOUR, 400 * HOUR));
    // Most stood there from the beginning; some were found missing, and some still are.
    let (has_gap, is_filled) = (is_required && roll < 170, roll >= 55);
    let filled = Some(if has_gap { filled } else { since }).filter(|at| is_filled && *at < END);
    if since >= END {
        return Ok(());
    }
    table.text(kind).key(key).text(name).yes(is_required).yes(filled.is_some()).at(since).maybe_at(filled).text(UNITS[unit].id).end(0)?;
    if has_gap {
        // One case for a form: each field opens and closes a visit of it.
        let steps = [("registration.gap_found", Some(since + HOUR)), ("registration.completed", filled.map(|at| at.max(since + 2 * HOUR)))];
        for (place, (event, at)) in steps.into_iter().enumerate() {
            if let Some(at) = at.filter(|at| *at < END) {
                log.text(kind).and("-").and(name).and("-").and_key(key).and(if place == 0 { "-a" } else { "-b" });
                log.text(kind).text(kind).and(":").and_key(key).text(event).at(at).int(place as i64 + 1).text(UNITS[unit].id).end(year_of(at))?;
            }
        }
    }
    Ok(())
}

fn reports(table: &mut Table, world: &World) -> io::Result<()> {
    const PROCESSES: [&str; 8] = ["invoice", "pedido_compra", "pedido_venda", "folha", "chamado", "relatorio", "rotina", "oportunidades"];
    const CAUSES: [&str; 12] = [
        "cadastro",
        "cadastro",
        "digitacao",
        "digitacao",
        "conciliacao",
        "prazo",
        "sistema",
        "regra",
        "comunicacao",
        "fornecedor",
        "improviso",
        "outro",
    ];
    let count = world.size.count(640);
    let arrivals = world.arrivals(&world.office, 10);
    for number in 0..count {
        let mut random = Random::of(world.seed, Stream::Quality, 1 << 42 | number);
        let detected = world.office.moment(arrivals.day(number, count, &mut random), 60, &mut random);
        let occurred = detected - random.early(HOUR, 40 * DAY);
        let resolved = world.office.after(detected, random.early(2 * HOUR, 150 * HOUR));
        let unit = random.below(world.size.units as u64) as usize;
        let is_inside = random.chance(620);
        let risk = 100 * random.early(50, 30_000);
        let line = LINES.iter().find(|line| world.home(line.unit) == unit).map_or("", |line| line.id);
        table.key(Key { prefix: "ER-", case: number + 1, part: 0 }).text(random.pick(&PROCESSES)).text(UNITS[unit].id).text(line);
        table.text(if is_inside { "antes_cliente" } else { "apos_cliente" }).text(random.pick(&CAUSES)).at(occurred).at(detected);
        table.maybe_at((resolved < END && random.chance(950)).then_some(resolved)).money(risk);
        table.maybe_money(is_inside.then_some(risk * 9 / 10)).maybe_money((!is_inside).then_some(risk * 3 / 10));
        table
            .maybe_key((number > 20 && random.chance(160)).then(|| Key { prefix: "ER-", case: number - random.below(15), part: 0 }))
            .end(year_of(detected))?;
    }
    Ok(())
}

fn satisfaction(table: &mut Table, world: &World) -> io::Result<()> {
    let count = world.size.count(1_600);
    let arrivals = world.arrivals(&world.office, 40);
    for number in 0..count {
        let mut random = Random::of(world.seed, Stream::Quality, 1 << 43 | number);
        let asked = world.office.moment(arrivals.day(number, count, &mut random), 60, &mut random);
        let organization = world.client(asked, &mut random);
        let answered = Some(asked + random.early(HOUR, 20 * DAY)).filter(|at| *at < END && random.chance(560));
        let is_nps = number % 3 == 0;
        let score = if is_nps { random.between(2, 11).max(random.between(0, 11)) } else { 1 + random.weighted(&[4, 7, 15, 40, 34]) as i64 };
        table.key(Key { prefix: "SA-", case: number + 1, part: 0 }).text(if is_nps { "nps" } else { "csat" }).maybe_int(answered.map(|_| score));
        table.key(organization_key(organization)).key(world.contract(organization, asked.div_euclid(DAY)));
        table.text(LINES[world.organizations[organization].line].id).at(asked).maybe_at(answered).end(year_of(asked))?;
    }
    Ok(())
}

//! What the registers export: cooperatives, units, people, services, calendars, clients and targets.

use std::{io, path::Path};

use super::{
    Tally,
    random::{Random, Stream},
    table::{Dates, Dirt, Key, Spec, Table},
    time::{END_DAY, civil, day_of, holidays},
    words::{AREAS, BUSINESSES, CITIES, CLIENT_TYPES, COOPERATIVES, LINES, NAMES, UNITS, cooperative_of},
    world::{World, organization_key},
};

/// The tables of the source `cadastro`.
pub(super) const SPECS: [Spec; 10] = [
    register("cooperatives", "cadastro/cooperativas.csv", "código;nome;registro;tipo;satélite;origem;fundação;lei 12.690", 3, &[]),
    register("units", "cadastro/nucleos.csv", "código;cooperativa;nome;tipo;acima;setor;expediente;município;UF;fundação", 14, &[]),
    register("areas", "cadastro/areas.csv", "código;nome;acima;família CBO", 11, &[]),
    register(
        "service_lines",
        "cadastro/linhas-de-servico.csv",
        "código;nome;setor;área;núcleo;maturidade;cobertura mínima;expediente;situação;início",
        16,
        &[],
    ),
    register("calendars", "cadastro/expedientes.csv", "expediente;dia da semana;início;fim;fuso", 16, &[]),
    register("holidays", "cadastro/feriados.csv", "expediente;dia;nome;abrangência", 60, &[]),
    register(
        "members",
        "cadastro/cooperados.csv",
        "cooperado;núcleo;área;situação;ingresso;saída;motivo da saída;licença de;licença até;licença protegida",
        480,
        &[Dirt::Refused { column: "ingresso", text: "31/06/2021", times: 2 }],
    ),
    register("memberships", "cadastro/vinculos.csv", "vínculo;cooperativa;cooperado;matrícula;ingresso;saída;motivo da saída", 480, &[]),
    register(
        "organizations",
        "cadastro/organizacoes.csv",
        "código;nome;registro;porte;ramo;interna;fornecedora;município;UF;desde;digitalização",
        50,
        &[Dirt::Refused { column: "porte", text: "ENORME", times: 1 }],
    ),
    register("sla_targets", "cadastro/metas-sla.csv", "meta;processo;medida;prioridade;minutos;risco;expediente;pausas;vale desde", 10, &[]),
];

const fn register(dataset: &'static str, path: &'static str, header: &'static str, about: u64, dirt: &'static [Dirt]) -> Spec {
    Spec { dataset, path, header, dates: Dates::Minutes, is_latin: true, links: 0, about, dirt }
}

/// Writes all of them.
pub(super) fn write(world: &World, root: &Path, tally: &mut Tally) -> io::Result<()> {
    let writers: [fn(&World, &mut Table) -> io::Result<()>; 10] =
        [cooperatives, units, areas, service_lines, calendars, days_off, members, memberships, organizations, sla_targets];
    for (spec, writer) in SPECS.iter().zip(writers) {
        let mut table = Table::new(root, spec, &world.size);
        writer(world, &mut table)?;
        tally.take(&mut table)?;
    }
    Ok(())
}

fn hash_of(seed: u64, stream: Stream, number: u64) -> [u64; 4] {
    let mut random = Random::of(!seed, stream, number);
    [(); 4].map(|()| random.next())
}

fn cooperatives(world: &World, table: &mut Table) -> io::Result<()> {
    for (number, (id, name, is_satellite, founded)) in COOPERATIVES.into_iter().take(world.cooperatives()).enumerate() {
        table.text(id).text(name).hash(hash_of(world.seed, Stream::Members, number as u64));
        table.text("singular").yes(is_satellite).text(if is_satellite { COOPERATIVES[0].0 } else { "" });
        table.day(day_of(founded, 5, 20)).yes(true).end(0)?;
    }
    Ok(())
}

fn units(world: &World, table: &mut Table) -> io::Result<()> {
    for (number, unit) in UNITS[..world.size.units].iter().enumerate() {
        let kind = match (number, cooperative_of(number)) {
            (0, _) => "matriz",
            (_, 0) => "nucleo",
            _ => "satelite",
        };
        table.text(unit.id).text(COOPERATIVES[cooperative_of(number)].0).text(unit.name).text(kind);
        table.text(if kind == "nucleo" { UNITS[0].id } else { "" }).text(unit.sector).text(if number == 1 { "atendimento" } else { "geral" });
        table.text(unit.city).text(unit.state).day(day_of(unit.founded, 6, 1)).end(0)?;
    }
    Ok(())
}

fn areas(_: &World, table: &mut Table) -> io::Result<()> {
    AREAS.into_iter().try_for_each(|(id, name, above, family)| table.text(id).text(name).text(above).text(family).end(0))
}

fn service_lines(world: &World, table: &mut Table) -> io::Result<()> {
    for line in &LINES {
        let unit = world.home(line.unit);
        let founded = day_of(UNITS[unit].founded, 8, 1);
        table.text(line.id).text(line.name).text(line.sector).text(AREAS[line.area].0).text(UNITS[unit].id).int(line.maturity).int(2);
        table.text(if line.unit == 1 { "atendimento" } else { "geral" }).text("ativa").day(founded).end(0)?;
    }
    Ok(())
}

fn calendars(world: &World, table: &mut Table) -> io::Result<()> {
    for calendar in [&world.office, &world.desk] {
        for weekday in 1..=calendar.last_weekday {
            for (from, to) in calendar.slots {
                table.text(calendar.id).int(weekday).int(from / 60).int(to / 60).text("America/Sao_Paulo").end(0)?;
            }
        }
    }
    Ok(())
}

fn days_off(world: &World, table: &mut Table) -> io::Result<()> {
    for holiday in (civil(world.first_day).0..=2027).flat_map(holidays) {
        table.text("*").day(holiday.day).text(holiday.name).text(if holiday.is_national { "nacional" } else { "unidade" }).end(0)?;
    }
    Ok(())
}

const REASONS: [&str; 4] = ["demissao", "demissao", "demissao", "exclusao"];

/// From when and until when a member is away now, if they are.
pub(super) fn leave_of(world: &World, member: u32) -> Option<(i64, i64)> {
    let mut random = Random::of(!world.seed, Stream::Members, u64::from(member) + 100);
    let from = END_DAY - random.between(5, 60);
    let member = &world.members[member as usize];
    let is_away = member.joined.is_some_and(|joined| joined < from) && member.left.is_none() && random.chance(25);
    is_away.then_some((from, from + 120))
}

/// The area that a member is of: mostly that of the unit's service.
pub(super) fn area_of(world: &World, member: u32) -> usize {
    let mut random = Random::of(!world.seed, Stream::Members, 1 << 40 | u64::from(member));
    let unit = world.members[member as usize].unit;
    let area = LINES.iter().find(|line| line.unit == unit).map_or(6, |line| line.area);
    if random.chance(750) { area } else { random.below(AREAS.len() as u64) as usize }
}

fn members(world: &World, table: &mut Table) -> io::Result<()> {
    for (number, member) in world.members.iter().enumerate() {
        let mut random = Random::of(!world.seed, Stream::Members, 1 << 41 | number as u64);
        let leave = leave_of(world, number as u32);
        let status = match (member.joined, member.left) {
            (None, _) => "C",
            (_, Some(_)) => "D",
            _ if leave.is_some() => "L",
            _ => "A",
        };
        let area = area_of(world, number as u32);
        table.person(number as u32).text(UNITS[member.unit].id).text(AREAS[area].0).text(status).maybe_day(member.joined).maybe_day(member.left);
        table.text(member.left.map_or("", |left| REASONS[left as usize % 4]));
        table.maybe_day(leave.map(|leave| leave.0)).maybe_day(leave.map(|leave| leave.1)).yes(leave.is_some() && random.chance(600)).end(0)?;
    }
    Ok(())
}

fn memberships(world: &World, table: &mut Table) -> io::Result<()> {
    for (number, member) in world.members.iter().enumerate() {
        let Some(joined) = member.joined else { continue };
        let key = |part| Key { prefix: "V-", case: number as u64 + 1, part };
        let registration = number as i64 + 1_001;
        let cooperative = cooperative_of(member.unit);
        // Who founded a satellite came from the central cooperative.
        let moved = (cooperative > 0 && number % 3 == 0).then_some(joined);
        if let Some(moved) = moved {
            table
                .key(key(2))
                .text(COOPERATIVES[0].0)
                .person(number as u32)
                .int(registration)
                .day(moved - 400)
                .day(moved)
                .text("transferencia")
                .end(0)?;
        }
        table.key(key(1)).text(COOPERATIVES[cooperative].0).person(number as u32).int(registration).day(joined).maybe_day(member.left);
        table.text(member.left.map_or("", |left| REASONS[left as usize % 4])).end(0)?;
    }
    Ok(())
}

fn organizations(world: &World, table: &mut Table) -> io::Result<()> {
    for (number, one) in world.organizations.iter().enumerate() {
        let mut random = Random::of(!world.seed, Stream::Organizations, number as u64);
        // Every business meets every name once before the town tells them apart.
        let (business, industry) = BUSINESSES[number % BUSINESSES.len()];
        let name = NAMES[(number / BUSINESSES.len() + number) % NAMES.len()];
        let (city, state) = CITIES[number / (BUSINESSES.len() * NAMES.len() / 2) * 7 % CITIES.len()];
        let (city, state) = if world.organizations.len() > 250 { (city, state) } else { random.pick(&CITIES) };
        let (city, state) = if one.is_internal { (UNITS[one.unit].city, UNITS[one.unit].state) } else { (city, state) };
        let client_type = if one.is_internal { "coletivo" } else { CLIENT_TYPES[one.client_type].0 };
        let is_person = client_type == "pf";
        let industry = match (one.is_internal, is_person) {
            (true, _) => "servicos",
            (_, true) => "outro",
            _ => industry,
        };
        table.key(organization_key(number));
        match (one.is_internal, is_person) {
            (true, _) => table.text(COOPERATIVES[number].1),
            (_, true) => table.blank(),
            _ if world.organizations.len() > 250 => table.text(&format!("{business} {name} de {city}")),
            _ => table.text(&format!("{business} {name}")),
        };
        let words = hash_of(world.seed, Stream::Organizations, number as u64);
        let table = if is_person { table.blank() } else { table.hash(words) };
        table.text(client_type).text(industry).yes(one.is_internal).yes(one.is_supplier);
        table.text(city).text(state).day(one.since).int(random.between(0, 6)).end(0)?;
    }
    Ok(())
}

fn sla_targets(world: &World, table: &mut Table) -> io::Result<()> {
    const TARGETS: [(&str, &str, &str, i64, &str); 10] = [
        ("chamado", "primeira_resposta", "critica", 60, "atendimento"),
        ("chamado", "primeira_resposta", "alta", 120, "atendimento"),
        ("chamado", "primeira_resposta", "", 300, "atendimento"),
        ("chamado", "resolucao", "critica", 480, "atendimento"),
        ("chamado", "resolucao", "alta", 900, "atendimento"),
        ("chamado", "resolucao", "", 1_800, "atendimento"),
        ("informacao", "resolucao", "", 4_800, "geral"),
        ("oportunidades", "primeira_resposta", "", 960, "geral"),
        ("oportunidades", "aceite", "", 5_760, "geral"),
        ("pedido_compra", "resolucao", "", 14_400, "geral"),
    ];
    for (number, (process, metric, priority, minutes, calendar)) in TARGETS.into_iter().enumerate() {
        table
            .key(Key { prefix: "SLA-", case: number as u64 + 1, part: 0 })
            .text(process)
            .text(metric)
            .text(priority)
            .int(world.patience() * minutes)
            .int(8_000);
        table.text(calendar).text("cliente|terceiro").day(world.first_day).end(0)?;
    }
    Ok(())
}

//! Work that goes on from week to week: for monthly contracts, and for what keeps the services themselves alive.

use std::{io, path::Path};

use super::{
    Tally,
    people::front,
    random::{Random, Stream},
    table::{Dates, Dirt, Key, Spec, Table},
    time::{DAY, END, END_DAY, HOUR, month_of, month_start, weekday, year_of},
    words::{LINES, UNITS, cooperative_of},
    world::{TERM, World, contract_key},
};

/// The tables.
pub(super) const SPECS: [Spec; 5] = [
    table(
        "assignments",
        "pessoas/alocacoes.csv",
        "alocação;cooperado;contrato;linha;papel;nível;cobertura;aceita_em;início;fim;motivo;minutos;valor;eleição;mandato até",
        0,
        700,
        &[],
    ),
    table(
        "participations",
        "pessoas/participacoes-{}.csv",
        "participação;alocação;cooperado;dia;início;fim;minutos;pontos;fluxo;espécie;conferente_1;conferente_2;conferida_em;situação",
        0,
        30_000,
        &[Dirt::Refused { column: "minutos", text: "oito horas", times: 4 }],
    ),
    table(
        "contests",
        "governanca/contestacoes.csv",
        "contestação;conjunto;alvo;cooperado;aberta_em;razão;prazo;decidida_em;decidida_por;resultado",
        0,
        60,
        &[],
    ),
    table(
        "substitutions",
        "pessoas/substituicoes.csv",
        "substituição;alocação;substituto;planejada_em;ativada_em;passada_em;passagem_boa;alvo;situação",
        0,
        40,
        &[],
    ),
    table("events", "pessoas/substituicoes-andamento.csv", "registro;substituição;evento;quando;ordem;pessoa;núcleo", 1, 120, &[]),
];

const fn table(dataset: &'static str, path: &'static str, header: &'static str, links: u64, about: u64, dirt: &'static [Dirt]) -> Spec {
    Spec { dataset, path, header, dates: Dates::Iso, is_latin: false, links, about, dirt }
}

/// What a member does from week to week.
struct Duty {
    unit: usize,
    line: usize,
    /// The client whose contract it is for, and since when there is one.
    client: Option<(usize, i64)>,
    from: i64,
    until: i64,
    /// How many minutes about a week.
    minutes: i64,
}

/// A week's work.
struct Week {
    day: i64,
    minutes: i64,
    is_for_contract: bool,
    random: Random,
}

fn duty(world: &World, member: u32) -> Option<Duty> {
    let it = &world.members[member as usize];
    let joined = it.joined?;
    let mut random = Random::of(world.seed, Stream::Standing, u64::from(member));
    let clients = &world.monthly[cooperative_of(it.unit)];
    let client = (member.is_multiple_of(2) && !clients.is_empty()).then(|| random.pick(clients) as usize);
    let client = client.map(|client| (client, world.organizations[client].since));
    let line = LINES.iter().position(|line| world.home(line.unit) == it.unit).unwrap_or(13);
    let is_front = it.unit == front(world) && !world.is_calm();
    let minutes = if is_front { 480 } else { random.between(200, 560) };
    Some(Duty { unit: it.unit, line, client, from: joined.max(world.first_day), until: it.left.unwrap_or(END_DAY), minutes })
}

impl Duty {
    /// What was done in the week of a Monday, if anything was.
    fn week(&self, world: &World, member: u32, monday: i64) -> Option<Week> {
        let mut random = Random::of(world.seed, Stream::Standing, (u64::from(member) + 1) << 24 | monday as u64);
        let day = world.office.on_or_after(monday + random.between(0, 4));
        if day < self.from || day >= self.until || day >= END_DAY || random.chance(280) {
            return None;
        }
        let minutes = self.minutes * random.between(60, 140) / 100;
        Some(Week { day, minutes, is_for_contract: self.client.is_some_and(|(_, since)| day >= since), random })
    }

    /// The assignment of a day: one for each term of the contract, or one for the service.
    fn assignment(&self, member: u32, day: i64) -> Key {
        let part = self.client.filter(|(_, since)| day >= *since).map_or(0, |(_, since)| (day - since) / TERM + 1);
        Key { prefix: "AP-", case: u64::from(member) + 1, part: part as u64 }
    }
}

/// Minutes of a member in a month that monthly contracts pay for.
pub(super) fn paid_minutes(world: &World, member: u32, month: i64) -> i64 {
    let Some(duty) = duty(world, member).filter(|duty| duty.client.is_some()) else { return 0 };
    weeks(month_start(month) - 6, month_start(month + 1))
        .filter_map(|monday| duty.week(world, member, monday))
        .filter(|week| week.is_for_contract && month_of(week.day) == month)
        .map(|week| week.minutes)
        .sum()
}

/// The Mondays from a day up to another.
fn weeks(from: i64, to: i64) -> impl Iterator<Item = i64> {
    (from + (8 - weekday(from)).rem_euclid(7)..to).step_by(7)
}

/// Writes all of it; how many contests there are.
pub(super) fn write(world: &World, root: &Path, tally: &mut Tally) -> io::Result<()> {
    let mut tables = SPECS.each_ref().map(|spec| Table::new(root, spec, &world.size));
    let [assignments, participations, contests, substitutions, log] = &mut tables;
    for member in 0..world.members.len() as u32 {
        let Some(duty) = duty(world, member) else { continue };
        take_on(assignments, world, member, &duty)?;
        for monday in weeks(duty.from - 6, duty.until.min(END_DAY)) {
            if let Some(week) = duty.week(world, member, monday) {
                work(participations, contests, world, member, &duty, week)?;
            }
        }
        if duty.until < END_DAY {
            stand_in(substitutions, log, world, member, &duty)?;
        }
    }
    tables.iter_mut().try_for_each(|table| tally.take(table))
}

fn take_on(table: &mut Table, world: &World, member: u32, duty: &Duty) -> io::Result<()> {
    let mut random = Random::of(!world.seed, Stream::Standing, u64::from(member));
    let (mut from, role) = (duty.from, random.weighted(&[70, 10, 8, 6, 6]));
    while from < duty.until {
        let key = duty.assignment(member, from);
        // Up to the end of the term of the contract, or to its beginning.
        let until = match duty.client {
            Some((_, since)) if from < since => since,
            Some((_, since)) => since + (key.part as i64) * TERM,
            None => duty.until,
        };
        let until = until.min(duty.until);
        let ended = (until < END_DAY).then_some(until * DAY + 18 * HOUR).filter(|at| *at < END);
        let contract = duty.client.filter(|_| key.part > 0).map(|(client, _)| contract_key(client, key.part as i64 - 1));
        let start = world.office.on_or_after(from) * DAY + 9 * HOUR;
        table.key(key).person(member).maybe_key(contract).text(LINES[duty.line].id);
        table.text(["executor", "coordenador", "revisor", "mentor", "responsavel_tecnico"][role]).int([1, 3, 2, 3, 4][role]).int(10_000);
        table.at(start - 40 * HOUR).at(start).maybe_at(ended.map(|ended| ended.max(start)));
        table.text(match ended {
            None => "",
            Some(_) if until == duty.until => "desligamento",
            Some(_) => "concluida",
        });
        table.int(duty.minutes * (until - from) / 7).maybe_money(contract.map(|_| duty.minutes * (until - from) / 7 * 70));
        let is_elected = role == 1 && contract.is_some() && member % 3 != 1;
        let cooperative = cooperative_of(duty.unit) as u64;
        table.maybe_key(is_elected.then_some(Key { prefix: "DL-", case: cooperative + 1, part: 2 }));
        // Mandates last two years; some are over.
        table.maybe_day(is_elected.then_some(world.first_day + 730 - i64::from(member % 5) * 40)).end(0)?;
        from = until;
    }
    Ok(())
}

fn work(table: &mut Table, contests: &mut Table, world: &World, member: u32, duty: &Duty, mut week: Week) -> io::Result<()> {
    let random = &mut week.random;
    let from = week.day * DAY + if random.chance(70) { 19 * HOUR } else { random.between(9, 12) * HOUR };
    let to = from + week.minutes * 60;
    let is_known = random.chance(600);
    let checked = world.office.after(to, random.early(8 * HOUR, 60 * HOUR));
    let checkers = [(); 2].map(|()| world.member(duty.unit, to, random));
    let fate = random.below(1_000);
    let is_checked = checked < END && fate >= 12;
    let key = Key { prefix: "PS-", case: u64::from(member) + 1, part: (week.day - world.first_day + 1) as u64 };
    table.key(key).key(duty.assignment(member, week.day)).person(member).day(week.day);
    table.maybe_at(Some(from).filter(|_| is_known)).maybe_at(Some(to).filter(|to| is_known && *to < END)).int(week.minutes);
    table.maybe_int((!week.is_for_contract).then_some(week.minutes / 30));
    let stream = if week.is_for_contract { "producao" } else { random.pick(&["comum", "comum", "comum", "cuidado"]) };
    table
        .text(stream)
        .text(["produtivo", "administrativo", "aprendizado"][random.weighted(if week.is_for_contract { &[82, 14, 4] } else { &[50, 42, 8] })]);
    table.maybe_person(is_checked.then_some(checkers[0])).maybe_person(is_checked.then_some(checkers[1])).maybe_at(is_checked.then_some(checked));
    let is_contested = is_checked && (12..14).contains(&fate);
    table.text(match fate {
        _ if !is_checked => "lancada",
        _ if is_contested => "contestada",
        14..=20 => "rejeitada",
        _ => "validada",
    });
    table.end(year_of(from))?;
    if is_contested { contest(contests, world, member, duty, key, checked, random) } else { Ok(()) }
}

/// Somebody says that the hours are not right; most is decided within a month, some waits past its day.
fn contest(table: &mut Table, world: &World, member: u32, duty: &Duty, key: Key, after: i64, random: &mut Random) -> io::Result<()> {
    let opened = world.office.after(after, random.early(2 * HOUR, 40 * HOUR));
    if opened >= END {
        return Ok(());
    }
    let decided = world.office.after(opened, random.early(16 * HOUR, 160 * HOUR));
    let is_decided = decided < END && random.chance(900);
    table.key(Key { prefix: "CO-", ..key }).text("participations").key(key).person(member).at(opened);
    table.text(random.pick(&["faltam horas", "dia errado", "trabalho de outra pessoa", "contrato errado"])).day(opened.div_euclid(DAY) + 30);
    table.maybe_at(is_decided.then_some(decided)).maybe_person(is_decided.then(|| world.member(duty.unit, decided, random)));
    table.text(if is_decided { random.pick(&["acolhida", "parcial", "negada"]) } else { "" }).end(0)
}

/// Who leaves is replaced: by plan and in time, by plan and late, or not at all.
fn stand_in(table: &mut Table, log: &mut Table, world: &World, member: u32, duty: &Duty) -> io::Result<()> {
    let mut random = Random::of(!world.seed, Stream::Standing, 1 << 41 | u64::from(member));
    if random.chance(300) {
        return Ok(());
    }
    let left = duty.until * DAY + 18 * HOUR;
    let opened = world.office.after(left - 30 * DAY, random.between(0, 16 * HOUR));
    let planned = world.office.after(opened, random.early(8 * HOUR, 60 * HOUR));
    let longest = if world.is_calm() { 10 * HOUR } else { 120 * HOUR };
    let activated = world.office.after(left - 2 * DAY, random.early(0, longest));
    let handed = world.office.after(activated, random.early(4 * HOUR, 30 * HOUR));
    let is_cancelled = random.chance(60);
    let key = Key { prefix: "SP-", case: u64::from(member) + 1, part: 0 };
    let happened = |at: i64| Some(at).filter(|at| *at < END);
    let [activated, handed] = [activated, handed].map(|at| happened(at).filter(|_| !is_cancelled));
    let backup = world.member(duty.unit, left, &mut random);
    table.key(key).key(duty.assignment(member, duty.until - 1)).person(backup);
    table.maybe_at(happened(planned)).maybe_at(activated).maybe_at(handed);
    match handed {
        Some(_) => table.yes(random.chance(850)),
        None => table.blank(),
    };
    table.int(960).text(match (is_cancelled, handed, activated) {
        (true, ..) => "cancelada",
        (_, Some(_), _) => "concluida",
        (_, _, Some(_)) => "ativada",
        _ => "planejada",
    });
    table.end(0)?;
    let steps = [
        ("substitution.opened", Some(opened)),
        ("substitution.planned", Some(planned)),
        ("substitution.cancelled", is_cancelled.then_some(planned + 5 * HOUR)),
        ("substitution.activated", activated),
        ("substitution.handed_over", handed),
    ];
    for (place, (name, at)) in steps.into_iter().enumerate() {
        if let Some(at) = at.filter(|at| *at < END) {
            let part = place as u64 + 1;
            log.key(Key { prefix: "SS-", part, ..key })
                .key(key)
                .text(name)
                .at(at)
                .int(part as i64)
                .person(member)
                .text(UNITS[duty.unit].id)
                .end(0)?;
        }
    }
    Ok(())
}

//! What the people's office keeps: what everybody can do, learns, wants and has time for, what of it others reuse.

use std::{io, path::Path};

use super::{
    Tally,
    random::{Random, Stream},
    registry,
    skills::{MISSING, SKILLS, SOLE, skills_of},
    table::{Dates, Dirt, Key, Spec, Table},
    time::{DAY, END, END_DAY, HOUR, weekday, year_of},
    words::{AREAS, ASSETS, GROWING, LINES, PEOPLE, UNITS},
    world::{World, organization_key},
};

/// The tables.
pub(super) const SPECS: [Spec; 9] = [
    table("skills", "pessoas/competencias.csv", "competência;nome;área;taxonomia;código", 0, 33, &[]),
    table(
        "skill_evidence",
        "pessoas/evidencias.csv",
        "evidência;cooperado;competência;nível;origem;obtida_em;vale_até;situação",
        0,
        2_200,
        &[Dirt::Refused { column: "nível", text: "9", times: 2 }],
    ),
    table(
        "training_records",
        "pessoas/formacoes-{}.csv",
        "formação;cooperado;competência;turma;de;para;inscrito_em;concluída_em;minutos;custo;situação",
        0,
        1_100,
        &[],
    ),
    table("capacity", "pessoas/capacidade.csv", "cooperado;semana;disponível;comprometido", 0, 11_000, &[]),
    table("interests", "pessoas/interesses.csv", "interesse;cooperado;tipo;área;competência;frente;declarado;até", 0, 330, &[]),
    table(
        "legacy_reuses",
        "pessoas/legado.csv",
        "reuso;ativo;espécie;título;autor;núcleo;oportunidade;quando;pontos;conferente_1;conferente_2;conferido_em",
        0,
        220,
        &[],
    ),
    table(
        "external_engagements",
        "pessoas/vinculos-externos.csv",
        "vínculo;organização;cooperado;tipo;mediado;parecer_em;valor;referência;início;fim",
        0,
        140,
        &[],
    ),
    table("events", "pessoas/cooperados-andamento.csv", "registro;vínculo;evento;quando;ordem;núcleo", 1, 650, &[]),
    table("events", "pessoas/formacoes-andamento.csv", "registro;formação;evento;quando;ordem;pessoa;núcleo", 1, 3_200, &[]),
];

const fn table(dataset: &'static str, path: &'static str, header: &'static str, links: u64, about: u64, dirt: &'static [Dirt]) -> Spec {
    Spec { dataset, path, header, dates: Dates::Seconds, is_latin: false, links, about, dirt }
}

/// How many of the first members know each skill well.
const HOLDERS: usize = 6;

/// The one person who knows the old payroll.
pub(super) fn sole_holder(world: &World) -> u32 {
    world.members_of(world.home(PEOPLE)).start
}

/// The unit whose people want a cooperative of their own, with the work that grows.
pub(super) fn front(world: &World) -> usize {
    world.home(LINES[GROWING].unit)
}

/// Writes all of it.
pub(super) fn write(world: &World, root: &Path, tally: &mut Tally) -> io::Result<()> {
    let mut tables = SPECS.each_ref().map(|spec| Table::new(root, spec, &world.size));
    let [skills, evidence, training, capacity, interests, legacy, external, history, courses] = &mut tables;
    if world.size.per_mille > 0 {
        for (number, skill) in SKILLS.iter().enumerate() {
            skills.text(skill.id).text(skill.name).text(AREAS[number / 3].0).text(skill.taxonomy).text(skill.code).end(0)?;
        }
    }
    for member in 0..world.members.len() as u32 {
        let mut random = Random::of(world.seed, Stream::People, u64::from(member));
        knows(evidence, world, member, &mut random)?;
        can(capacity, world, member, &mut random)?;
        wants(interests, world, member, &mut random)?;
        belongs(history, world, member, &mut random)?;
    }
    learns(training, courses, world)?;
    reuses(legacy, world)?;
    engagements(external, world)?;
    tables.iter_mut().try_for_each(|table| tally.take(table))
}

/// Two proofs make a level; what people say of themselves makes none.
fn knows(table: &mut Table, world: &World, member: u32, random: &mut Random) -> io::Result<()> {
    let it = &world.members[member as usize];
    let Some(joined) = it.joined else { return Ok(()) };
    let area = registry::area_of(world, member);
    let mut part = 0;
    let mut proof = |skill: usize, level: i64, origin: &str, day: i64, random: &mut Random| -> io::Result<()> {
        let at = world.office.on_or_after(day.clamp(joined, END_DAY - 10)) * DAY + 10 * HOUR;
        part += 1;
        table.key(Key { prefix: "CE-P", case: u64::from(member) + 1, part }).person(member).text(SKILLS[skill].id).int(level).text(origin);
        table.at(at).maybe_day((origin == "certificado").then_some(at.div_euclid(DAY) + 1_095));
        table.text(["valida", "contestada", "anulada"][random.weighted(&[980, 12, 8])]).end(0)
    };
    let known = random.between(1, 4) as usize;
    for turn in 0..known {
        // Mostly what the own area needs.
        let from = if turn < 2 { area } else { random.below(AREAS.len() as u64) as usize };
        let skill = skills_of(from)[(random.below(3) as usize + turn) % 3];
        let is_rare = !world.is_calm() && (MISSING.contains(&skill) || skill == SOLE);
        let (level, day) = (random.between(1, 6).min(random.between(2, 6)), world.first_day + random.between(-100, 600));
        if is_rare {
            if skill != SOLE && random.chance(300) {
                proof(skill, level, "autodeclarado", day, random)?;
            }
            continue;
        }
        if random.chance(750) {
            proof(skill, level, "avaliacao_tecnica", day, random)?;
            let second = random.pick(&["certificado", "avaliacao_tecnica"]);
            let later = day + random.between(20, 300);
            proof(skill, level, second, later, random)?;
        } else {
            proof(skill, level, "autodeclarado", day, random)?;
        }
    }
    // Whatever is not planted as rare is known well by some of the first.
    let common = member as usize % SKILLS.len();
    if (member as usize) < HOLDERS * SKILLS.len() && (world.is_calm() || !MISSING.contains(&common) && common != SOLE) {
        proof(common, 5, "avaliacao_tecnica", END_DAY - 420, random)?;
        proof(common, 5, "avaliacao_tecnica", END_DAY - 240, random)?;
    }
    if member == sole_holder(world) && !world.is_calm() {
        proof(SOLE, 4, "avaliacao_tecnica", END_DAY - 300, random)?;
        proof(SOLE, 4, "certificado", END_DAY - 200, random)?;
    }
    Ok(())
}

/// Time that members have and have given away, some weeks back and some ahead.
fn can(table: &mut Table, world: &World, member: u32, random: &mut Random) -> io::Result<()> {
    let monday = END_DAY - (weekday(END_DAY) - 1);
    let usual = random.between(8, 40) * 60;
    // Two weeks off, for those who take them in these months.
    let off = if random.chance(400) { random.between(-20, 6) } else { 99 };
    for week in -20..=6 {
        let day = monday + week * 7;
        if world.is_there(member, day) {
            let is_off = week == off || week == off + 1;
            let available = if is_off { 0 } else { usual * random.between(70, 120) / 100 };
            let committed = available * random.between(30, 105) / 100;
            table.person(member).day(day).int(available).int(committed).end(0)?;
        }
    }
    Ok(())
}

fn wants(table: &mut Table, world: &World, member: u32, random: &mut Random) -> io::Result<()> {
    let it = &world.members[member as usize];
    let is_front = it.unit == front(world) && !world.is_calm();
    if it.joined.is_none() || it.left.is_some() {
        return Ok(());
    }
    let mut part = 0;
    let mut say = |kind: &str, area: &str, skill: &str, front: &str, random: &mut Random| -> io::Result<()> {
        part += 1;
        let declared = (END_DAY - random.between(10, 400)).max(it.joined.unwrap_or(0));
        table.key(Key { prefix: "IT-", case: u64::from(member) + 1, part }).person(member).text(kind).text(area).text(skill).text(front);
        table.day(declared).maybe_day(random.chance(200).then_some(declared + 540)).end(0)
    };
    if is_front && random.chance(800) {
        say("satelite", AREAS[LINES[GROWING].area].0, "", "frente-dados", random)?;
    } else if random.chance(15) {
        say("satelite", AREAS[registry::area_of(world, member)].0, "", "", random)?;
    }
    if random.chance(550) {
        let area = random.below(AREAS.len() as u64) as usize;
        match random.below(3) {
            0 => say("atuar", AREAS[area].0, "", "", random),
            1 => say("aprender", "", SKILLS[if random.chance(300) { MISSING[member as usize % 2] } else { skills_of(area)[0] }].id, "", random),
            _ => say("permanecer", AREAS[registry::area_of(world, member)].0, "", "", random),
        }?;
    }
    Ok(())
}

/// Joining, being away, leaving; the membership stands for the person.
fn belongs(table: &mut Table, world: &World, member: u32, random: &mut Random) -> io::Result<()> {
    let it = &world.members[member as usize];
    let key = Key { prefix: "V-", case: u64::from(member) + 1, part: 1 };
    let mut sequence = 0;
    let mut tell = |name: &'static str, day: i64| -> io::Result<()> {
        let at = world.office.on_or_after(day) * DAY + 14 * HOUR;
        if day < world.first_day || at >= END {
            return Ok(());
        }
        sequence += 1;
        table
            .key(Key { prefix: "HV-", case: key.case, part: sequence })
            .key(key)
            .text(name)
            .at(at)
            .int(sequence as i64)
            .text(UNITS[it.unit].id)
            .end(0)
    };
    let waits = random.early(6, 50);
    match it.joined {
        None => {
            let applied = END_DAY - random.between(5, 90);
            tell("member.applied", applied)?;
            if member.is_multiple_of(3) {
                tell("member.declined", applied + 20)?;
            }
            return Ok(());
        }
        Some(joined) if joined >= world.first_day => {
            tell("member.applied", joined - waits)?;
            tell("member.joined", joined)?;
        }
        Some(joined) if member.is_multiple_of(40) => tell("member.transferred", (world.first_day + 100).max(joined + 5))?,
        Some(_) => {}
    }
    if let Some((from, to)) = registry::leave_of(world, member) {
        tell("member.leave_started", from)?;
        tell("member.leave_ended", to)?;
    } else if member.is_multiple_of(13) && it.left.is_none() {
        let from = (world.first_day + random.between(60, 500)).max(it.joined.unwrap_or(0) + 30);
        tell("member.leave_started", from)?;
        tell("member.leave_ended", from + random.between(15, 120))?;
    }
    it.left.map_or(Ok(()), |left| tell("member.left", left))
}

fn learns(table: &mut Table, log: &mut Table, world: &World) -> io::Result<()> {
    let count = world.size.count(1_100);
    let arrivals = world.arrivals(&world.office, 50);
    for number in 0..count {
        let mut random = Random::of(world.seed, Stream::People, 1 << 42 | number);
        let enrolled = world.office.moment(arrivals.day(number, count, &mut random), 60, &mut random);
        let unit = world.home(random.below(UNITS.len() as u64) as usize);
        let member = world.member(unit, enrolled, &mut random);
        let mut skill = random.below(SKILLS.len() as u64) as usize;
        let completed = world.office.after(enrolled, random.early(60, 300) * HOUR);
        // Who begins to learn what is missing has not finished yet; the old payroll is taught to nobody.
        if !world.is_calm() && (skill == SOLE || MISSING.contains(&skill) && completed < END) {
            skill -= 1;
        }
        let fate = random.below(1_000);
        let is_over = completed < END;
        let level = random.between(1, 5);
        let minutes = random.between(8, 60) * 60;
        let key = Key { prefix: "TF-", case: number + 1, part: 0 };
        table.key(key).person(member).text(SKILLS[skill].id).key(Key { prefix: "TU-", case: number / 9 + 1, part: 0 });
        table.maybe_int((level > 1).then_some(level - 1)).int(level).at(enrolled).maybe_at((is_over && fate < 900).then_some(completed)).int(minutes);
        table.money(minutes * random.between(20, 90)).text(match fate {
            _ if !is_over => "inscrito",
            0..=839 => "aprovado",
            840..=899 => "reprovado",
            _ => "desistente",
        });
        table.end(year_of(enrolled))?;
        let last = if fate < 900 { "training.completed" } else { "training.dropped" };
        let steps = [("training.offered", enrolled - random.between(1, 12) * DAY), ("training.enrolled", enrolled), (last, completed)];
        for (place, (name, at)) in steps.into_iter().enumerate().filter(|(_, (_, at))| *at < END) {
            let part = place as u64 + 1;
            log.key(Key { prefix: "HT-", case: number + 1, part }).key(key).text(name).at(at).int(part as i64);
            log.maybe_person((place > 0).then_some(member)).text(UNITS[unit].id).end(0)?;
        }
    }
    Ok(())
}

fn reuses(table: &mut Table, world: &World) -> io::Result<()> {
    let count = world.size.count(220);
    let arrivals = world.arrivals(&world.office, 60);
    for number in 0..count {
        let mut random = Random::of(world.seed, Stream::People, 1 << 43 | number);
        let at = world.office.moment(arrivals.day(number, count, &mut random), 60, &mut random);
        let asset = number / 4;
        // Who made it follows from the asset, so that each reuse of it names the same person.
        let mut of_asset = Random::of(world.seed, Stream::People, 1 << 44 | asset);
        let home = of_asset.below(world.size.units as u64) as usize;
        let creator = world.members_of(home).start;
        let other = (home + 1 + random.below(world.size.units as u64) as usize) % world.size.units;
        let checked = world.office.after(at, random.early(8 * HOUR, 90 * HOUR));
        let is_checked = checked < END && random.chance(900);
        let checkers = [(); 2].map(|()| world.member(other, at, &mut random));
        let (kind, title) = ASSETS[asset as usize % ASSETS.len()];
        table.key(Key { prefix: "RU-", case: number + 1, part: 0 }).key(Key { prefix: "AT-", case: asset + 1, part: 0 }).text(kind).text(title);
        table.person(creator).text(UNITS[other].id).blank().at(at).int(random.pick(&[1, 2, 3, 5, 8]));
        table.maybe_person(is_checked.then_some(checkers[0])).maybe_person(is_checked.then_some(checkers[1])).maybe_at(is_checked.then_some(checked));
        table.end(0)?;
    }
    Ok(())
}

fn engagements(table: &mut Table, world: &World) -> io::Result<()> {
    let count = world.size.count(140);
    let arrivals = world.arrivals(&world.office, 30);
    for number in 0..count {
        let mut random = Random::of(world.seed, Stream::People, 1 << 45 | number);
        let day = arrivals.day(number, count, &mut random);
        let unit = random.below(world.size.units as u64) as usize;
        let member = world.member(unit, day * DAY, &mut random);
        let kind = random.pick(&["clt", "pj", "pj", "pontual"]);
        let is_mediated = random.chance(720);
        let reference = random.between(2_200, 9_000) * 100;
        let ended = day + random.between(20, 500);
        table.key(Key { prefix: "VE-", case: number + 1, part: 0 }).key(organization_key(world.client(day * DAY, &mut random))).person(member);
        table.text(kind).yes(is_mediated).maybe_at((is_mediated && random.chance(800)).then_some((day - 4) * DAY + 11 * HOUR));
        table.money(reference * random.between(if is_mediated { 88 } else { 60 }, 112) / 100).maybe_money(random.chance(850).then_some(reference));
        table.day(day).maybe_day((ended < END_DAY).then_some(ended)).end(0)?;
    }
    Ok(())
}

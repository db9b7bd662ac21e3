//! What cases asked for and what people put into them: requirements, complexity, hours, feedback, evidence, who stood in.

use std::{io, path::Path};

use super::{
    super::{
        Tally,
        random::{Random, Stream},
        skills::{MISSING_LEVEL, SKILLS, SOLE, missing_of, skills_of},
        table::{Dates, Dirt, Key, Spec, Table},
        time::{DAY, END, HOUR, year_of},
        words::{LINES, UNITS},
        world::{World, organization_key},
    },
    things::{Assignment, Case, Kind, Layer, Opportunity},
};

/// The tables.
pub(in super::super) const SPECS: [Spec; 7] = [
    table("opportunity_requirements", "oportunidades/requisitos-{}.csv", "oportunidade;competência;nível;parte;obrigatório", 0, 2_900, &[]),
    table(
        "complexity_ratings",
        "oportunidades/complexidade-{}.csv",
        "avaliação;oportunidade;técnica;estratégica;pontos;avaliada_em;banca",
        0,
        1_500,
        &[],
    ),
    table(
        "participations",
        "oportunidades/participacoes-{}.csv",
        "participação;alocação;oportunidade;cooperado;dia;início;fim;minutos;pontos;fluxo;espécie;entrega;conferente_1;conferente_2;conferida_em;situação",
        0,
        15_000,
        &[Dirt::Refused { column: "dia", text: "2026-02-30", times: 3 }, Dirt::Repeated { times: 4 }],
    ),
    table(
        "feedback",
        "oportunidades/retornos-{}.csv",
        "retorno;oportunidade;entrega;avaliador;papel;cooperado;nota;rubrica;enviado_em;liberado_em;situação",
        0,
        1_000,
        &[],
    ),
    table("skill_evidence", "oportunidades/evidencias-{}.csv", "evidência;cooperado;competência;nível;evento;obtida_em", 0, 700, &[]),
    table(
        "substitutions",
        "oportunidades/substituicoes-{}.csv",
        "substituição;alocação;substituto;planejada_em;ativada_em;passada_em;passagem_boa;alvo;situação",
        0,
        30,
        &[],
    ),
    table("events", "oportunidades/triagem-{}.csv", "registro;candidatura;evento;quando;ordem;pessoa;núcleo;motivo", 1, 9_000, &[]),
];

const fn table(dataset: &'static str, path: &'static str, header: &'static str, links: u64, about: u64, dirt: &'static [Dirt]) -> Spec {
    Spec { dataset, path, header, dates: Dates::Iso, is_latin: false, links, about, dirt }
}

/// A skill that an opportunity asks for: place of the skill, level, share of the work in basis points, is it a must.
type Requirement = (usize, i64, i64, bool);

/// What an opportunity asks for; the rest of the places are empty.
fn requirements(world: &World, case: &Case, one: &Opportunity) -> ([Requirement; 3], usize) {
    let mut random = Random::of(!world.seed, Stream::People, case.number * 4 + one.part);
    let area = LINES[case.line].area;
    let first = random.below(2) as usize;
    let is_unfilled = matches!(one.status, "expirada" | "publicada");
    let skills = skills_of(area);
    let third = if world.is_calm() {
        None
    } else if is_unfilled && random.chance(700) {
        Some((missing_of(area), MISSING_LEVEL, true))
    } else {
        (skills[2] == SOLE && random.chance(400)).then_some((SOLE, 3, true))
    };
    let second = random.chance(650);
    let mut all = [(skills[first], random.between(1, 4), 10_000, true), (0, 0, 0, false), (0, 0, 0, false)];
    let mut count = 1;
    if second {
        all[count] = (skills[1 - first], random.between(1, 3), 0, false);
        count += 1;
    }
    if let Some((skill, level, is_must)) = third {
        all[count] = (skill, level, 0, is_must);
        count += 1;
    }
    let shares = [[10_000, 0, 0], [6_000, 4_000, 0], [5_000, 3_000, 2_000]][count - 1];
    all.iter_mut().zip(shares).for_each(|(one, share)| one.2 = share);
    (all, count)
}

/// The tables being written.
pub(in super::super) struct Effort {
    all: [Table; 7],
    /// Deliverables that came after their day.
    pub(in super::super) late: u64,
    /// Opportunities that ask for what nobody can do.
    pub(in super::super) unfillable: u64,
}

impl Effort {
    pub(in super::super) fn new(root: &Path, world: &World) -> Self {
        Self { all: SPECS.each_ref().map(|spec| Table::new(root, spec, &world.size)), late: 0, unfillable: 0 }
    }

    /// Everything onto the disk, and into the tally.
    pub(in super::super) fn finish(&mut self, tally: &mut Tally) -> io::Result<()> {
        self.all.iter_mut().try_for_each(|table| tally.take(table))
    }

    /// One case into all of them.
    pub(in super::super) fn write(&mut self, world: &World, case: &Case) -> io::Result<()> {
        let mut random = Random::of(!world.seed, Stream::Standing, 1 << 40 | case.number);
        let [wanted, complexity, participations, feedback, evidence, substitutions, triage] = &mut self.all;
        for one in case.opportunities.iter().filter(|one| one.opened.is_some()) {
            let key = Kind::Opportunity.key(case.number, one.part);
            let (skills, count) = requirements(world, case, one);
            for (skill, level, share, is_must) in &skills[..count] {
                wanted.key(key).text(SKILLS[*skill].id).int(*level).int(*share).yes(*is_must).end(year_of(case.submitted))?;
            }
            self.unfillable += u64::from(!world.is_calm() && skills[..count].iter().any(|one| one.0 == missing_of(LINES[case.line].area)));
            rate(complexity, case, one, &mut random)?;
        }
        for one in case.assignments.iter().filter(|one| one.start.is_some()) {
            hours(participations, world, case, one, &mut random)?;
        }
        answers(feedback, world, case, &mut random)?;
        proofs(evidence, world, case)?;
        stand_in(substitutions, case)?;
        screening(triage, world, case)?;
        for (place, one) in case.deliverables.iter().enumerate() {
            let first = case.deliveries.iter().filter(|delivery| delivery.deliverable == place).map(|delivery| delivery.submitted).min();
            self.late += u64::from(first.is_some_and(|at| at > one.extended.unwrap_or(one.due)));
        }
        Ok(())
    }
}

/// How hard a panel found it, before anybody began.
fn rate(table: &mut Table, case: &Case, one: &Opportunity, random: &mut Random) -> io::Result<()> {
    let Some(opened) = one.opened else { return Ok(()) };
    // A few were never rated.
    if random.chance(20) {
        return Ok(());
    }
    let (technical, strategic) = (random.between(1, 6), random.between(1, 6));
    let points = [1, 2, 3, 5, 8][((technical + strategic - 2) / 2) as usize];
    table.key(Key { prefix: "CX-", case: case.number, part: one.part }).key(Kind::Opportunity.key(case.number, one.part));
    table.int(technical).int(strategic).int(points).at(opened - HOUR / 2).text("banca-").and(UNITS[case.unit].id).end(year_of(opened))
}

/// Days of work on an assignment, from its start to the last delivery of who has it.
fn hours(table: &mut Table, world: &World, case: &Case, one: &Assignment, random: &mut Random) -> io::Result<()> {
    let Some(start) = one.start else { return Ok(()) };
    let delivery = case.deliveries.iter().find(|delivery| delivery.member == one.member);
    let until = one.end.map(|end| end.0).or(delivery.map(|delivery| delivery.submitted)).unwrap_or(END).min(END);
    let until = delivery.map_or(until, |delivery| until.min(delivery.submitted)).max(start);
    let mut day = start.div_euclid(DAY);
    let minutes = (one.minutes / 9).clamp(30, 480);
    for number in 1..=12 {
        day = world.office.on_or_after(day);
        let spent = minutes * random.between(60, 140) / 100;
        // Some of it is done in the evening.
        let from = day * DAY + if random.chance(90) { 20 * HOUR } else { random.between(9, 12) * HOUR };
        let to = from + spent * 60;
        if to > until && number > 1 || to >= END {
            break;
        }
        let is_known = random.chance(700);
        let checked = world.office.after(to, random.early(4 * HOUR, 40 * HOUR));
        let checkers = [(); 2].map(|()| world.member(case.unit, to, random));
        let fate = random.below(1_000);
        let is_checked = checked < END && fate >= 15;
        table.key(Key { prefix: "PA-", case: case.number, part: one.part * 100 + number }).key(Kind::Assignment.key(case.number, one.part));
        table.key(Kind::Opportunity.key(case.number, one.opportunity)).person(one.member).day(day);
        table.maybe_at(is_known.then_some(from)).maybe_at(is_known.then_some(to)).int(spent);
        table.maybe_int((case.layer == Layer::Internal).then_some(spent / 30));
        let stream = if case.layer == Layer::Internal { random.pick(&["comum", "comum", "comum", "cuidado"]) } else { "producao" };
        table.text(stream).text(["produtivo", "administrativo", "aprendizado"][random.weighted(&[84, 12, 4])]);
        table.maybe_key(delivery.map(|delivery| Key { prefix: "EN-", case: case.number, part: delivery.part }));
        table.maybe_person(is_checked.then_some(checkers[0])).maybe_person(is_checked.then_some(checkers[1])).maybe_at(is_checked.then_some(checked));
        table.text(match fate {
            _ if !is_checked => "lancada",
            15..=22 => "rejeitada",
            _ => "validada",
        });
        table.end(year_of(from))?;
        day += 1;
    }
    Ok(())
}

/// What clients say of a delivery, and colleagues of a person.
fn answers(table: &mut Table, world: &World, case: &Case, random: &mut Random) -> io::Result<()> {
    for one in &case.deliveries {
        let Some((decided, "aceito", ..)) = one.decided else { continue };
        let by_client = case.layer != Layer::Internal && random.chance(280);
        let by_colleague = random.chance(350);
        for (is_client, asked) in [(true, by_client), (false, by_colleague)] {
            let submitted = world.office.after(decided, random.early(2 * HOUR, 80 * HOUR));
            if !asked || submitted >= END {
                continue;
            }
            let key = Key { prefix: "FB-", case: case.number, part: one.part * 2 + u64::from(is_client) };
            let opportunity = case.deliverables[one.deliverable].opportunity;
            table.key(key).key(Kind::Opportunity.key(case.number, opportunity));
            table.maybe_key(is_client.then_some(Key { prefix: "EN-", case: case.number, part: one.part }));
            if is_client {
                table.text("contato-").and_key(organization_key(case.organization));
            } else {
                table.person(world.member(case.unit, submitted, random));
            }
            let rating = 1 + random.weighted(&[2, 5, 18, 45, 30]) as i64;
            table.text(if is_client { "cliente" } else { "cooperado" }).person(one.member).int(rating);
            table.text("{\"clareza\":").and_number(random.between(2, 6)).and(",\"qualidade\":").and_number(rating).and("}");
            table.at(submitted).maybe_at(Some(submitted + 7 * DAY).filter(|released| *released < END));
            table.text(["valido", "contestado", "anulado"][random.weighted(&[970, 20, 10])]).end(year_of(submitted))?;
        }
    }
    Ok(())
}

/// What was accepted proves that somebody can do it.
fn proofs(table: &mut Table, world: &World, case: &Case) -> io::Result<()> {
    for (place, event) in case.events.iter().enumerate() {
        if event.name != "acceptance.approved" || !(case.number + place as u64).is_multiple_of(3) {
            continue;
        }
        let (_, deliverable) = case.objects[event.objects.0];
        let delivery = case
            .deliveries
            .iter()
            .find(|one| case.deliverables[one.deliverable].part == deliverable.part && one.decided.is_some_and(|decided| decided.0 == event.at));
        let opportunity = delivery.and_then(|one| case.opportunities.iter().find(|it| it.part == case.deliverables[one.deliverable].opportunity));
        let (Some(delivery), Some(opportunity)) = (delivery, opportunity) else { continue };
        let (skill, level, ..) = requirements(world, case, opportunity).0[0];
        let sequence = place as u64 + 1;
        table.key(Key { prefix: "CE-", case: case.number, part: sequence }).person(delivery.member).text(SKILLS[skill].id).int(level);
        table.key(Key { prefix: "EV-", case: case.number, part: sequence }).at(event.at).end(year_of(event.at))?;
    }
    Ok(())
}

fn stand_in(table: &mut Table, case: &Case) -> io::Result<()> {
    for one in &case.substitutions {
        table.key(Kind::Substitution.key(case.number, one.part)).key(Kind::Assignment.key(case.number, one.assignment)).person(one.backup);
        table.maybe_at(one.planned).maybe_at(one.activated).maybe_at(one.handed_over);
        match one.handed_over {
            Some(at) => table.yes(at % 7 != 0),
            None => table.blank(),
        };
        table.int(480).text(match (one.handed_over, one.activated) {
            (Some(_), _) => "concluida",
            (_, Some(_)) => "ativada",
            _ => "planejada",
        });
        table.end(year_of(one.planned.unwrap_or(case.submitted)))?;
    }
    Ok(())
}

/// How applications were looked through, apart from who was shortlisted.
fn screening(table: &mut Table, world: &World, case: &Case) -> io::Result<()> {
    for one in case.applications.iter().filter(|one| one.submitted < END) {
        let key = Kind::Application.key(case.number, one.part);
        let ended = one.decided.and_then(|decided| match one.status {
            "recusada" => Some(("application.rejected", decided)),
            "expirada" => Some(("application.expired", decided)),
            "desistencia" => Some(("application.withdrawn", world.office.after(decided, HOUR))),
            "selecionada" => Some(("application.selected", world.office.after(decided, 2 * HOUR))),
            _ => None,
        });
        let steps = [Some(("application.submitted", one.submitted)), ended];
        for (place, (name, at)) in steps.into_iter().flatten().enumerate().filter(|(_, (_, at))| *at < END) {
            let part = one.part * 2 + place as u64;
            table.key(Key { prefix: "TR-", case: case.number, part }).key(key).text(name).at(at).int(0);
            let actor = if place == 0 { Some(one.member) } else { one.decided_by };
            table.maybe_person(actor).text(UNITS[case.unit].id).text(if name.ends_with("rejected") && !one.is_eligible { "nivel" } else { "" });
            table.end(year_of(at))?;
        }
    }
    Ok(())
}

//! The tables into which the cases of `oportunidades` are exported.

use std::{io, path::Path};

use super::super::{
    Tally,
    items::offices,
    random::Random,
    skills::{SKILLS, skills_of},
    table::{Dates, Dirt, Key, Spec, Table},
    time::{DAY, END, WORKDAY, year_of},
    words::{AREAS, CLIENT_TYPES, COOPERATIVES, LINES, UNITS, cooperative_of},
    world::{World, organization_key},
};
use super::{
    super::random::Stream,
    things::{Case, Event, Kind, Layer},
};

/// The tables, the last three of them of the office that bills and pays.
pub(in super::super) const SPECS: [Spec; 11] = [
    table(
        "demands",
        "oportunidades/demandas-{}.csv",
        "demanda;cliente;proponente;camada;natureza;área;linha;núcleo;contrato;origem;campanha;assunto;enviada_em;qualificada_em;encerrada_em;minutos;valor;situação;motivo",
        1_760,
        &[
            Dirt::Refused { column: "origem", text: "telefone", times: 5 },
            Dirt::Refused { column: "cliente", text: "", times: 4 },
            Dirt::Repeated { times: 6 },
        ],
    ),
    table(
        "opportunities",
        "oportunidades/oportunidades-{}.csv",
        "oportunidade;demanda;contrato;linha;camada;área;núcleo;vagas;escopo;dias;modo;pagamento;valor;minutos;publicada_em;fecha_em;encerrada_em;situação",
        1_600,
        &[Dirt::Refused { column: "situação", text: "parada", times: 2 }],
    ),
    table(
        "applications",
        "oportunidades/candidaturas-{}.csv",
        "candidatura;oportunidade;cooperado;enviada_em;habilitada;impedimento;decidida_em;decidida_por;critérios;situação",
        4_500,
        &[Dirt::Refused { column: "cooperado", text: "", times: 3 }],
    ),
    table(
        "assignments",
        "oportunidades/alocacoes-{}.csv",
        "alocação;cooperado;oportunidade;papel;nível;cobertura;aceita_em;início;fim;motivo;minutos;valor",
        1_900,
        &[],
    ),
    table(
        "deliverables",
        "oportunidades/entregaveis-{}.csv",
        "entregável;oportunidade;competência;prazo;prazo_novo;peso;situação",
        2_600,
        &[Dirt::Refused { column: "prazo", text: "2026-04-31 18:00:00", times: 2 }],
    ),
    table(
        "deliveries",
        "oportunidades/entregas-{}.csv",
        "entrega;entregável;tentativa;cooperado;enviada_em;decidida_em;decisão;motivo;decidida_por",
        2_600,
        &[Dirt::Refused { column: "tentativa", text: "0", times: 2 }],
    ),
    table(
        "events",
        "oportunidades/eventos-{}.csv",
        "evento;tipo;ocorrido_em;iniciado_em;ordem;pessoa;núcleo;motivo",
        18_000,
        &[Dirt::Refused { column: "ocorrido_em", text: "2025-02-30 10:00:00", times: 4 }, Dirt::Repeated { times: 10 }, Dirt::Stray { times: 8 }],
    ),
    table(
        "event_objects",
        "oportunidades/eventos-{}-objetos.csv",
        "evento;tipo_objeto;objeto;papel",
        48_000,
        &[Dirt::Repeated { times: 10 }, Dirt::Stray { times: 7 }],
    ),
    billed(
        "invoices",
        "contratos/faturas-{}.csv",
        "fatura;cooperativa;cliente;contrato;núcleo;emitida_em;vencimento;valor;estorno;nota;situação fiscal;boleto;situação do boleto;situação;causa",
        1_350,
        &[
            Dirt::Refused { column: "valor", text: "a combinar", times: 4 },
            Dirt::Refused { column: "vencimento", text: "30/02/2026", times: 2 },
            Dirt::Repeated { times: 4 },
        ],
    ),
    billed(
        "events",
        "contratos/faturamento-{}.csv",
        "evento;tipo;ocorrido_em;iniciado_em;ordem;pessoa;núcleo;motivo",
        3_700,
        &[Dirt::Stray { times: 3 }],
    ),
    billed("event_objects", "contratos/faturamento-{}-objetos.csv", "evento;tipo_objeto;objeto;papel", 17_000, &[Dirt::Stray { times: 4 }]),
];

const fn table(dataset: &'static str, path: &'static str, header: &'static str, about: u64, dirt: &'static [Dirt]) -> Spec {
    Spec { dataset, path, header, dates: Dates::Iso, is_latin: false, links: 0, about, dirt }
}

const fn billed(dataset: &'static str, path: &'static str, header: &'static str, about: u64, dirt: &'static [Dirt]) -> Spec {
    Spec { dataset, path, header, dates: Dates::Seconds, is_latin: false, links: 0, about, dirt }
}

/// The tables being written.
pub(in super::super) struct Tables {
    all: [Table; 11],
}

impl Tables {
    pub(in super::super) fn new(root: &Path, world: &World) -> Self {
        Self { all: SPECS.each_ref().map(|spec| Table::new(root, spec, &world.size)) }
    }

    /// One case into all of them.
    pub(in super::super) fn write(&mut self, world: &World, case: &Case) -> io::Result<()> {
        let mut random = Random::of(!world.seed, Stream::Flow, case.number);
        let [demands, opportunities, applications, assignments, deliverables, deliveries, events, objects, invoices, billing, billing_objects] =
            &mut self.all;
        if case.has_demand {
            demand(demands, world, case, &mut random)?;
        }
        write_opportunities(opportunities, case, &mut random)?;
        write_people(applications, assignments, case)?;
        write_deliveries(deliverables, deliveries, case)?;
        write_invoices(invoices, case)?;
        for (place, event) in case.events.iter().enumerate() {
            if let Some(run) = event.of_run {
                write_objects(billing_objects, case, event, run)?;
                continue;
            }
            let (events, objects) = if event.is_of_billing() { (&mut *billing, &mut *billing_objects) } else { (&mut *events, &mut *objects) };
            write_event(events, objects, case, event, place as u64 + 1)?;
        }
        Ok(())
    }

    /// Everything onto the disk, and into the tally.
    pub(in super::super) fn finish(mut self, tally: &mut Tally) -> io::Result<()> {
        self.all.iter_mut().try_for_each(|table| tally.take(table))
    }
}

fn demand(table: &mut Table, world: &World, case: &Case, random: &mut Random) -> io::Result<()> {
    let line = &LINES[case.line];
    let is_internal = case.layer == Layer::Internal;
    let organization = if is_internal { cooperative_of(case.unit) } else { case.organization };
    let proponent = match CLIENT_TYPES[world.organizations[organization].client_type].0 {
        _ if is_internal => "interno",
        "pf" => "pf",
        "coletivo" => "coletivo",
        _ => "organizacao",
    };
    let status = match (case.rejected, case.withdrawn, case.qualified) {
        (Some(_), ..) => "recusada",
        (_, Some(_), _) => "desistencia",
        (.., None) => "enviada",
        _ if case.is_served => "atendida",
        _ => "qualificada",
    };
    table.key(Kind::Demand.key(case.number, 0)).key(organization_key(organization)).text(proponent).text(case.layer.word());
    table.text(if is_internal { random.pick(&["operacional", "operacional", "administrativa", "estrategica"]) } else { "" });
    table.text(if case.has_area { AREAS[line.area].0 } else { "" }).text(if case.is_in_catalogue { line.id } else { "" }).text(UNITS[case.unit].id);
    table.maybe_key(case.contract.filter(|_| case.qualified.is_some()));
    let origin = if is_internal {
        random.pick(&["unidade", "unidade", "assembleia"])
    } else {
        random.pick(&["contrato", "contrato", "portal", "portal", "indicacao", "campanha", "outra"])
    };
    table.text(origin).maybe_key(if origin == "campanha" { offices::campaign(world, case.submitted) } else { None });
    table.text(random.pick(&line.topics)).at(case.submitted).maybe_at(case.qualified).maybe_at(case.rejected.map(|(at, _)| at).or(case.withdrawn));
    table.int(case.minutes).maybe_money((!is_internal).then_some(case.amount)).text(status).text(case.rejected.map_or("", |(_, reason)| reason));
    table.end(year_of(case.submitted))
}

fn write_opportunities(table: &mut Table, case: &Case, random: &mut Random) -> io::Result<()> {
    for one in &case.opportunities {
        let line = &LINES[case.line];
        let pay = if case.layer == Layer::Internal { random.pick(&["pontos", "reconhecimento"]) } else { random.pick(&["fixo", "fixo", "hora"]) };
        table.key(Kind::Opportunity.key(case.number, one.part)).maybe_key(case.has_demand.then(|| Kind::Demand.key(case.number, 0)));
        table.maybe_key(case.contract).text(if case.is_in_catalogue { line.id } else { "" }).text(case.layer.word()).text(AREAS[line.area].0);
        table.text(UNITS[case.unit].id).int(one.positions as i64);
        if one.has_scope {
            table.hash(one.scope)
        } else {
            table.blank()
        };
        table.int(one.days).text(random.pick(&["remoto", "remoto", "hibrido", "presencial"])).text(pay);
        table.maybe_money((one.value > 0).then_some(one.value)).int(one.minutes).maybe_at(one.opened);
        table.maybe_at(one.opened.map(|opened| opened + 7 * DAY)).maybe_at(one.closed).text(one.status).end(year_of(case.submitted))?;
    }
    Ok(())
}

fn write_people(applications: &mut Table, assignments: &mut Table, case: &Case) -> io::Result<()> {
    for one in case.applications.iter().filter(|one| one.submitted < END) {
        applications.key(Kind::Application.key(case.number, one.part)).key(Kind::Opportunity.key(case.number, one.opportunity)).person(one.member);
        applications.at(one.submitted).yes(one.is_eligible);
        applications.text(if one.is_eligible { "" } else { ["nivel", "competencia", "capacidade", "prazo"][one.member as usize % 4] });
        applications.maybe_at(one.decided).maybe_person(one.decided_by);
        // Most choices name the criteria that they followed.
        if one.decided_by.is_some() && one.part % 7 != 3 {
            let points = one.member as i64 * 7 % 5 + 1;
            applications.text("{\"experiencia\":").and_number(points).and(",\"prazo\":").and_number(6 - points).and("}");
        } else {
            applications.blank();
        }
        applications.text(one.status).end(year_of(one.submitted))?;
    }
    for one in &case.assignments {
        assignments.key(Kind::Assignment.key(case.number, one.part)).person(one.member).key(Kind::Opportunity.key(case.number, one.opportunity));
        assignments
            .text(if one.level == 3 && one.part == 1 { "coordenador" } else { "executor" })
            .int(one.level)
            .int(one.coverage)
            .at(one.accepted)
            .maybe_at(one.start);
        assignments.maybe_at(one.end.map(|(at, _)| at)).text(one.end.map_or("", |(_, reason)| reason)).int(one.minutes).maybe_money(one.amount);
        assignments.end(year_of(one.accepted))?;
    }
    Ok(())
}

fn write_deliveries(deliverables: &mut Table, deliveries: &mut Table, case: &Case) -> io::Result<()> {
    for one in &case.deliverables {
        deliverables.key(Kind::Deliverable.key(case.number, one.part)).key(Kind::Opportunity.key(case.number, one.opportunity));
        deliverables
            .text(SKILLS[skills_of(LINES[case.line].area)[0]].id)
            .at(one.due)
            .maybe_at(one.extended)
            .int(one.weight)
            .text(one.status)
            .end(year_of(case.submitted))?;
    }
    for one in &case.deliveries {
        let deliverable = &case.deliverables[one.deliverable];
        deliveries.key(Key { prefix: "EN-", case: case.number, part: one.part }).key(Kind::Deliverable.key(case.number, deliverable.part));
        deliveries.int(one.attempt).person(one.member).at(one.submitted).maybe_at(one.decided.map(|decided| decided.0));
        deliveries.text(one.decided.map_or("", |decided| decided.1)).text(one.decided.map_or("", |decided| decided.2));
        deliveries.maybe_person(one.decided.map(|decided| decided.3)).end(year_of(one.submitted))?;
    }
    Ok(())
}

fn write_invoices(table: &mut Table, case: &Case) -> io::Result<()> {
    for one in &case.invoices {
        let key = Kind::Invoice.key(case.number, one.part);
        table.key(key).text(COOPERATIVES[cooperative_of(case.unit)].0).key(organization_key(case.organization)).maybe_key(case.contract);
        table.text(UNITS[case.unit].id).maybe_at(one.issued).day(one.due).money(one.amount).yes(false);
        table.maybe_key(one.issued.map(|_| Key { prefix: "NF", ..key }));
        table.text(match one.status {
            "rascunho" => "pendente",
            "cancelada" => "cancelada",
            _ => "autorizada",
        });
        table.maybe_key(one.issued.map(|_| Key { prefix: "BOL-", ..key }));
        table.text(match one.status {
            "rascunho" => "",
            "cancelada" => "baixado",
            "paga" => "pago",
            _ if one.due * DAY + WORKDAY * 3 < END => "vencido",
            _ => "emitido",
        });
        table.text(one.status).text(if one.status == "cancelada" { "digitacao" } else { "" });
        table.end(year_of(one.issued.unwrap_or(END - 1)))?;
    }
    Ok(())
}

fn write_event(events: &mut Table, objects: &mut Table, case: &Case, event: &Event, sequence: u64) -> io::Result<()> {
    let is_of_billing = event.is_of_billing();
    let key = Key { prefix: if is_of_billing { "EF-" } else { "EV-" }, case: case.number, part: sequence };
    let year = year_of(event.at);
    events.key(key).text(event.name).at(event.at).maybe_at(event.started);
    events.int(sequence as i64).maybe_person(event.actor).text(UNITS[case.unit].id).text(event.reason).end(year)?;
    write_objects(objects, case, event, key)
}

fn write_objects(objects: &mut Table, case: &Case, event: &Event, key: Key) -> io::Result<()> {
    for (place, (kind, object)) in case.objects[event.objects.0..event.objects.1].iter().enumerate() {
        // A run may pay several invoices of a case; what was told of it already is not told again.
        if event.of_run.is_some() && is_told(case, event, event.objects.0 + place) {
            continue;
        }
        // In the event of a run, the run itself comes first.
        let role = if place == 0 && event.of_run.is_none() { "principal" } else { "relacionado" };
        objects.key(key).text(kind.words().0).key(*object).text(role).end(year_of(event.at))?;
    }
    Ok(())
}

/// Has an earlier object of the same run's event this key?
fn is_told(case: &Case, event: &Event, place: usize) -> bool {
    let same = case.events.iter().filter(|other| other.of_run == event.of_run);
    same.flat_map(|other| other.objects.0..other.objects.1).any(|other| other < place && case.objects[other] == case.objects[place])
}

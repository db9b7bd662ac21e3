//! Small datasets that the program makes of its own files: processes and parameters. What a plan cannot see does not exist.

use mirante_data::{
    contract::{Text, builtin, period_minutes},
    process::{PAUSE, Process, Stage},
    rows::Cell,
    rule::Rule,
};

use super::{Described, Formula, Load, Model};

/// The models of processes, parameters and loads.
pub fn models(described: &Described) -> Vec<Model> {
    let Described { processes, rule, loads } = described;
    vec![
        stages(processes),
        stage_events(processes),
        stage_relations(processes),
        process_events(processes),
        transitions(processes),
        parameters(rule),
        configured_loads(loads),
    ]
}

/// What is read, and how old its newest change may be.
fn configured_loads(loads: &[Load]) -> Model {
    let minutes = |age: &Option<String>| age.as_deref().and_then(period_minutes).map_or(Cell::Nothing, Cell::Whole);
    let row = |load: &Load| {
        let freshness = builtin::get(load.dataset.short()).map(|contract| contract.freshness.clone()).unwrap_or_default();
        let mut cells: Vec<Cell> = vec![load.source.as_str().into(), load.load.as_str().into(), load.dataset.as_str().into()];
        cells.extend([minutes(&freshness.warn_after), minutes(&freshness.error_after)]);
        cells
    };
    made(
        "configured_loads",
        ("Cargas configuradas", "Configured loads"),
        &["source", "load"],
        "source:text, load:text, dataset:text, warn_minutes:int?, error_minutes:int?",
        loads.iter().map(row).collect(),
    )
}

fn stages(processes: &[Process]) -> Model {
    let row = |process: &Process, number: i64, key: &str, label: &Text, stage: Option<&Stage>| {
        let nature = stage.map_or("espera", |stage| stage.nature.word());
        vec![
            process.process.as_str().into(),
            key.into(),
            Cell::Whole(number),
            Cell::Text(format!("{} | {}", label.pt, label.en)),
            stage.map_or(process.object_type.as_str(), |stage| process.object_type_of(stage)).into(),
            stage.and_then(|stage| stage.else_object_type.as_deref()).into(),
            process.object_type.as_str().into(),
            process.else_object_type.as_deref().into(),
            nature.into(),
            process.calendar.as_str().into(),
            process.clock.word().into(),
            process.observed_until.word().into(),
            Cell::Truth(process.sensitive),
            Cell::Text(format!("{} | {}", process.label.pt, process.label.en)),
        ]
    };
    let pause = Text { pt: "Pausa".to_owned(), en: "Pause".to_owned() };
    let of_process = |process: &Process| {
        let mut rows = vec![row(process, 0, PAUSE, &pause, None)];
        rows.extend((1..).zip(&process.stages).map(|(number, stage)| row(process, number, &stage.key, &stage.label, Some(stage))));
        rows
    };
    made(
        "process_stages",
        ("Etapas dos processos", "Stages of the processes"),
        &["process", "stage"],
        "process:code, stage:code, stage_no:i32, label:text, object_type:code, else_object_type:code?, case_object_type:code, \
         else_case_object_type:code?, nature:code, calendar_id:id, clock:code, observed_until:code, is_sensitive:bool, process_label:text",
        processes.iter().flat_map(of_process).collect(),
    )
}

/// Which event does what to the visits of a stage. An event that closes in several ways closes in the first.
fn stage_events(processes: &[Process]) -> Model {
    let mut rows = Vec::new();
    for process in processes {
        let mut add =
            |stage: &str, event: &str, role: &str| rows.push(vec![process.process.as_str().into(), stage.into(), event.into(), role.into()]);
        let finals = process.finals();
        add(PAUSE, &format!("{}.paused", process.object_type), "enter");
        add(PAUSE, &format!("{}.resumed", process.object_type), "exit");
        finals.iter().for_each(|event| add(PAUSE, event, "final"));
        for stage in &process.stages {
            stage.enter.iter().for_each(|event| add(&stage.key, event, "enter"));
            stage.exit.iter().for_each(|event| add(&stage.key, event, "exit"));
            stage.other_exits.iter().for_each(|event| add(&stage.key, event, "other_exit"));
            // Whether an object is a case of its own, the rows tell; here it is whether it can be one.
            let kinds = [Some(process.object_type_of(stage)), stage.else_object_type.as_deref()];
            let is_own = kinds.into_iter().flatten().any(|kind| kind == process.object_type || Some(kind) == process.else_object_type.as_deref());
            let closes = |event: &&String| !stage.exit.contains(event) && !stage.other_exits.contains(event);
            finals.iter().filter(|_| is_own).filter(closes).for_each(|event| add(&stage.key, event, "final"));
        }
    }
    made(
        "process_stage_events",
        ("Eventos das etapas", "Events of the stages"),
        &["process", "stage", "event_type", "role"],
        "process:code, stage:code, event_type:text, role:code",
        rows,
    )
}

fn stage_relations(processes: &[Process]) -> Model {
    let of_process = |process: &Process| {
        let pairs = process.stages.iter().flat_map(|stage| stage.via.iter().map(move |column| (stage, column)));
        pairs.map(|(stage, column)| vec![process.process.as_str().into(), stage.key.as_str().into(), column.as_str().into()]).collect::<Vec<_>>()
    };
    made(
        "process_stage_relations",
        ("Relações por que eventos chegam às etapas", "Relations by which events reach stages"),
        &["process", "stage", "qualifier"],
        "process:code, stage:code, qualifier:code",
        processes.iter().flat_map(of_process).collect(),
    )
}

fn process_events(processes: &[Process]) -> Model {
    let of_process = |process: &Process| {
        let finals = process.finals().into_iter().map(|event| (event, "final"));
        let mandatory = process.mandatory.iter().map(|event| (event.clone(), "mandatory"));
        finals.chain(mandatory).map(|(event, role)| vec![process.process.as_str().into(), event.as_str().into(), role.into()]).collect::<Vec<_>>()
    };
    made(
        "process_events",
        ("Eventos finais e obrigatórios", "Final and mandatory events"),
        &["process", "event_type", "role"],
        "process:code, event_type:text, role:code",
        processes.iter().flat_map(of_process).collect(),
    )
}

fn transitions(processes: &[Process]) -> Model {
    let of_process = |process: &Process| {
        let pairs = process.allowed().into_iter();
        pairs.map(|(from, to)| vec![process.process.as_str().into(), from.as_str().into(), to.as_str().into()]).collect::<Vec<_>>()
    };
    made(
        "process_transitions",
        ("Passagens combinadas", "Agreed transitions"),
        &["process", "source_event", "target_event"],
        "process:code, source_event:text, target_event:text",
        processes.iter().flat_map(of_process).collect(),
    )
}

fn parameters(rule: &Rule) -> Model {
    let rows: Vec<Vec<Cell>> = rule.parameters.iter().map(|(name, value)| vec![name.as_str().into(), Cell::Number(*value)]).collect();
    made("parameters", ("Parâmetros das análises", "Parameters of the analyses"), &["name"], "name:code, value:num", rows)
}

/// `staging.clock`: the instant that is answered for, microseconds since 1970. One row.
pub fn clock(as_of: i64) -> Model {
    let sql = format!("SELECT arrow_cast({as_of}, 'Timestamp(Microsecond, Some(\"UTC\"))') AS as_of_at");
    let title = Text { pt: "Relógio".to_owned(), en: "Clock".to_owned() };
    Model::generated("clock", title, &["as_of_at"], super::columns("as_of_at:at"), sql)
}

/// A model that is its rows.
fn made(short: &str, title: (&str, &str), grain: &[&str], columns: &str, mut rows: Vec<Vec<Cell>>) -> Model {
    let columns = super::columns(columns);
    let places: Vec<usize> = grain.iter().filter_map(|name| columns.iter().position(|column| column.name == *name)).collect();
    let key = |row: &Vec<Cell>| -> Vec<String> {
        places.iter().map(|place| if let Cell::Text(text) = &row[*place] { text.clone() } else { String::new() }).collect()
    };
    rows.sort_by_cached_key(key);
    let title = Text { pt: title.0.to_owned(), en: title.1.to_owned() };
    Model { formula: Formula::Rows(rows), ..Model::generated(short, title, grain, columns, String::new()) }
}

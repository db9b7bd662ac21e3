//! A process: the stages through which a kind of case goes, written in TOML and checked as a whole.

use std::{collections::BTreeSet, path::Path};

use serde::Deserialize;

use crate::{contract::Text, detail, explain::Detail, name::is_identifier};

pub mod builtin;
mod dates;
pub mod draft;

pub use dates::DerivedDate;

/// One process: what its cases are, which events begin and end its stages.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// Its code.
    pub process: String,
    /// `pt | en`.
    pub label: Text,
    /// What a case is.
    pub object_type: String,
    /// What a case is when no object of `object_type` is linked.
    pub else_object_type: Option<String>,
    /// The calendar of visits to whose object no other applies.
    #[serde(default = "always")]
    pub calendar: String,
    /// What limits its cases.
    #[serde(default)]
    pub clock: Clock,
    /// Until when open visits are measured.
    #[serde(default)]
    pub observed_until: ObservedUntil,
    /// Are its cases about people in a way that makes their ids personal?
    #[serde(default)]
    pub sensitive: bool,
    /// Events that every closed case has.
    #[serde(default)]
    pub mandatory: Vec<String>,
    /// Events that close what is still open on the case's own object; none written: see [`Process::finals`].
    pub r#final: Option<Vec<String>>,
    /// Events that are noted and move no stage; they may come at any time.
    #[serde(default)]
    pub marked: Vec<String>,
    /// Pairs of events that may follow each other, but for pauses, cancelling and marks, which always may; none: nothing is
    /// held to them.
    #[serde(default)]
    pub transitions: Vec<(String, String)>,
    /// The stages in order.
    pub stages: Vec<Stage>,
    /// The dates of entities that are events where the source keeps no log, in the order of the process.
    #[serde(default)]
    pub dates: Vec<DerivedDate>,
}

/// A stage: visits open at an `enter` event and close at an `exit` or another one.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Its code.
    pub key: String,
    /// `pt | en`.
    pub label: Text,
    /// The kind of object that visits it; the process's own when not written.
    pub object_type: Option<String>,
    /// The kind of object that visits it where the event is linked to none of `object_type`.
    pub else_object_type: Option<String>,
    /// Columns of the object by which events of the objects that they name reach it.
    #[serde(default)]
    pub via: Vec<String>,
    /// Events that open a visit.
    pub enter: Vec<String>,
    /// Events that close it and let the case go on.
    pub exit: Vec<String>,
    /// Events that close it and divert the case.
    #[serde(default)]
    pub other_exits: Vec<String>,
    /// Waiting or work?
    pub nature: Nature,
}

/// What limits a case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// Nothing.
    #[default]
    None,
    /// The matching row of `sla_targets`.
    Sla,
    /// Its own due date.
    Due,
}

impl Clock {
    /// The code.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "nenhum",
            Self::Sla => "sla",
            Self::Due => "due",
        }
    }
}

/// Until when open visits are measured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObservedUntil {
    /// The instant that the version answers for.
    #[default]
    AsOf,
    /// The last event of the process: for a log from outside that ended long ago.
    LastEvent,
}

impl ObservedUntil {
    /// The code.
    pub fn word(self) -> &'static str {
        match self {
            Self::AsOf => "as_of",
            Self::LastEvent => "last_event",
        }
    }
}

/// Waiting or work?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Nature {
    /// The case waits.
    Espera,
    /// Somebody works on it.
    Trabalho,
}

impl Nature {
    /// The code.
    pub fn word(self) -> &'static str {
        match self {
            Self::Espera => "espera",
            Self::Trabalho => "trabalho",
        }
    }
}

/// The hidden stage in which the pauses of a case are found; no stage of a file may be called so.
pub const PAUSE: &str = "pausa";

/// The calendar of every hour of every day.
pub const ALWAYS: &str = "sempre";

fn always() -> String {
    ALWAYS.to_owned()
}

crate::errors! {
    /// What can be wrong with a process file.
    pub enum ProcessError {
        /// The file is no process, or not a sound one; every problem is named.
        [ "M0111" Usage "process file `{file}` is not sound: {problems}" ]
        Unsound { file: String, problems: crate::explain::Details },
        /// A file of the project bears a name that the program's own processes have.
        [ "M0112" Usage "process file `{file}` describes `{process}`, which the program describes itself" ]
        Taken { file: String, process: String },
    }
}

impl Process {
    /// Reads a process from its TOML text; every problem is told at once.
    pub fn parse(file: &str, text: &str) -> Result<Self, ProcessError> {
        let unsound = |problems: Vec<Detail>| ProcessError::Unsound { file: file.to_owned(), problems: crate::explain::Details(problems) };
        let process: Self = toml::from_str(text).map_err(|error| unsound(vec![error.to_string().into()]))?;
        let mut problems = process.problems();
        if file.strip_suffix(".toml") != Some(&process.process) {
            problems.push(detail!("d-process-name", "it describes `{process}`; file and process must bear one name", process = process.process));
        }
        if problems.is_empty() { Ok(process) } else { Err(unsound(problems)) }
    }

    /// The kind of object that visits a stage.
    pub fn object_type_of<'a>(&'a self, stage: &'a Stage) -> &'a str {
        stage.object_type.as_deref().unwrap_or(&self.object_type)
    }

    /// Events that close every visit still open on the case's own object: those written, else every exit on which no
    /// stage enters, and `cancelled`.
    pub fn finals(&self) -> Vec<String> {
        if let Some(written) = &self.r#final {
            return written.clone();
        }
        let enters: BTreeSet<&String> = self.stages.iter().flat_map(|stage| &stage.enter).collect();
        let exits = self.stages.iter().flat_map(|stage| stage.exit.iter().chain(&stage.other_exits)).filter(|event| !enters.contains(event));
        let all: BTreeSet<String> = exits.cloned().chain([format!("{}.cancelled", self.object_type)]).collect();
        all.into_iter().collect()
    }

    /// Every pair of events that may follow each other: those written, and what may come between any two steps of a case
    /// that goes on: a pause with its end, a mark, cancelling.
    pub fn allowed(&self) -> BTreeSet<(String, String)> {
        let mut all: BTreeSet<(String, String)> = self.transitions.iter().cloned().collect();
        let (from, to): (BTreeSet<&String>, BTreeSet<&String>) = self.transitions.iter().map(|(from, to)| (from, to)).unzip();
        if all.is_empty() {
            return all;
        }
        let [paused, resumed, cancelled] = ["paused", "resumed", "cancelled"].map(|verb| format!("{}.{verb}", self.object_type));
        let between: BTreeSet<&String> = self.marked.iter().chain([&paused, &resumed]).collect();
        let goes_on: BTreeSet<&String> = from.iter().copied().chain(between.iter().copied()).collect();
        for event in &goes_on {
            all.insert(((*event).clone(), cancelled.clone()));
            all.extend(between.iter().filter(|next| *next != event).map(|next| ((*event).clone(), (*next).clone())));
        }
        for next in to {
            all.extend(between.iter().filter(|event| ***event != paused).map(|event| ((*event).clone(), next.clone())));
        }
        all
    }

    fn problems(&self) -> Vec<Detail> {
        let mut problems = Vec::new();
        let mut keys = BTreeSet::new();
        let names = [&self.process, &self.object_type].into_iter().chain(&self.else_object_type);
        let stage_names = self.stages.iter().flat_map(|stage| [&stage.key].into_iter().chain(&stage.object_type).chain(&stage.else_object_type));
        for name in names.chain(stage_names).filter(|name| !is_identifier(name)) {
            problems.push(detail!("d-bad-name", "`{name}` is no name: lowercase letters, digits and `_`, beginning with a letter", name = name));
        }
        if self.stages.is_empty() {
            problems.push(detail!("d-no-stages", "it has no `[[stages]]`"));
        }
        for stage in &self.stages {
            if stage.key == PAUSE {
                problems.push(detail!("d-stage-taken", "no stage may be called `{stage}`: pauses of cases are", stage = stage.key));
            }
            if !keys.insert(&stage.key) {
                problems.push(detail!("d-stage-twice", "two stages are called `{stage}`", stage = stage.key));
            }
            if stage.enter.is_empty() || stage.exit.is_empty() {
                problems.push(detail!("d-stage-ends", "stage `{stage}` needs events in `enter` and in `exit`", stage = stage.key));
            }
            for event in stage.exit.iter().filter(|event| stage.other_exits.contains(event)) {
                problems.push(detail!(
                    "d-exit-twice",
                    "stage `{stage}`: `{event}` is both `exit` and `other_exits`",
                    stage = stage.key,
                    event = event
                ));
            }
        }
        problems.extend(self.dates.iter().flat_map(DerivedDate::problems));
        problems
    }
}

/// A date that two files tell of: its event would be two.
fn told_twice(process: &Process, others: &[Process]) -> Vec<Detail> {
    let pairs = others.iter().flat_map(|other| other.dates.iter().map(move |theirs| (other, theirs)));
    pairs
        .filter_map(|(other, theirs)| Some((other, process.dates.iter().find(|ours| ours.meets(theirs))?)))
        .map(|(other, ours)| {
            detail!(
                "d-date-twice",
                "`{dataset}.{column}` is an event of process `{other}` already",
                dataset = ours.dataset,
                column = ours.column,
                other = other.process
            )
        })
        .collect()
}

/// The program's own processes and those of a project's folder `processes/`, in the order of their codes.
pub fn all(project: Option<&Path>) -> Result<Vec<Process>, ProcessError> {
    let mut all: Vec<Process> = builtin::all().to_vec();
    let folder = project.map(|project| project.join("processes"));
    for path in folder.iter().flat_map(|folder| toml_files(folder)) {
        let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let unread =
            |error: std::io::Error| ProcessError::Unsound { file: file.clone(), problems: crate::explain::Details(vec![error.to_string().into()]) };
        let process = Process::parse(&file, &std::fs::read_to_string(&path).map_err(unread)?)?;
        if builtin::all().iter().any(|own| own.process == process.process) {
            return Err(ProcessError::Taken { file, process: process.process });
        }
        let twice = told_twice(&process, &all);
        if !twice.is_empty() {
            return Err(ProcessError::Unsound { file, problems: crate::explain::Details(twice) });
        }
        all.push(process);
    }
    all.sort_by(|left, right| left.process.cmp(&right.process));
    Ok(all)
}

/// The TOML files of a folder in name order; none when there is no such folder.
fn toml_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|kind| kind == "toml"));
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = "process = 'p'\nlabel = 'P | P'\nobject_type = 'p'\n[[stages]]\nkey = 'a'\nlabel = 'A | A'\nenter = ['p.opened', 'p.rejected']\nexit = ['p.done']\nother_exits = ['p.rejected', 'p.waived']\nnature = 'espera'\n";

    #[test]
    fn the_finals_are_exits_on_which_nothing_enters() {
        let process = Process::parse("p.toml", SOUND).unwrap();
        assert_eq!(process.finals(), ["p.cancelled", "p.done", "p.waived"]);
        assert_eq!((process.calendar.as_str(), process.clock, process.observed_until), ("sempre", Clock::None, ObservedUntil::AsOf));
    }

    #[test]
    fn every_problem_of_a_file_is_told() {
        let bad = format!(
            "{}{}",
            SOUND.replace("'p.done'", "'p.rejected'"),
            "[[stages]]\nkey = 'a'\nlabel = 'A | A'\nenter = []\nexit = ['x']\nnature = 'trabalho'\n"
        );
        let said = Process::parse("q.toml", &bad).unwrap_err().to_string();
        for word in ["one name", "both `exit` and `other_exits`", "two stages", "needs events"] {
            assert!(said.contains(word), "{said}");
        }
        assert!(Process::parse("p.toml", &SOUND.replace("label = 'P | P'", "label = 'P'")).is_err(), "labels are in both languages");
        assert!(Process::parse("p.toml", &SOUND.replace("nature", "natur")).is_err(), "unknown keys are errors");
    }

    #[test]
    fn dates_are_held_against_the_contracts() {
        let date = |line: &str| Process::parse("p.toml", &format!("{SOUND}[[dates]]\nevent_type = 'p.opened'\n{line}\n"));
        let sound = date("dataset = 'work_items'\ncolumn = 'opened_at'\nwhen = { kind = ['p'], status = ['aberto'] }").unwrap();
        assert_eq!((sound.dates[0].mark(), sound.dates[0].when["status"].as_slice()), ("opened_at", &["aberto".to_owned()][..]));
        let bad = [
            ("dataset = 'work_item'\ncolumn = 'opened_at'", "no dataset `work_item`; did you mean `work_items`"),
            ("dataset = 'work_items'\ncolumn = 'openend_at'", "no column `openend_at`; did you mean `opened_at`"),
            ("dataset = 'work_items'\ncolumn = 'amount'", "type `money`"),
            (
                "dataset = 'work_items'\ncolumn = 'done_at'\nwhen = { status = ['cancelada'] }",
                "not among the codes of `status`; did you mean `cancelado`",
            ),
            ("dataset = 'work_items'\ncolumn = 'done_at'\nwhen = { amount = ['1'] }", "`amount` is not"),
            ("dataset = 'work_items'\ncolumn = 'done_at'\nwhen = { state = ['x'] }", "no column `state`"),
        ];
        for (line, said) in bad {
            let error = date(line).unwrap_err().to_string();
            assert!(error.contains(said), "{said} is missing in {error}");
        }
    }

    #[test]
    fn a_date_is_told_of_in_one_file_only() {
        for (place, process) in builtin::all().iter().enumerate() {
            assert_eq!(told_twice(process, &builtin::all()[..place]), [], "{}", process.process);
        }
        let folder = std::env::temp_dir().join(format!("mirante-dates-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("processes")).unwrap();
        let text = format!("{SOUND}[[dates]]\nevent_type = 'p.opened'\ndataset = 'demands'\ncolumn = 'submitted_at'\n");
        std::fs::write(folder.join("processes/p.toml"), text).unwrap();
        let said = all(Some(&folder)).unwrap_err().to_string();
        std::fs::remove_dir_all(folder).unwrap();
        assert!(said.contains("`demands.submitted_at` is an event of process `oportunidades` already"), "{said}");
    }
}

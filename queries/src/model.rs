//! The flat list of models: SQL files, and those that contracts, processes and rules imply.

use std::collections::BTreeMap;

use mirante_data::{
    DatasetName,
    contract::{Text, builtin},
    hash,
    lake::DatasetList,
    process::Process,
    rows::Cell,
    rule::Rule,
    schema::Column,
};

use crate::{Header, QueryError};

mod implied;
pub mod made;

/// What defines one dataset.
#[derive(Debug, Clone)]
pub struct Model {
    /// The dataset.
    pub name: DatasetName,
    /// What it promises.
    pub header: Header,
    /// How its rows come about.
    pub formula: Formula,
    /// Does it count what is stored, whatever the instant that is answered for?
    pub is_timeless: bool,
    /// Is the text written by the program, from a contract, a process or a rule, and not by a file?
    pub is_generated: bool,
}

/// How the rows of a dataset come about.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    /// A `SELECT` that the engine runs.
    Select(String),
    /// Rows that the program makes of its own files, in the order of the grain.
    Rows(Vec<Vec<Cell>>),
    /// A step outside of SQL, which says itself what it reads.
    Step {
        /// The datasets that it reads.
        reads: Vec<DatasetName>,
        /// Which code it is: another number, other rows.
        version: u32,
    },
}

macro_rules! sql_files {
    ($constant:ident: $($path:literal),* $(,)?) => {
        /// File and text, relative to the room; a law test compares the list with the folder.
        pub const $constant: &[(&str, &str)] = &[$(($path, include_str!(concat!("../", $path)))),*];
    };
}

sql_files![MODEL_FILES:
    "staging/actor_waits.sql",
    "staging/case_events.sql",
    "staging/case_months.sql",
    "staging/case_paths.sql",
    "staging/demand_records.sql",
    "staging/fill_waits.sql",
    "staging/first_work_waits.sql",
    "staging/growth_months.sql",
    "staging/legacy_credits.sql",
    "staging/member_activity.sql",
    "staging/opportunity_staffing.sql",
    "staging/process_horizons.sql",
    "staging/scope_cover.sql",
    "staging/skill_demand.sql",
    "staging/skill_proofs.sql",
    "staging/skill_series.sql",
    "staging/skill_supply.sql",
    "staging/skill_work.sql",
    "staging/spare_minutes.sql",
    "staging/sla_clocks.sql",
    "staging/stage_breach_months.sql",
    "staging/stage_case_months.sql",
    "staging/stage_events.sql",
    "staging/stage_visit_months.sql",
    "staging/stage_visits.sql",
    "staging/stage_visit_weeks.sql",
    "staging/stage_work.sql",
    "staging/unfilled_opportunities.sql",
    "staging/work_records.sql",
    "staging/unit_paths.sql",
    "staging/visit_works.sql",
    "staging/working_calendars.sql",
    "marts/ageing_work.sql",
    "marts/case_durations.sql",
    "marts/case_stages.sql",
    "marts/case_waits.sql",
    "marts/conformance.sql",
    "marts/cumulative_flow.sql",
    "marts/demand_months.sql",
    "marts/edges.sql",
    "marts/growth_areas.sql",
    "marts/handovers.sql",
    "marts/key_people.sql",
    "marts/layer_mix.sql",
    "marts/mobility.sql",
    "marts/rework.sql",
    "marts/service_candidates.sql",
    "marts/skill_gaps.sql",
    "marts/sla.sql",
    "marts/stage_weeks.sql",
    "marts/standardisation.sql",
    "marts/training_effects.sql",
    "marts/training_forecast.sql",
    "marts/unfilled_requirements.sql",
    "marts/variants.sql",
    "marts/waiting_causes.sql",
    "figures/ageing_now.sql",
    "figures/area_by_stage.sql",
    "figures/area_moves.sql",
    "figures/binding_requirements.sql",
    "figures/bottleneck_reasons.sql",
    "figures/completeness.sql",
    "figures/conformance.sql",
    "figures/cover.sql",
    "figures/cumulative_flow.sql",
    "figures/demand_trend.sql",
    "figures/dependence.sql",
    "figures/first_work.sql",
    "figures/gap_forecast.sql",
    "figures/growth_areas.sql",
    "figures/handovers.sql",
    "figures/headline_cards.sql",
    "figures/layers.sql",
    "figures/lead_time.sql",
    "figures/queue_trend.sql",
    "figures/rework_loops.sql",
    "figures/service_candidates.sql",
    "figures/skill_gap.sql",
    "figures/stage_wait.sql",
    "figures/standardisation.sql",
    "figures/training_effect.sql",
    "figures/unit_profile.sql",
    "figures/variants.sql",
    "figures/waiting_causes.sql",
    "meta/completeness.sql",
    "meta/freshness.sql",
];

sql_files![CHECK_FILES:
    "checks/calendar_slots_without_length.sql",
    "checks/calendars_unknown.sql",
    "checks/calendars_without_rule.sql",
    "checks/ends_unknown.sql",
    "checks/event_links_without_event.sql",
    "checks/events_derived_and_logged.sql",
    "checks/events_without_object.sql",
    "checks/journals_that_do_not_close.sql",
];

sql_files![DRAFT_FILES:
    "drafts/activities.sql",
    "drafts/before_work.sql",
    "drafts/followers.sql",
];

sql_files![AUDIT_FILES:
    "audits/checks_latest.sql",
    "audits/checks_of_version.sql",
    "audits/lineage_of_version.sql",
    "audits/loads_completeness.sql",
    "audits/loads_freshness.sql",
    "audits/records_late.sql",
    "audits/rejects_by_reason.sql",
    "audits/rework_by_cost.sql",
    "audits/runs_latest.sql",
    "audits/waits_by_stage.sql",
];

/// The text of a saved question, by its name.
pub fn audit(name: &str) -> Option<&'static str> {
    AUDIT_FILES.iter().find(|(file, _)| file.strip_prefix("audits/").and_then(|file| file.strip_suffix(".sql")) == Some(name)).map(|(_, text)| *text)
}

impl Model {
    /// A model from its file.
    pub fn parse(file: &str, sql: &str) -> Result<Self, QueryError> {
        let header = Header::parse(file, sql)?;
        let name = header.dataset()?;
        let expected = format!("{}/{}.sql", name.schema(), name.short());
        let mut problems = Vec::new();
        if file != expected {
            problems.push(format!("it names `{name}`, whose file is `{expected}`"));
        }
        if header.columns.is_empty() {
            problems.push("`-- columns:` is missing".to_owned());
        }
        if header.grain.is_empty() {
            problems.push("`-- grain:` is missing".to_owned());
        }
        if problems.is_empty() {
            Ok(Self { name, header, formula: Formula::Select(sql.to_owned()), is_timeless: false, is_generated: false })
        } else {
            Err(QueryError::Header { file: file.to_owned(), problems: mirante_data::explain::list(&problems) })
        }
    }

    /// A model of the staging layer whose text the program writes itself.
    fn generated(short: &str, title: Text, grain: &[&str], columns: Vec<Column>, sql: String) -> Self {
        let header = Header {
            name: format!("staging.{short}"),
            title,
            grain: grain.iter().map(|name| (*name).to_owned()).collect(),
            columns,
            owner: "tecnologia".to_owned(),
            checks: Vec::new(),
            tags: vec!["staging".to_owned()],
        };
        let name = header.name.parse().expect("the program writes names of datasets");
        Self { name, header, formula: Formula::Select(sql), is_timeless: false, is_generated: true }
    }

    /// A dataset that a step outside of SQL computes; `text` is its header, written as in a model's file.
    pub fn step(file: &str, text: &str, reads: &[&str], version: u32) -> Result<Self, QueryError> {
        let header = Header::parse(file, text)?;
        let failed = |problem: String| QueryError::Header { file: file.to_owned(), problems: problem };
        let reads = reads.iter().map(|name| name.parse()).collect::<Result<_, _>>().map_err(|error| failed(format!("{error}")))?;
        if header.columns.is_empty() || header.grain.is_empty() {
            return Err(failed("`-- columns:` or `-- grain:` is missing".to_owned()));
        }
        Ok(Self { name: header.dataset()?, header, formula: Formula::Step { reads, version }, is_timeless: false, is_generated: false })
    }

    /// The text that the engine runs; none of a step, nor of rows that the program makes.
    pub fn sql(&self) -> Option<&str> {
        match &self.formula {
            Formula::Select(sql) => Some(sql),
            Formula::Rows(_) | Formula::Step { .. } => None,
        }
    }

    /// The dataset without rows: what its header promises, and no file.
    pub fn without_rows(&self, fingerprint: &str) -> DatasetList {
        let header = &self.header;
        DatasetList {
            dataset: self.name.clone(),
            columns: header.columns.clone(),
            sorted_by: header.grain.clone(),
            fingerprint: Some(fingerprint.to_owned()),
            files: Vec::new(),
        }
    }

    /// Hash of what the model says: its text with the promises of its header.
    pub fn hash(&self) -> String {
        let columns: Vec<String> = self.header.columns.iter().map(ToString::to_string).collect();
        let formula = match &self.formula {
            Formula::Select(sql) => sql.clone(),
            Formula::Rows(rows) => format!("{rows:?}"),
            Formula::Step { version, .. } => format!("step {version}"),
        };
        hash::fingerprint([formula.as_str(), &columns.join(","), &self.header.grain.join(",")])
    }
}

/// What a project says of itself, as far as models are made of it.
#[derive(Debug, Clone)]
pub struct Described {
    /// Its processes, with those of the program.
    pub processes: Vec<Process>,
    /// The parameters of its analyses.
    pub rule: Rule,
    /// Its loads.
    pub loads: Vec<Load>,
}

impl Described {
    /// Hash of what the processes and parameters say.
    pub fn rules_hash(&self) -> String {
        hash::fingerprint([format!("{:?}", self.processes).as_str(), &format!("{:?}", self.rule)])
    }
}

/// A configured load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// The source.
    pub source: String,
    /// `source.load`.
    pub load: String,
    /// The raw dataset that it fills.
    pub dataset: DatasetName,
}

/// Every model by its dataset: those that contracts and the project's own files imply, then files, which stand above them.
pub fn all(described: &Described) -> Result<BTreeMap<DatasetName, Model>, QueryError> {
    let mut models: BTreeMap<DatasetName, Model> = BTreeMap::new();
    let implied =
        builtin::in_lake().map(implied::current).chain([implied::objects(), implied::object_relations(), implied::batch_rows(), made::clock(0)]);
    for model in implied.chain(made::models(described)) {
        models.insert(model.name.clone(), model);
    }
    for (file, sql) in MODEL_FILES {
        let model = Model::parse(file, sql)?;
        models.insert(model.name.clone(), model);
    }
    Ok(models)
}

/// Columns as the data model writes them, of texts that the program itself holds.
fn columns(text: &str) -> Vec<Column> {
    text.split(", ").map(|column| column.trim().parse().expect("the program's own columns are well written")).collect()
}

/// Hash of every SQL text of the program, for manifests.
pub fn texts_hash() -> String {
    hash::fingerprint(MODEL_FILES.iter().chain(CHECK_FILES).chain(builtin::files()).flat_map(|(file, text)| [*file, *text]))
}

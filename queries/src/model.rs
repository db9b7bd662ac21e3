//! The flat list of models: SQL files, and the staging models that contracts imply.

use std::collections::BTreeMap;

use mirante_data::{
    DatasetName,
    contract::builtin,
    hash,
    process::Process,
    rule::Rule,
};

use crate::{Header, QueryError};

mod implied;
pub mod made;

/// One `SELECT` that defines one dataset.
#[derive(Debug, Clone)]
pub struct Model {
    /// The dataset.
    pub name: DatasetName,
    /// What it promises.
    pub header: Header,
    /// The text as it is run.
    pub sql: String,
    /// Is the text written by the program, from a contract, a process or a rule, and not by a file?
    pub is_generated: bool,
}

macro_rules! sql_files {
    ($constant:ident: $($path:literal),* $(,)?) => {
        /// File and text, relative to the room; a law test compares the list with the folder.
        pub const $constant: &[(&str, &str)] = &[$(($path, include_str!(concat!("../", $path)))),*];
    };
}

sql_files![MODEL_FILES:
    "staging/case_events.sql",
    "marts/case_durations.sql",
    "marts/edges.sql",
    "marts/handovers.sql",
    "marts/rework.sql",
    "marts/variants.sql",
];

sql_files![CHECK_FILES:
    "checks/event_links_without_event.sql",
    "checks/events_without_object.sql",
];

sql_files![AUDIT_FILES:
    "audits/rework_by_cost.sql",
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
            Ok(Self { name, header, sql: sql.to_owned(), is_generated: false })
        } else {
            Err(QueryError::Header { file: file.to_owned(), problems: mirante_data::explain::list(&problems) })
        }
    }

    /// A model whose text the program writes itself.
    fn generated(header: Header, sql: String) -> Self {
        Self { name: header.name.parse().expect("the program writes names of datasets"), header, sql, is_generated: true }
    }

    /// Hash of what the model says: its text with the promises of its header.
    pub fn hash(&self) -> String {
        let columns: Vec<String> = self.header.columns.iter().map(ToString::to_string).collect();
        hash::fingerprint([self.sql.as_str(), &columns.join(","), &self.header.grain.join(",")])
    }
}

/// Every model by its dataset: those that contracts, processes and rules imply, then files, which stand above them.
pub fn all(processes: &[Process], rule: &Rule) -> Result<BTreeMap<DatasetName, Model>, QueryError> {
    let mut models: BTreeMap<DatasetName, Model> = BTreeMap::new();
    let implied = builtin::all().map(implied::current).chain([implied::objects(), implied::object_relations()]);
    for model in implied.chain(made::models(processes, rule)) {
        models.insert(model.name.clone(), model);
    }
    for (file, sql) in MODEL_FILES {
        let model = Model::parse(file, sql)?;
        models.insert(model.name.clone(), model);
    }
    Ok(models)
}

/// Those of the program alone, with no project's processes and rules.
pub fn builtin() -> Result<BTreeMap<DatasetName, Model>, QueryError> {
    let rule = mirante_data::rule::analysis(None).map_err(|error| QueryError::Header { file: "rules/analise.toml".to_owned(), problems: error.to_string() })?;
    all(mirante_data::process::builtin::all(), &rule)
}

/// Hash of every SQL text of the program, for manifests.
pub fn texts_hash() -> String {
    hash::fingerprint(MODEL_FILES.iter().chain(CHECK_FILES).chain(builtin::files()).flat_map(|(file, text)| [*file, *text]))
}

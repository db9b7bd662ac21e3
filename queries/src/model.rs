//! The flat list of models: SQL files, and the staging models that contracts imply.

use std::collections::BTreeMap;

use mirante_data::{
    DatasetName,
    contract::{Contract, Text, builtin},
    hash,
};

use crate::{Header, QueryError};

/// One `SELECT` that defines one dataset.
#[derive(Debug, Clone)]
pub struct Model {
    /// The dataset.
    pub name: DatasetName,
    /// What it promises.
    pub header: Header,
    /// The text as it is run.
    pub sql: String,
    /// Is the text written by a contract and not by a file?
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

    /// Hash of what the model says: its text with the promises of its header.
    pub fn hash(&self) -> String {
        let columns: Vec<String> = self.header.columns.iter().map(ToString::to_string).collect();
        hash::fingerprint([self.sql.as_str(), &columns.join(","), &self.header.grain.join(",")])
    }
}

/// Every model by its dataset: generated staging first, then files, which stand above what is generated.
pub fn all() -> Result<BTreeMap<DatasetName, Model>, QueryError> {
    let mut models: BTreeMap<DatasetName, Model> = BTreeMap::new();
    for contract in builtin::all() {
        let model = staging(contract);
        models.insert(model.name.clone(), model);
    }
    for (file, sql) in MODEL_FILES {
        let model = Model::parse(file, sql)?;
        models.insert(model.name.clone(), model);
    }
    Ok(models)
}

/// Hash of every SQL text of the program, for manifests.
pub fn texts_hash() -> String {
    hash::fingerprint(MODEL_FILES.iter().chain(CHECK_FILES).chain(builtin::files()).flat_map(|(file, text)| [*file, *text]))
}

/// `staging.x`: the last row of each key of `raw.x`, unless that row deletes it.
pub fn staging(contract: &Contract) -> Model {
    let short = contract.dataset.short();
    let columns: Vec<&str> = contract.columns.keys().map(String::as_str).collect();
    let title = Text { pt: format!("{} (atual)", contract.title.pt), en: format!("{} (current)", contract.title.en) };
    let sql = format!(
        "-- Each key's last row; rows of one commit tie, and a delete comes before the insert of its key.\n\
         WITH history AS (\n    SELECT *, ROW_NUMBER() OVER (PARTITION BY {key} ORDER BY _recorded_at DESC, _op DESC, _batch_id DESC) AS recency\n    FROM raw.{short}\n)\n\
         SELECT {columns}\nFROM history\nWHERE recency = 1 AND _op <> 'delete'",
        key = contract.key.join(", "),
        columns = columns.join(", "),
    );
    let header = Header {
        name: format!("staging.{short}"),
        title,
        grain: contract.key.clone(),
        columns: contract.columns(),
        owner: "tecnologia".to_owned(),
        checks: Vec::new(),
        tags: vec!["staging".to_owned()],
    };
    let name = format!("staging.{short}").parse().expect("a contract's short name is a dataset's short name");
    Model { name, header, sql, is_generated: true }
}

//! Checks: questions that should find nothing. From files, from the headers of models, from the keys that contracts name.

use mirante_data::{
    DatasetName, Snapshot,
    contract::{Text, builtin},
};

use crate::{
    Header, Model, QueryError,
    header::{Rule, RuleKind, Severity},
    model::CHECK_FILES,
};

mod keys;

/// One question; every row that it gives offends.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Unique name, such as `marts.edges.unique`.
    pub name: String,
    /// The dataset it is about; none for a check over several.
    pub dataset: Option<DatasetName>,
    /// `pt | en`.
    pub title: Text,
    /// How much it matters.
    pub severity: Severity,
    /// The question.
    pub sql: String,
}

/// Every check that has something to ask of this version.
pub fn all<'a>(models: impl Iterator<Item = &'a Model>, snapshot: &Snapshot) -> Result<Vec<Check>, QueryError> {
    let mut checks: Vec<Check> = models.flat_map(of_model).collect();
    for contract in builtin::in_lake() {
        checks.extend(keys::of_contract(contract, snapshot));
    }
    for (file, sql) in CHECK_FILES {
        checks.push(of_file(file, sql)?);
    }
    checks.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(checks)
}

/// A check from its file; its name must be the file's.
pub fn of_file(file: &str, sql: &str) -> Result<Check, QueryError> {
    let header = Header::parse(file, sql)?;
    let failed = |problem: String| QueryError::Header { file: file.to_owned(), problems: problem };
    if format!("{}.sql", header.name.replacen("checks.", "checks/", 1)) != file {
        return Err(failed(format!("it is called `{}`; both must bear one name", header.name)));
    }
    let severity = match sql.lines().find_map(|line| line.strip_prefix("-- severity: ")).map(str::trim) {
        Some("warn") => Severity::Warn,
        Some("error") | None => Severity::Error,
        Some(other) => return Err(failed(format!("severity `{other}` is neither `error` nor `warn`"))),
    };
    Ok(Check { name: header.name, dataset: None, title: header.title, severity, sql: sql.to_owned() })
}

/// The promises of a model's header as questions, named `{dataset}.{kind}` and numbered where a kind comes again.
pub fn of_model(model: &Model) -> Vec<Check> {
    let mut seen: Vec<&str> = Vec::new();
    model
        .header
        .checks
        .iter()
        .map(|rule| {
            let (kind, sql) = question(&model.name, rule);
            let nth = seen.iter().filter(|each| **each == kind).count() + 1;
            seen.push(kind);
            let name = if nth == 1 { format!("{}.{kind}", model.name) } else { format!("{}.{kind}_{nth}", model.name) };
            Check { name, dataset: Some(model.name.clone()), title: model.header.title.clone(), severity: rule.severity, sql }
        })
        .collect()
}

fn question(dataset: &DatasetName, rule: &Rule) -> (&'static str, String) {
    match &rule.kind {
        RuleKind::Unique(columns) => {
            let columns = columns.join(", ");
            ("unique", format!("SELECT {columns}, COUNT(*) AS n FROM {dataset} GROUP BY {columns} HAVING COUNT(*) > 1"))
        }
        RuleKind::Range(column, low, high) => {
            let below = low.as_ref().map(|low| format!("{column} < {low}"));
            let above = high.as_ref().map(|high| format!("{column} > {high}"));
            let outside: Vec<String> = below.into_iter().chain(above).collect();
            let outside = if outside.is_empty() { "FALSE".to_owned() } else { outside.join(" OR ") };
            ("range", format!("SELECT * FROM {dataset} WHERE {outside}"))
        }
        RuleKind::OneOf(column, codes) => {
            let codes: Vec<String> = codes.iter().map(|code| format!("'{}'", code.replace('\'', "''"))).collect();
            ("one_of", format!("SELECT * FROM {dataset} WHERE {column} NOT IN ({})", codes.join(", ")))
        }
        RuleKind::Holds(condition) => ("holds", format!("SELECT * FROM {dataset} WHERE NOT COALESCE({condition}, TRUE)")),
    }
}

//! `mirante dataset history`: what was recorded about one key, when, by which batch, and what each row changed.

use std::collections::BTreeMap;

use mirante_data::{
    contract::{Contract, builtin},
    explain::Exit,
};
use mirante_queries::history;
use mirante_reports::format;
use serde_json::json;

use super::Global;
use crate::{
    error::{CliError, Failure},
    project::Project,
    terminal::Terminal,
};

/// The columns that say when and how a row came.
const RECORDED: [&str; 3] = ["_recorded_at", "_op", "_batch_id"];

/// One row that was recorded.
struct Entry {
    recorded_at: String,
    op: String,
    batch: String,
    /// Contract columns that are not null.
    content: BTreeMap<String, String>,
}

/// Shows the history of a key: one text for each column of the contract's key.
pub async fn run(word: &str, key: &[String], at: &str, global: &Global, terminal: &Terminal) -> Result<Exit, Failure> {
    let contract = builtin::get(word)?;
    if contract.key.len() != key.len() {
        return Err(CliError::Word { word: key.join(" "), expected: contract.key.join(" ") }.into());
    }
    let project = Project::open(&global.project)?;
    let snapshot = project.version(at, terminal).await?;
    let (columns, rows) = project.engine(&snapshot)?.texts("history", &history::of(contract, key)).await?;
    let entries: Vec<Entry> = rows.into_iter().map(|row| entry(contract, &columns, row)).collect();
    if entries.is_empty() {
        return Err(CliError::NoKey { dataset: contract.dataset.to_string(), key: key.join(" "), version: snapshot.version() }.into());
    }
    let before = [None].into_iter().chain(entries.iter().map(Some));
    let steps: Vec<(&Entry, Vec<String>)> = entries.iter().zip(before).map(|(entry, before)| (entry, changes(contract, before, entry))).collect();
    if terminal.is_json {
        for (entry, _) in &steps {
            terminal.datum(&json!({
                "dataset": contract.dataset.as_str(), "recorded_at": entry.recorded_at, "op": entry.op, "batch_id": entry.batch, "content": entry.content,
            }));
        }
        return Ok(Exit::Ok);
    }
    let line = |(entry, changes): &(&Entry, Vec<String>)| {
        vec![format::moment(&entry.recorded_at, terminal.language()), entry.op.clone(), changes.join("; "), entry.batch.clone()]
    };
    let heads = [("recorded", false), ("op", false), ("change", false), ("batch", false)];
    terminal.table(&heads, &steps.iter().map(line).collect::<Vec<_>>())?;
    Ok(Exit::Ok)
}

fn entry(contract: &Contract, columns: &[String], row: Vec<Option<String>>) -> Entry {
    let mut row: BTreeMap<String, String> = columns.iter().cloned().zip(row).filter_map(|(column, text)| Some((column, text?))).collect();
    let [recorded_at, op, batch] = RECORDED.map(|column| row.remove(column).unwrap_or_default());
    row.retain(|column, _| contract.columns.contains_key(column));
    Entry { recorded_at, op, batch, content: row }
}

/// What a row says that the one before it did not: the whole content of the first, and what differs in the others.
fn changes(contract: &Contract, before: Option<&Entry>, entry: &Entry) -> Vec<String> {
    let text = |content: &BTreeMap<String, String>, column: &str| content.get(column).cloned().unwrap_or_else(|| "—".to_owned());
    let told = |column: &&String| !contract.key.contains(column);
    match before {
        None => entry.content.iter().filter(|(column, _)| told(column)).map(|(column, value)| format!("{column} = {value}")).collect(),
        Some(before) => {
            let differs = contract.columns.keys().filter(told).filter(|column| before.content.get(*column) != entry.content.get(*column));
            differs.map(|column| format!("{column}: {} → {}", text(&before.content, column), text(&entry.content, column))).collect()
        }
    }
}

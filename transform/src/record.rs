//! What a version says of itself: what its checks found, where its columns come from, which editions there were.

use std::collections::BTreeMap;

use mirante_data::{
    Lake, hash,
    lake::{DatasetList, Draft, LakeError},
    meta::{CHECKS, EDITIONS, LINEAGE, Meta},
    rows::{self, Cell},
};
use mirante_queries::model::made;

use crate::{Graph, check::Checked};

/// Every column, or all rows.
const ALL: &str = "*";

/// Adds the rows of `meta.checks`, `meta.lineage` and `meta.editions` to a draft.
pub async fn add(lake: &Lake, draft: &mut Draft, graph: &Graph, checks: &[Checked]) -> Result<(), LakeError> {
    let found = check_rows(lake.next_version().await?, &draft.run_id, checks);
    let list = draft.parent.lists.get(CHECKS.name).map_or_else(|| CHECKS.empty(), |list| list.as_ref().clone());
    let batch = rows::batch(&CHECKS.columns(), &found);
    let list = lake.append(list, &batch.schema(), &[batch]).await?;
    draft.changed.insert(list.dataset.clone(), list);
    replace(lake, draft, LINEAGE, &lineage_rows(graph)).await?;
    replace(lake, draft, EDITIONS, &edition_rows(lake).await?).await
}

/// Writes a dataset anew, unless it holds these very rows.
async fn replace(lake: &Lake, draft: &mut Draft, meta: Meta, rows: &[Vec<Cell>]) -> Result<(), LakeError> {
    let fingerprint = hash::fingerprint(rows.iter().map(|row| format!("{row:?}")).collect::<Vec<_>>().iter().map(String::as_str));
    if draft.parent.lists.get(meta.name).is_some_and(|list| list.fingerprint.as_ref() == Some(&fingerprint)) {
        return Ok(());
    }
    let batch = rows::batch(&meta.columns(), rows);
    let list = lake.append(meta.empty(), &batch.schema(), &[batch]).await?;
    draft.changed.insert(list.dataset.clone(), DatasetList { fingerprint: Some(fingerprint), ..list });
    Ok(())
}

fn check_rows(version: u64, run_id: &str, checks: &[Checked]) -> Vec<Vec<Cell>> {
    let row = |checked: &Checked| {
        let check = &checked.check;
        vec![
            version.into(),
            check.name.as_str().into(),
            run_id.into(),
            check.dataset.as_ref().map_or(ALL, |dataset| dataset.as_str()).into(),
            check.severity.word().into(),
            checked.passed().into(),
            checked.offending_n.into(),
            (!checked.sample.is_empty()).then(|| serde_json::json!(checked.sample).to_string()).into(),
            checked.duration_ms.into(),
            hash::fingerprint([check.sql.as_str()]).into(),
        ]
    };
    checks.iter().map(row).collect()
}

/// One row for each way from an input's column to an output's; what only decides which rows come is `filtro`.
fn lineage_rows(graph: &Graph) -> Vec<Vec<Cell>> {
    let clock = made::clock(0).name;
    let mut found: BTreeMap<[String; 4], (&'static str, String)> = BTreeMap::new();
    for (dataset, planned) in graph.planned.iter().filter(|(dataset, _)| **dataset != clock) {
        let hash = graph.models[dataset].hash();
        for (column, origins) in &planned.lineage.columns {
            for ((input, input_column), how) in origins {
                found.insert([dataset.to_string(), column.clone(), input.to_string(), input_column.clone()], (how.code(), hash.clone()));
            }
        }
        for (input, input_column) in &planned.lineage.filters {
            found.insert([dataset.to_string(), ALL.to_owned(), input.to_string(), input_column.clone()], ("filtro", hash.clone()));
        }
    }
    let row = |(place, (how, hash)): ([String; 4], (&str, String))| {
        let mut cells: Vec<Cell> = place.map(Cell::from).into();
        cells.extend([how.into(), hash.into()]);
        cells
    };
    found.into_iter().map(row).collect()
}

async fn edition_rows(lake: &Lake) -> Result<Vec<Vec<Cell>>, LakeError> {
    let mut editions = lake.editions().await?;
    editions.sort_by(|left, right| left.edition.name.cmp(&right.edition.name));
    let row = |sealed: &mirante_data::lake::Sealed| {
        let edition = &sealed.edition;
        vec![
            edition.name.as_str().into(),
            edition.version.into(),
            edition.title.as_str().into(),
            mirante_data::canonical::parse_instant(&edition.published_at).unwrap_or_default().into(),
            edition.published_by.as_str().into(),
            edition.decision_id.clone().into(),
            sealed.seal.as_str().into(),
            edition.previous.as_ref().map(|previous| previous.name.clone()).into(),
            edition.checks_passed_n.into(),
            edition.warnings_n.into(),
        ]
    };
    Ok(editions.iter().map(row).collect())
}

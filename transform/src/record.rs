//! What a version says of itself: what its checks found, where its columns come from, which editions there were.

use mirante_data::{
    Lake, hash,
    lake::{DatasetList, Draft, LakeError},
    lineage::{ALL, Way},
    meta::{CHECKS, EDITIONS, LINEAGE, Meta},
    rows::{self, Cell},
};

use crate::{Graph, check::Checked};

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

fn lineage_rows(graph: &Graph) -> Vec<Vec<Cell>> {
    let row =
        |way: &Way| [&way.dataset, &way.column, &way.input, &way.input_column, &way.how, &way.model_hash].map(|text| text.as_str().into()).into();
    graph.ways().iter().map(row).collect()
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

//! Which part of a figure's rows is shown: that of one process.

use std::sync::Arc;

use mirante_data::{
    arrow::{
        array::{BooleanArray, RecordBatch},
        compute::filter_record_batch,
    },
    canonical::Cells,
};
use mirante_reports::figure::spec::Spec;

use super::{app::App, failure::Trouble, pages::Page, shelf::Rows};

/// The values of a figure's slice column, in order.
pub fn values(spec: &Spec, rows: &Rows) -> Vec<String> {
    let Some(column) = &spec.slice else { return Vec::new() };
    let mut values = Vec::new();
    for batch in rows.iter() {
        let cells = batch.column_by_name(column).and_then(|column| Cells::of(column).ok());
        values.extend(cells.iter().flat_map(|cells| (0..batch.num_rows()).filter_map(|row| cells.text(row))));
    }
    values.sort();
    values.dedup();
    values
}

/// What a process is to a figure: itself, or the kind of object that its cases are.
pub fn of_figure(app: &App, spec: &Spec, asked: Option<&str>) -> Option<String> {
    let asked = asked?;
    match spec.slice.as_deref()? {
        "object_type" => {
            let process = app.processes.iter().find(|process| process.process == asked);
            Some(process.map_or_else(|| asked.to_owned(), |process| process.object_type.clone()))
        }
        _ => Some(asked.to_owned()),
    }
}

/// The process that a page shows: the one that is asked for, else the page's own, else the first that its rows know.
pub fn of_page(page: &Page, known: &[String], asked: Option<&str>) -> Result<Option<String>, Trouble> {
    match asked {
        Some(asked) if known.iter().any(|one| one == asked) => Ok(Some(asked.to_owned())),
        Some(asked) => Err(Trouble::Unknown(asked.chars().take(80).collect())),
        None => Ok(page.process.clone().filter(|process| known.contains(process)).or_else(|| known.first().cloned())),
    }
}

/// The rows of a slice, as they were sealed.
pub fn cut(spec: &Spec, rows: &Rows, value: Option<&str>) -> Rows {
    let (Some(column), Some(value)) = (&spec.slice, value) else { return rows.clone() };
    let kept = |batch: &RecordBatch| {
        let cells = Cells::of(batch.column_by_name(column)?).ok()?;
        let mask: BooleanArray = (0..batch.num_rows()).map(|row| Some(cells.text(row).as_deref() == Some(value))).collect();
        filter_record_batch(batch, &mask).ok()
    };
    Arc::new(rows.iter().filter_map(kept).collect())
}

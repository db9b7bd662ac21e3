//! What a log shows of a kind of case, for a process file to be drafted from.

use mirante_data::{
    arrow::array::{Array, AsArray, RecordBatch},
    arrow::datatypes::Int64Type,
    process::draft::Observed,
};
use mirante_queries::{Engine, model};

use crate::TransformError;

/// Reads activities, what comes before their work, and what follows them off the events of one kind of case.
pub async fn observe(engine: &Engine, object_type: &str) -> Result<Observed, TransformError> {
    let ask = async |name: &str| {
        let sql = model::DRAFT_FILES.iter().find(|(file, _)| *file == format!("drafts/{name}.sql")).map_or("", |(_, sql)| *sql);
        engine.ask(name, sql, &[("object_type", object_type)]).await
    };
    let mut observed = Observed::default();
    for batch in ask("activities").await? {
        let started = batch.column(3).as_primitive::<Int64Type>();
        observed.activities.extend((0..batch.num_rows()).map(|row| (text(&batch, 0, row), started.value(row) > 0)));
    }
    for (name, pairs) in [("before_work", &mut observed.before), ("followers", &mut observed.followers)] {
        for batch in ask(name).await? {
            for row in 0..batch.num_rows() {
                pairs.entry(text(&batch, 0, row)).or_default().insert(text(&batch, 1, row));
            }
        }
    }
    Ok(observed)
}

fn text(batch: &RecordBatch, column: usize, row: usize) -> String {
    let array = batch.column(column).as_string::<i32>();
    if array.is_null(row) { String::new() } else { array.value(row).to_owned() }
}

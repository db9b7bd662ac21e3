//! What is stale, in which order, and building it: models in SQL, and steps with Polars where SQL says it badly.
//!
//! [`graph`] finds the order from the plans, [`plan`] what is stale and why, [`build`] builds it into a draft,
//! [`check`] asks the questions of the draft before it is committed, [`publish`] gives a version its name for people,
//! and [`proof`] says whether its amounts can be defended.

pub mod build;
pub mod check;
pub mod draft;
pub mod error;
pub mod graph;
pub mod plan;
pub mod proof;
pub mod publish;
mod record;
pub mod stats;
pub mod step;
pub mod steps;

pub use build::{Built, Transform, TransformReport};
pub use error::TransformError;
pub use graph::Graph;
pub use plan::{Plan, Reason};

use std::collections::BTreeMap;

use mirante_data::DatasetName;
use mirante_queries::{
    Model, QueryError,
    model::{self, Described},
};

/// Everything that can be built, by its dataset: models and steps.
pub fn models(described: &Described) -> Result<BTreeMap<DatasetName, Model>, QueryError> {
    let mut all = model::all(described)?;
    for (_, step) in steps::STEPS {
        let model = step.model()?;
        all.insert(model.name.clone(), model);
    }
    Ok(all)
}

/// Everything that the program builds by itself, with no project's processes, rules and loads.
pub fn builtin() -> Result<BTreeMap<DatasetName, Model>, TransformError> {
    let processes = mirante_data::process::builtin::all().to_vec();
    Ok(models(&Described { processes, rule: mirante_data::rule::analysis(None)?, loads: Vec::new() })?)
}

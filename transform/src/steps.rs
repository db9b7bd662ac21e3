//! The flat list of steps: one file each.

use mirante_data::DatasetName;

use crate::step::Step;

pub mod bottlenecks;
pub mod lead_times;
pub mod stage_references;
pub mod stage_survival;

/// Every step with the dataset that it computes.
pub const STEPS: &[(&str, &Step)] = &[
    ("marts.bottlenecks", &bottlenecks::STEP),
    ("marts.lead_times", &lead_times::STEP),
    ("staging.stage_references", &stage_references::STEP),
    ("staging.stage_survival", &stage_survival::STEP),
];

/// The step that computes a dataset.
pub fn of(dataset: &DatasetName) -> Option<&'static Step> {
    STEPS.iter().find(|(name, _)| *name == dataset.as_str()).map(|(_, step)| *step)
}

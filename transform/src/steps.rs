//! The flat list of steps: one file each.

use mirante_data::DatasetName;

use crate::step::Step;

pub mod first_work;
pub mod growth_trends;
pub mod lead_times;
pub mod stage_survival;
pub mod trajectories;

/// Every step with the dataset that it computes.
pub const STEPS: &[(&str, &Step)] = &[
    ("marts.lead_times", &lead_times::STEP),
    ("marts.trajectories", &trajectories::STEP),
    ("staging.first_work", &first_work::STEP),
    ("staging.growth_trends", &growth_trends::STEP),
    ("staging.stage_survival", &stage_survival::STEP),
];

/// The step that computes a dataset.
pub fn of(dataset: &DatasetName) -> Option<&'static Step> {
    STEPS.iter().find(|(name, _)| *name == dataset.as_str()).map(|(_, step)| *step)
}

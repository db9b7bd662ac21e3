//! The flat list of steps: one file each.

use mirante_data::DatasetName;

use crate::step::Step;

pub mod binding_requirements;
pub mod bottlenecks;
pub mod bus_factors;
pub mod first_work;
pub mod growth_trends;
pub mod lead_times;
pub mod skill_balances;
pub mod skill_forecasts;
pub mod skill_hindsights;
pub mod skill_levels;
pub mod stage_references;
pub mod stage_survival;
pub mod trajectories;

/// Every step with the dataset that it computes.
pub const STEPS: &[(&str, &Step)] = &[
    ("marts.bottlenecks", &bottlenecks::STEP),
    ("marts.lead_times", &lead_times::STEP),
    ("marts.trajectories", &trajectories::STEP),
    ("staging.binding_requirements", &binding_requirements::STEP),
    ("staging.bus_factors", &bus_factors::STEP),
    ("staging.first_work", &first_work::STEP),
    ("staging.growth_trends", &growth_trends::STEP),
    ("staging.skill_balances", &skill_balances::STEP),
    ("staging.skill_forecasts", &skill_forecasts::STEP),
    ("staging.skill_hindsights", &skill_hindsights::STEP),
    ("staging.skill_levels", &skill_levels::STEP),
    ("staging.stage_references", &stage_references::STEP),
    ("staging.stage_survival", &stage_survival::STEP),
];

/// The step that computes a dataset.
pub fn of(dataset: &DatasetName) -> Option<&'static Step> {
    STEPS.iter().find(|(name, _)| *name == dataset.as_str()).map(|(_, step)| *step)
}

//! What is stale, in which order, and building it: models today, Polars steps beside them as they come.
//!
//! [`graph`] finds the order from the plans, [`plan`] what is stale and why, [`build`] builds it into a draft,
//! [`check`] asks the questions of the draft before it is committed.

pub mod build;
pub mod check;
pub mod error;
pub mod graph;
pub mod plan;

pub use build::{Built, Transform, TransformReport};
pub use error::TransformError;
pub use graph::Graph;
pub use plan::{Plan, Reason};

//! All SQL text, and the engine that runs it.
//!
//! A model's way: [`header`] says what it promises, [`model`] lists it, [`engine`] plans and runs it over one pinned
//! version, [`lineage`] and [`lint`] read its logical plan. [`checks`] turns promises into questions that should find nothing.

pub mod adaptor;
pub mod checks;
pub mod engine;
pub mod error;
pub mod functions;
pub mod guard;
pub mod header;
pub mod history;
pub mod lineage;
pub mod lint;
pub mod model;
pub mod neighbours;
pub mod nothing;
pub mod snippets;
mod table;
pub mod visits;
pub mod waits;

pub use engine::{Engine, Planned};
pub use error::QueryError;
pub use header::Header;
pub use model::Model;

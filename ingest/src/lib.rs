//! The outside world into raw datasets: read, type, hold to the contract, commit with the cursor.
//!
//! A row's way: [`source`] reads it as text, [`coerce`] types it or says why not, [`merge`] finds what it changes,
//! [`run`] commits it together with the position it came from. Nothing here aggregates.

pub mod coerce;
pub mod config;
pub mod cooperative;
pub mod error;
pub mod http;
pub mod mapping;
pub mod merge;
pub mod meta;
pub mod people;
pub mod run;
pub mod source;

pub use config::SourceConfig;
pub use error::IngestError;
pub use run::{Ingest, LoadReport, Report};

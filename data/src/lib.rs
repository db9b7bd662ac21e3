//! The shared language of Mirante: names, contracts, the lake, and what every error can say.
//!
//! No engine and no network live here. In reading order:
//! [`name`] and [`types`] are the words, [`contract`] what a raw dataset promises,
//! [`lake`] where versions of all datasets are kept, [`explain`] how an error speaks; [`sample`] makes up records to try it all on.

pub mod canonical;
pub mod clock;
pub mod contract;
pub mod explain;
pub mod hash;
pub mod lake;
pub mod lineage;
pub mod meta;
pub mod name;
pub mod process;
pub mod rows;
pub mod rule;
pub mod sample;
pub mod schema;
pub mod types;
pub mod workbook;

/// The Arrow that every room uses; there is exactly one in the program.
pub use arrow;
pub use bytes;
pub use object_store;
pub use parquet;

pub use contract::Contract;
pub use explain::Explain;
pub use lake::{Lake, Snapshot};
pub use name::DatasetName;
pub use process::Process;

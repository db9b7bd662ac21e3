//! Rows in, document out. Pure: nothing here reads a file or a clock.
//!
//! [`words`] holds everything that people read, in pt-BR and English; [`format`] writes numbers as people of a language do;
//! [`table`], [`csv`] and [`json`] are shapes of the same rows.

pub mod csv;
pub mod format;
pub mod json;
pub mod table;
pub mod words;

pub use words::{Language, Words};

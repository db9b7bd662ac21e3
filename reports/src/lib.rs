//! Rows in, document out. Pure: nothing here reads a file or a clock.
//!
//! [`words`] holds everything that people read, in pt-BR and English; [`format`] writes numbers as people of a language do;
//! [`table`], [`csv`] and [`json`] are shapes of the same rows.
//!
//! A figure's way: [`figure::spec`] says which column plays which role, [`figure`] reads the rows and finds the words,
//! [`charts`] lays the marks out, [`canvas`] writes what plotters draws as SVG, with the colours of [`theme`] and texts
//! measured by [`text`].

pub mod canvas;
pub mod charts;
pub mod csv;
pub mod figure;
pub mod format;
pub mod json;
pub mod methods;
pub mod table;
pub mod text;
pub mod theme;
pub mod words;
pub mod workbook;

pub use words::{Language, Words};

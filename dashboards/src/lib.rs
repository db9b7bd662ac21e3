//! The front door: one binary, wiring only. No SQL text, no chart code.

use std::{ffi::OsString, process::ExitCode};

pub mod backup;
pub mod cli;
pub mod config;
pub mod error;
pub mod look;
pub mod project;
pub mod reason;
pub mod speech;
pub mod terminal;
pub mod web;

/// Runs the command line and tells how the program ends.
pub fn main(args: Vec<OsString>) -> ExitCode {
    cli::run(args)
}

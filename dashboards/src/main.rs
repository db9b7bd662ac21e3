//! The program's door: parse, run, and end with the documented exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    mirante::main(std::env::args_os().collect())
}

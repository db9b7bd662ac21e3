//! `mirante completions`: what a shell needs to finish commands, options and their values.

use clap_complete::Shell;
use mirante_data::explain::Exit;

use crate::{
    error::Failure,
    terminal::{Terminal, written},
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "SHELL")]
    shell: Kind,
}

/// The shells that are known.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Kind {
    Bash,
    Zsh,
    Fish,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Exit, Failure> {
    let shell = match args.shell {
        Kind::Bash => Shell::Bash,
        Kind::Zsh => Shell::Zsh,
        Kind::Fish => Shell::Fish,
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut super::command(terminal.language()), "mirante", &mut script);
    std::io::Write::write_all(&mut std::io::stdout().lock(), &script).map_err(written)?;
    Ok(Exit::Ok)
}

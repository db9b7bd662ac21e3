//! `mirante help`: the commands, one command, or the page of an error code.

use std::io::Write;

use mirante_data::{explain::Exit, name::did_you_mean};
use serde_json::json;

use crate::{
    error::{self, CliError, Failure},
    terminal::{Terminal, written},
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "COMMAND|CODE")]
    word: Vec<String>,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> Result<Exit, Failure> {
    let mut command = super::command(terminal.language());
    command.build();
    let mut found = command;
    for (place, word) in args.word.iter().enumerate() {
        if place == 0 && is_code(word) {
            page(&word.to_uppercase(), terminal)?;
            return Ok(Exit::Ok);
        }
        let Some(below) = found.find_subcommand(word).cloned() else {
            let names: Vec<String> = found.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
            let near = did_you_mean(word, names.iter().map(String::as_str)).map_or_else(|| names.join(", "), str::to_owned);
            return Err(CliError::Word { word: word.clone(), expected: near }.into());
        };
        found = below;
    }
    write!(std::io::stdout().lock(), "{}", found.render_help()).map_err(written)?;
    Ok(Exit::Ok)
}

/// `M` and digits, in either case, is meant as a code.
fn is_code(word: &str) -> bool {
    word.strip_prefix(['M', 'm']).is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What an error means, what to do about it, and how the program ends.
fn page(code: &str, terminal: &Terminal) -> Result<(), Failure> {
    let pages = error::pages();
    let Some((_, exit)) = pages.iter().find(|(each, _)| *each == code) else {
        let near = did_you_mean(code, pages.iter().map(|(each, _)| *each)).unwrap_or("M0101 … M0608");
        return Err(CliError::Word { word: code.to_owned(), expected: near.to_owned() }.into());
    };
    let (message, help) = (terminal.words.say(code), terminal.words.say(&format!("{code}-help")));
    let (room, ends) = (room(code), terminal.words.say(meaning(*exit)));
    if terminal.is_json {
        terminal.datum(&json!({ "code": code, "message": message, "help": help, "exit": exit.code(), "room": room }));
        return Ok(());
    }
    let values = [
        ("code", code.to_owned()),
        ("message", message),
        ("help", help),
        ("exit", exit.code().to_string()),
        ("ends", ends),
        ("room", room.to_owned()),
    ];
    writeln!(std::io::stdout().lock(), "{}", terminal.words.say_with("code-page", &values)).map_err(written)?;
    Ok(())
}

/// The room that raises a code: its first two digits.
fn room(code: &str) -> &'static str {
    match code.get(1..3) {
        Some("03") => "ingest",
        Some("04") => "queries",
        Some("05") => "transform",
        Some("06") => "dashboards",
        _ => "data",
    }
}

fn meaning(exit: Exit) -> &'static str {
    match exit {
        Exit::Ok => "exit-ok",
        Exit::Found => "exit-found",
        Exit::Usage => "exit-usage",
        Exit::Unavailable => "exit-unavailable",
        Exit::Busy => "exit-busy",
        Exit::Internal => "exit-internal",
    }
}

//! What commands print: data on stdout, everything else on stderr, in the language that was asked for.

use std::{
    io::{self, Write},
    sync::atomic::{AtomicBool, Ordering},
};

use mirante_data::{canonical, clock::Clock, explain::Detail};
use mirante_reports::{
    Language, Words, format,
    table::{self, Style},
    words::Value,
};
use serde_json::json;

use crate::{
    error::{CliError, Failure},
    look::{self, Look},
    speech::{self, Explained},
};

/// The shape of the lines that `--json` gives; another number when a key goes or changes its meaning.
const SCHEMA: &str = "mirante.steps/1";
/// Has the first such line been printed?
static BEGUN: AtomicBool = AtomicBool::new(false);

/// How a command speaks.
pub struct Terminal {
    /// The words.
    pub words: Words,
    /// One JSON object a line instead of sentences.
    pub is_json: bool,
    /// Only errors.
    pub is_quiet: bool,
    /// Colours, tables, progress.
    pub look: Look,
}

impl Terminal {
    /// The language.
    pub fn language(&self) -> Language {
        self.words.language()
    }

    /// A sentence on stderr.
    pub fn say(&self, key: &str, values: &[Value<'_>]) {
        if !self.is_quiet && !self.is_json {
            look::clear();
            eprintln!("{}", self.words.say_with(key, values));
        }
    }

    /// A sentence on stderr about a number.
    pub fn say_count(&self, key: &str, number: u64) {
        if !self.is_quiet && !self.is_json {
            look::clear();
            eprintln!("{}", self.words.count(key, number));
        }
    }

    /// A warning on stderr: said even to those who want it quiet.
    pub fn warn(&self, text: &str) {
        if self.is_json {
            eprintln!("{}", json!({ "level": "warn", "message": text }));
        } else {
            look::clear();
            eprintln!("{}: {text}", self.look.painted(&self.words.say("warning"), 3));
        }
    }

    /// A fact about a step, for programs: one line with `at, step, status, dataset, rows, ms, code` and whatever else is known.
    pub fn fact(&self, fact: &serde_json::Value) {
        if !self.is_json {
            return;
        }
        let mut line = json!({
            "at": canonical::instant(Clock::System.now_micros()), "step": null, "status": null, "dataset": null, "rows": null, "ms": null, "code": null,
        });
        if let (Some(line), Some(fact)) = (line.as_object_mut(), fact.as_object()) {
            line.extend(fact.clone());
            if !BEGUN.swap(true, Ordering::Relaxed) {
                line.insert("schema".to_owned(), json!(SCHEMA));
            }
        }
        println!("{line}");
    }

    /// An answer that is one object.
    pub fn datum(&self, datum: &serde_json::Value) {
        if self.is_json {
            println!("{datum}");
        }
    }

    /// How one column reaches another, in the language.
    pub fn how(&self, code: &str) -> String {
        self.words.say(how_key(code))
    }

    /// A whole number in the language.
    pub fn whole(&self, number: u64) -> String {
        format::whole(number, self.language())
    }

    /// A detail in the language.
    pub fn detail(&self, detail: &Detail) -> String {
        speech::detail(&self.words, detail)
    }

    /// A table on stdout; with `--json`, an object per line under the keys.
    pub fn table(&self, heads: &[(&str, bool)], lines: &[Vec<String>]) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        if self.is_json {
            for line in lines {
                let fields = heads.iter().zip(line).map(|((key, _), cell)| ((*key).to_owned(), json!(cell)));
                writeln!(out, "{}", serde_json::Value::Object(fields.collect())).map_err(written)?;
            }
            return Ok(());
        }
        let names: Vec<String> = heads.iter().map(|(key, _)| self.words.say(&format!("head-{key}"))).collect();
        let right: Vec<bool> = heads.iter().map(|(_, right)| *right).collect();
        let style = if self.look.is_plain { Style::Bare } else { Style::Plain };
        Ok(table::write_lines(&mut out, &names, &right, lines, style).map_err(written)?)
    }

    /// An error on stderr: code, which thing, cause, what to do.
    pub fn fail(&self, failure: &(dyn std::error::Error + 'static)) {
        look::clear();
        let Some(Explained { code, message, cause, help }) = speech::explained(&self.words, failure) else {
            eprintln!("{}: {failure}", self.words.say("error"));
            return;
        };
        if self.is_json {
            eprintln!("{}", json!({ "level": "error", "code": code, "message": message, "cause": cause, "help": help }));
            return;
        }
        eprintln!("{}[{code}]: {message}", self.look.painted(&self.words.say("error"), 1));
        if let Some(cause) = cause {
            eprintln!("  {}: {cause}", self.words.say("cause"));
        }
        eprintln!("  {}: {help}", self.words.say("help"));
    }
}

/// A folder as a shell takes it: quoted when it holds anything but plain characters.
pub fn shell_word(folder: &std::path::Path) -> String {
    let text = folder.display().to_string();
    let is_plain = |character: char| character.is_alphanumeric() || "/._-".contains(character);
    if text.chars().all(is_plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
/// A broken pipe is how `head` says that it has seen enough.
pub fn written(error: io::Error) -> CliError {
    if error.kind() == io::ErrorKind::BrokenPipe {
        std::process::exit(0);
    }
    CliError::Output { problem: error.to_string() }
}

/// The words for how one column reaches another.
pub fn how_key(code: &str) -> &'static str {
    match code {
        "direta" => "how-direct",
        "derivada" => "how-derived",
        "agregada" => "how-aggregated",
        "filtro" => "how-filter",
        "declarada" => "how-declared",
        _ => "how-unknown",
    }
}

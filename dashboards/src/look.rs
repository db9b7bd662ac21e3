//! How the terminal looks: colours, tables, and the one line that tells how far a command has come.

use std::{
    fmt,
    io::{self, IsTerminal, Write},
    sync::atomic::{AtomicBool, Ordering},
};

use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, layer::Context};

/// Events of this target tell how far a step has come; only the line on the terminal listens to them.
pub const PROGRESS: &str = "mirante::progress";

/// When something is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum When {
    /// Where people look at it.
    #[default]
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

/// What the options and the terminal together come to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    /// For readers of screens: no rules, no colours, no line that changes.
    pub is_plain: bool,
    /// May `error` and `warning` be coloured?
    pub has_color: bool,
    /// Is there a line that tells how far it has come?
    pub has_progress: bool,
}

impl Look {
    /// Decides: options first, then the environment, then whether a person looks at standard error.
    pub fn of(is_plain: bool, color: When, progress: When, is_silent: bool) -> Self {
        let is_watched = io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|kind| kind != "dumb");
        let has_color = match color {
            When::Always => true,
            When::Never => false,
            When::Auto => is_watched && !is_plain && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        };
        Self { is_plain, has_color, has_progress: progress != When::Never && is_watched && !is_plain && !is_silent }
    }

    /// A word in bold of a colour, by its number in the terminal's palette.
    pub fn painted(&self, word: &str, color: u8) -> String {
        if self.has_color { format!("\u{1b}[1;3{color}m{word}\u{1b}[0m") } else { word.to_owned() }
    }
}

/// Is a line on the screen that the next sentence must take away?
static DRAWN: AtomicBool = AtomicBool::new(false);

/// Takes the line away, before anything else is said.
pub fn clear() {
    if DRAWN.swap(false, Ordering::Relaxed) {
        let mut out = io::stderr().lock();
        // Nowhere to draw is no error of the user's.
        let _ = write!(out, "\r\u{1b}[2K").and_then(|()| out.flush());
    }
}

/// Draws the line: step, how many of how many, what is at work.
pub struct Line {
    /// The word of each step in the language.
    pub words: [(&'static str, String); 2],
}

impl<S: Subscriber> Layer<S> for Line {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut told = Told::default();
        event.record(&mut told);
        let step = self.words.iter().find(|(step, _)| *step == told.step).map_or(told.step.as_str(), |(_, word)| word);
        let text: String = format!("{step} {}/{} {}", told.done, told.all, told.at).chars().take(78).collect();
        DRAWN.store(true, Ordering::Relaxed);
        let mut out = io::stderr().lock();
        let _ = write!(out, "\r\u{1b}[2K{text}").and_then(|()| out.flush());
    }
}

/// The fields of an event of progress.
#[derive(Default)]
struct Told {
    step: String,
    at: String,
    done: u64,
    all: u64,
}

impl Visit for Told {
    fn record_u64(&mut self, field: &Field, value: u64) {
        match field.name() {
            "done" => self.done = value,
            "all" => self.all = value,
            _ => {}
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "step" => self.step = value.to_owned(),
            "at" => self.at = value.to_owned(),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_shown_colours_against_their_will() {
        assert!(Look::of(false, When::Always, When::Auto, false).has_color);
        assert!(!Look::of(false, When::Never, When::Auto, false).has_color);
        assert!(!Look::of(true, When::Auto, When::Auto, false).has_color);
        assert_eq!(Look::default().painted("erro", 1), "erro");
        assert_eq!(Look { has_color: true, ..Look::default() }.painted("erro", 1), "\u{1b}[1;31merro\u{1b}[0m");
    }

    #[test]
    fn progress_is_for_people() {
        assert!(!Look::of(true, When::Auto, When::Auto, false).has_progress);
        assert!(!Look::of(false, When::Auto, When::Never, false).has_progress);
        assert!(!Look::of(false, When::Auto, When::Auto, true).has_progress);
    }
}

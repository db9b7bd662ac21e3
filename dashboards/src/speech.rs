//! What an error says to people of a language: by its code, among the words.

use std::error::Error;

use mirante_data::explain::{self, Detail, Said};
use mirante_reports::{Words, words::Value};

use crate::error::deepest;

/// An error in words.
#[derive(Debug, Clone)]
pub struct Explained {
    /// Its stable code.
    pub code: &'static str,
    /// Which thing, and what is wrong with it.
    pub message: String,
    /// What lies below it, as the outside world said it.
    pub cause: Option<String>,
    /// What to do.
    pub help: String,
}

/// The deepest error of a chain that has words.
pub fn explained(words: &Words, failure: &(dyn Error + 'static)) -> Option<Explained> {
    let error = deepest(failure)?;
    let fields: Vec<Value<'_>> = error.fields().into_iter().map(|(name, said)| (name, spoken(words, &said))).collect();
    Some(Explained {
        code: error.code(),
        message: words.say_with(error.code(), &fields),
        cause: error.source().map(ToString::to_string),
        help: words.say_with(&format!("{}-help", error.code()), &fields),
    })
}

/// A value of a message in the language.
fn spoken(words: &Words, said: &Said) -> String {
    match said {
        Said::Plain(text) => text.clone(),
        Said::Words(details) => explain::list(&details.iter().map(|each| detail(words, each)).collect::<Vec<_>>()),
    }
}

/// A detail in the language: its English is in the code, other languages are looked up.
pub fn detail(words: &Words, detail: &Detail) -> String {
    let detail = detail.parts();
    let values: Vec<Value<'_>> = detail.values.iter().map(|(name, value)| (*name, value.clone())).collect();
    let text = match detail.key.filter(|key| words.has(key)) {
        Some(key) => words.say_with(key, &values),
        None => detail.english.clone(),
    };
    let at = detail.at.as_ref().map(|at| format!("{at}: ")).unwrap_or_default();
    let near = detail.near.as_ref().map(|near| format!("; {}", words.say_with("usage-did-you-mean", &[("word", near.clone())]))).unwrap_or_default();
    format!("{at}{text}{near}")
}

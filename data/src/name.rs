//! Validated names, so that a path or an SQL identifier is never built from unchecked text.

use std::{borrow::Borrow, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The layers of the lake that a dataset's name begins with.
pub const SCHEMAS: [&str; 5] = ["raw", "staging", "marts", "meta", "figures"];

/// A dataset of the lake, such as `raw.events`: a layer, a dot, and a snake_case name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DatasetName(String);

impl DatasetName {
    /// The raw dataset of this short name.
    pub fn raw(name: &str) -> Result<Self, InvalidName> {
        format!("raw.{name}").parse()
    }

    /// The layer: `raw`, `staging`, `marts`, `meta` or `figures`.
    pub fn schema(&self) -> &str {
        self.split().0
    }

    /// The name without its layer.
    pub fn short(&self) -> &str {
        self.split().1
    }

    /// The full name, `layer.name`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn split(&self) -> (&str, &str) {
        self.0.split_once('.').expect("a dataset name holds a dot since it was parsed")
    }
}

impl Borrow<str> for DatasetName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DatasetName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl FromStr for DatasetName {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        match text.split_once('.') {
            Some((schema, short)) if SCHEMAS.contains(&schema) && is_identifier(short) => Ok(Self(text.to_owned())),
            _ => Err(InvalidName(text.to_owned())),
        }
    }
}

impl TryFrom<String> for DatasetName {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        text.parse()
    }
}

impl From<DatasetName> for String {
    fn from(name: DatasetName) -> String {
        name.0
    }
}

/// A text that is no dataset's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a dataset name such as `raw.events`, `staging.units`, `marts.edges` or `meta.batches`")]
pub struct InvalidName(pub String);

/// Lowercase letters, digits and underscores, beginning with a letter, at most 63 long.
pub fn is_identifier(text: &str) -> bool {
    text.len() <= 63
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// The name among `known` that a mistyped `text` most probably meant.
pub fn did_you_mean<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (edit_distance(text, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count() / 3)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Levenshtein distance over characters, case ignored.
fn edit_distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.to_lowercase().chars().collect();
    let mut previous: Vec<usize> = (0..=right.len()).collect();
    for (row, from) in left.to_lowercase().chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, to) in right.iter().enumerate() {
            let replaced = previous[column] + usize::from(from != *to);
            current.push(replaced.min(previous[column + 1] + 1).min(current[column] + 1));
        }
        previous = current;
    }
    previous[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_folder() {
        for bad in ["raw", "raw.", "raw.Events", "raw.../x", "outside.x", "raw.a.b", "raw.a-b", "raw.1a"] {
            assert!(bad.parse::<DatasetName>().is_err(), "{bad} was taken as a name");
        }
        let name: DatasetName = "raw.event_objects".parse().unwrap();
        assert_eq!((name.schema(), name.short()), ("raw", "event_objects"));
    }

    #[test]
    fn near_names_are_proposed_and_far_ones_are_not() {
        let known = ["event_id", "event_type", "occurred_at"];
        assert_eq!(did_you_mean("ocurred_at", known), Some("occurred_at"));
        assert_eq!(did_you_mean("Event_Id", known), Some("event_id"));
        assert_eq!(did_you_mean("valor", known), None);
    }
}

//! The comment header of a model or check: what it is called, what it gives, what must hold.

use std::str::FromStr;

use mirante_data::{DatasetName, contract::Text, schema::Column};

use crate::QueryError;

/// A parsed header.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// The dataset, or the check's name.
    pub name: String,
    /// `pt | en`.
    pub title: Text,
    /// Key columns: exactly one row for each of their combinations.
    pub grain: Vec<String>,
    /// What the dataset holds, in order.
    pub columns: Vec<Column>,
    /// Who answers for it.
    pub owner: String,
    /// What must hold of its rows.
    pub checks: Vec<Rule>,
    /// For selections such as `tag:fluxo`.
    pub tags: Vec<String>,
}

/// How much a failed check matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// No edition can name a version on which it failed.
    Error,
    /// Shown, and publishing goes on.
    Warn,
}

impl Severity {
    /// The code.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
        }
    }
}

/// A promise about the rows of a dataset, such as `unique(a, b)` or `range(n, 0, null) warn`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What must hold.
    pub kind: RuleKind,
    /// How much it matters.
    pub severity: Severity,
}

/// What must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleKind {
    /// No two rows agree in these columns.
    Unique(Vec<String>),
    /// A value lies between these limits, both included; none is no limit. Nulls pass.
    Range(String, Option<String>, Option<String>),
    /// A value is one of these.
    OneOf(String, Vec<String>),
    /// An SQL condition that is true of every row.
    Holds(String),
}

impl Header {
    /// Reads the leading comment of an SQL text; `file` names it in messages.
    pub fn parse(file: &str, text: &str) -> Result<Self, QueryError> {
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in text.lines().map_while(|line| line.strip_prefix("--")) {
            match line.trim().split_once(": ") {
                Some((key, value)) if KEYS.contains(&key) => fields.push((key.to_owned(), value.trim().to_owned())),
                // A line that goes on begins with two more spaces than a comment has.
                _ if line.starts_with("   ") => match fields.last_mut() {
                    Some((_, value)) => *value = format!("{value} {}", line.trim()),
                    None => break,
                },
                _ => break,
            }
        }
        let mut problems = Vec::new();
        let header = assemble(&fields, &mut problems);
        if problems.is_empty() {
            Ok(header)
        } else {
            Err(QueryError::Header { file: file.to_owned(), problems: mirante_data::explain::list(&problems) })
        }
    }

    /// The dataset's validated name.
    pub fn dataset(&self) -> Result<DatasetName, QueryError> {
        self.name.parse().map_err(|error| QueryError::Header { file: self.name.clone(), problems: format!("{error}") })
    }
}

const KEYS: [&str; 8] = ["name", "title", "grain", "columns", "owner", "check", "tag", "severity"];

fn assemble(fields: &[(String, String)], problems: &mut Vec<String>) -> Header {
    let one = |key: &str| fields.iter().find(|(each, _)| each == key).map(|(_, value)| value.clone());
    let mut required = |key: &str| {
        one(key).unwrap_or_else(|| {
            problems.push(format!("`-- {key}:` is missing"));
            String::new()
        })
    };
    let (name, title, owner) = (required("name"), required("title"), required("owner"));
    let title = Text::try_from(title).unwrap_or_else(|problem| {
        problems.push(problem);
        Text { pt: String::new(), en: String::new() }
    });
    let mut columns = Vec::new();
    for part in one("columns").iter().flat_map(|list| list.split(',')) {
        match Column::from_str(part) {
            Ok(column) => columns.push(column),
            Err(problem) => problems.push(problem),
        }
    }
    let names = |list: Option<String>| list.map(|list| list.split(',').map(|name| name.trim().to_owned()).collect()).unwrap_or_default();
    let mut checks = Vec::new();
    for (_, value) in fields.iter().filter(|(key, _)| key == "check") {
        match parse_rules(value) {
            Ok(rules) => checks.extend(rules),
            Err(problem) => problems.push(problem),
        }
    }
    let grain: Vec<String> = names(one("grain"));
    for key in grain.iter().filter(|key| !columns.is_empty() && !columns.iter().any(|column| column.name == **key)) {
        problems.push(format!("grain `{key}` is not among the columns"));
    }
    Header { name, title, grain, columns, owner, checks, tags: names(one("tag")) }
}

/// `unique(a, b), range(n, 0, null) warn`.
fn parse_rules(text: &str) -> Result<Vec<Rule>, String> {
    let mut rules = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let open = rest.find('(').ok_or_else(|| format!("`{rest}` is not written as kind(…)"))?;
        let close = closing(rest, open).ok_or_else(|| format!("`{rest}` never closes its bracket"))?;
        let (kind, inner) = (rest[..open].trim(), &rest[open + 1..close]);
        rest = rest[close + 1..].trim_start();
        let severity = match rest.strip_prefix("warn") {
            Some(after) => {
                rest = after.trim_start();
                Severity::Warn
            }
            None => Severity::Error,
        };
        rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
        rules.push(Rule { kind: rule_kind(kind, inner)?, severity });
    }
    Ok(rules)
}

fn rule_kind(kind: &str, inner: &str) -> Result<RuleKind, String> {
    let parts: Vec<String> = inner.split(',').map(|part| part.trim().to_owned()).collect();
    let limit = |text: &String| (text != "null").then(|| text.clone());
    match (kind, parts.as_slice()) {
        ("unique", columns) => Ok(RuleKind::Unique(columns.to_vec())),
        ("range", [column, low, high]) => Ok(RuleKind::Range(column.clone(), limit(low), limit(high))),
        ("one_of", [column, codes @ ..]) if !codes.is_empty() => Ok(RuleKind::OneOf(column.clone(), codes.to_vec())),
        ("holds", _) => Ok(RuleKind::Holds(inner.trim().to_owned())),
        _ => Err(format!("`{kind}({inner})` is no check; the kinds are unique(…), range(column, low, high), one_of(column, …), holds(condition)")),
    }
}

fn closing(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0;
    text.char_indices().skip(open).find_map(|(place, character)| {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(place)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_may_go_on_over_lines() {
        let text = "-- name: marts.x\n-- title: Isto | This\n-- grain: a, b\n-- columns: a:id, b:code,\n--   n:int, p:num?\n-- owner: planejamento\n-- check: unique(a, b), range(n, 0, null) warn\n-- check: holds(n >= coalesce(p, 0))\n--\n-- Free text: with a colon.\nSELECT 1";
        let header = Header::parse("x.sql", text).unwrap();
        assert_eq!(header.columns.len(), 4);
        assert_eq!(header.checks.len(), 3);
        assert_eq!(header.checks[1].severity, Severity::Warn);
        assert_eq!(header.checks[2].kind, RuleKind::Holds("n >= coalesce(p, 0)".into()));
    }

    #[test]
    fn every_problem_of_a_header_is_told() {
        let error = Header::parse("x.sql", "-- title: só português\n-- grain: z\n-- columns: a:uuid, b:id\nSELECT 1").unwrap_err().to_string();
        for part in ["`-- name:`", "`-- owner:`", "both languages", "uuid", "grain `z`"] {
            assert!(error.contains(part), "{part} is missing in {error}");
        }
    }
}

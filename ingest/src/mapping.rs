//! A load's mapping, checked against the contract: where each column's text comes from.

use chrono_tz::Tz;
use indexmap::IndexMap;
use mirante_data::{
    contract::{Class, ColumnRule, Contract, ContractError, Kind, builtin},
    detail,
    explain::Detail,
    hash,
    name::did_you_mean,
    types::ColumnType,
};

use crate::{
    coerce::parse,
    config::{Connection, Decimal, Files, Format, LoadConfig, SourceConfig, SourceKind, share_ppm},
    cooperative,
    source::{ocel, statement},
};

mod columns;
mod options;
pub mod ways;

use options::{option_problems, place_problems};

/// Column of the source that gives the case of an event log.
pub const CASE: &str = "@case";
/// Column of the source that gives when the completed work began.
pub const STARTED_AT: &str = "@started_at";
/// Column of the source that gives the n-th event of the case in the file, from 1.
pub const NTH: &str = "@nth";

/// What a parameter of a service says where the last run ended.
pub const SINCE: &str = "{cursor}";

/// A load, ready to type rows.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// The load's name.
    pub load: String,
    /// The contract it fills.
    pub contract: &'static Contract,
    /// One origin per contract column, in the contract's order.
    pub origins: Vec<Origin>,
    /// Which source column marks deleted rows.
    pub deleted: Option<String>,
    /// Which source column orders repeats.
    pub cursor: Option<String>,
    /// Zone of times without offset.
    pub timezone: Tz,
    /// How decimals are written.
    pub decimal: Decimal,
    /// Rejects allowed, in parts of a million.
    pub budget_ppm: u64,
    /// Of workbooks: what their own names of columns are, by the contract's.
    pub labels: IndexMap<String, String>,
    /// Namespace of people's keys.
    pub namespace: String,
    /// Do the dates of its rows give events?
    pub derives_events: bool,
    /// Hash of everything above: another mapping reads its files again.
    pub hash: String,
    /// The load as it was written.
    pub config: LoadConfig,
}

/// Where a column's text comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// The contract's column.
    pub target: String,
    /// Its rule.
    pub rule: ColumnRule,
    /// Column, template or constant.
    pub from: From,
    /// Source code → our code; empty when texts are taken as they are.
    pub values: IndexMap<String, String>,
}

/// The text of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum From {
    /// Not mapped: null.
    Nothing,
    /// One text for all rows.
    Constant(String),
    /// Pieces put together; null when a column of it is null.
    Pieces(Vec<Piece>),
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Text as it stands.
    Literal(String),
    /// A column of the source.
    Column(String),
    /// `{@nth:COLUMN}`: how often that column has had this row's text in the file so far.
    NthOf(String),
    /// `{@source}`.
    Source,
    /// `{@file}`.
    File,
    /// `{@row}`, from 1.
    Row,
}

impl Origin {
    /// The source columns that its text is made of.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.pieces().iter().filter_map(|piece| match piece {
            Piece::Column(name) | Piece::NthOf(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// The pieces that its text is put together from.
    pub fn pieces(&self) -> &[Piece] {
        match &self.from {
            From::Pieces(pieces) => pieces,
            _ => &[],
        }
    }
}

impl Mapping {
    /// Checks a load; every problem is told.
    pub fn build(source: &SourceConfig, load: &LoadConfig) -> Result<Self, Vec<Detail>> {
        let contract = builtin::get(&load.into).map_err(|error| match error {
            ContractError::Unknown { name, hint } => {
                vec![detail!("d-no-dataset", "there is no raw dataset `{name}`", name = name).near(hint.parts().near.as_deref())]
            }
            other => vec![other.to_string().into()],
        })?;
        let mut problems = Vec::new();
        let (mut columns, mut constants) = (load.columns.clone(), load.constants.clone());
        if source.kind.is_log() {
            add_log_defaults(source, &load.into, &mut columns, &mut constants);
        }
        if source.kind.is_bank() {
            add_bank_defaults(&load.into, &mut columns, &mut constants);
        }
        problems.extend(add_key(load, contract, &mut columns, &constants));
        for target in columns.keys().chain(constants.keys()).chain(load.values.keys()) {
            if !contract.columns.contains_key(target) {
                let near = did_you_mean(target, contract.columns.keys().map(String::as_str));
                problems.push(detail!("d-no-target", "`{dataset}` has no column `{target}`", dataset = contract.dataset, target = target).near(near));
            }
        }
        let origins: Vec<Origin> =
            contract.columns.iter().map(|(target, rule)| origin(load, &columns, &constants, target, rule, &mut problems)).collect();
        let timezone = load.timezone.parse().unwrap_or_else(|_| {
            problems.push(detail!("d-no-zone", "`{zone}` is no time zone such as America/Sao_Paulo", zone = load.timezone));
            Tz::UTC
        });
        let budget_ppm = share_ppm(&load.max_rejects).unwrap_or_else(|| {
            problems.push(detail!("d-no-share", "`max_rejects = \"{text}\"` is no share such as \"1%\"", text = load.max_rejects));
            0
        });
        problems.extend(option_problems(source, load, contract));
        problems.extend(place_problems(source, load, contract, &origins));
        if !problems.is_empty() {
            return Err(problems);
        }
        let namespace = source.people.clone().unwrap_or_else(|| if source.kind.is_log() { source.name.clone() } else { "membros".to_owned() });
        let connection = source.connection.identity();
        let labels = labels(source, load, &columns);
        let described = format!("{:?} {columns:?} {constants:?} {load:?} {namespace} {connection} {:?}", contract.columns, source.kind);
        Ok(Self {
            load: format!("{}.{}", source.name, load.name()),
            contract,
            origins,
            deleted: load.deleted.clone(),
            cursor: load.cursor.clone(),
            timezone,
            // The readers of bank files write amounts with a decimal point, whatever the bank does.
            decimal: if source.kind.is_bank() { Decimal::Point } else { load.decimal },
            budget_ppm,
            labels,
            namespace,
            derives_events: contract.kind == Kind::Entity && load.derive_events.unwrap_or_else(|| source.kind.derives_events()),
            hash: hash::hex(described.as_bytes()),
            config: load.clone(),
        })
    }

    /// Hash of contract, mapping and options.
    pub fn mapping_hash(&self) -> &str {
        &self.hash
    }

    /// What a workbook calls a column.
    pub fn label(&self, target: &str) -> String {
        self.labels.get(target).cloned().unwrap_or_else(|| target.to_owned())
    }

    /// May the text of rejected rows be kept? What only the vault holds is kept nowhere else, encrypted or not.
    pub fn keeps_payload(&self) -> bool {
        self.contract.class <= Class::Personal
    }

    /// Is that text about people, and so readable only with a key of the vault?
    pub fn seals_payload(&self) -> bool {
        self.contract.class == Class::Personal
    }

    /// Does each run go on where the last one ended? Of files the cursor only orders repeats.
    pub fn is_incremental(&self) -> bool {
        let is_asked = self.config.parameters.values().any(|value| value.contains(SINCE));
        !self.config.stream.is_empty() || self.cursor.is_some() && (!self.config.query.is_empty() || is_asked)
    }

    /// Is a row immutable?
    pub fn is_fact(&self) -> bool {
        self.contract.kind == Kind::Fact
    }
}

/// What a workbook calls the columns that a load fills.
fn labels(source: &SourceConfig, load: &LoadConfig, columns: &IndexMap<String, String>) -> IndexMap<String, String> {
    match &source.connection {
        Connection::Files(Files { known: Some(_), .. }) => cooperative::labels(load),
        Connection::Files(Files { format: Format::Sheet, .. }) => columns.clone(),
        _ => IndexMap::new(),
    }
}

/// `key = ["a", "b"]`: the texts of these columns together are the contract's key, where nothing else is mapped to it.
fn add_key(
    load: &LoadConfig,
    contract: &Contract,
    columns: &mut IndexMap<String, String>,
    constants: &IndexMap<String, toml::Value>,
) -> Option<Detail> {
    let is_mapped_so =
        contract.key.len() == load.key.len() && contract.key.iter().zip(&load.key).all(|(target, column)| columns.get(target) == Some(column));
    let target = match (load.key.as_slice(), contract.key.as_slice()) {
        ([], _) => return None,
        _ if is_mapped_so => return None,
        (_, [target]) if !columns.contains_key(target) && !constants.contains_key(target) => target,
        (_, targets) => {
            return Some(detail!(
                "d-key-no-use",
                "`key` would have no effect: it stands for one key column that nothing else is mapped to, and `{dataset}` takes {columns} as mapped",
                dataset = contract.dataset,
                columns = targets.join(", ")
            ));
        }
    };
    let pieces: Vec<String> = load.key.iter().map(|column| format!("{{{column}}}")).collect();
    columns.insert(target.clone(), pieces.join(":"));
    None
}

fn origin(
    load: &LoadConfig,
    columns: &IndexMap<String, String>,
    constants: &IndexMap<String, toml::Value>,
    target: &str,
    rule: &ColumnRule,
    problems: &mut Vec<Detail>,
) -> Origin {
    let from = match (columns.get(target), constants.get(target)) {
        (Some(_), Some(_)) => {
            problems.push(detail!("d-mapped-twice", "`{target}` is mapped twice, in `columns` and in `constants`", target = target));
            From::Nothing
        }
        (Some(text), None) => match template(text) {
            Ok(pieces) => From::Pieces(pieces),
            Err(problem) => {
                problems.push(problem.at(&format!("`{target} = \"{text}\"`")));
                From::Nothing
            }
        },
        (None, Some(value)) => match constant_text(value, rule, load.decimal) {
            Some(text) if text.is_empty() && rule.null => From::Nothing,
            Some(text) if !rule.codes.is_empty() && !load.values.contains_key(target) && !rule.codes.contains(&text) => {
                let near = did_you_mean(&text, rule.codes.iter().map(String::as_str));
                problems.push(
                    detail!(
                        "d-no-constant-code",
                        "`constants.{target}`: `{text}` is not among the codes of the contract",
                        target = target,
                        text = text
                    )
                    .near(near),
                );
                From::Nothing
            }
            Some(text) => From::Constant(text),
            None => {
                problems.push(detail!("d-bad-constant", "`constants.{target}`: {value} does not fit the column", target = target, value = value));
                From::Nothing
            }
        },
        (None, None) if !rule.null => {
            problems.push(detail!(
                "d-must-be-mapped",
                "`{target}` must be mapped: the contract of `{dataset}` does not let it be null",
                target = target,
                dataset = load.into
            ));
            From::Nothing
        }
        (None, None) => From::Nothing,
    };
    let values = load.values.get(target).cloned().unwrap_or_default();
    for ours in values.values().filter(|ours| !rule.codes.is_empty() && !rule.codes.contains(ours)) {
        let near = did_you_mean(ours, rule.codes.iter().map(String::as_str));
        problems.push(
            detail!("d-no-code", "`values.{target}`: `{ours}` is not among the codes of the contract", target = target, ours = ours).near(near),
        );
    }
    Origin { target: target.to_owned(), rule: rule.clone(), from, values }
}

/// A constant as the source would write it: TOML's own numbers mean what they say, whatever the source's notation of decimals.
fn constant_text(value: &toml::Value, rule: &ColumnRule, decimal: Decimal) -> Option<String> {
    let is_decimal = matches!(rule.r#type, ColumnType::Money | ColumnType::Qty);
    Some(match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(items) => items.iter().map(|item| constant_text(item, rule, decimal)).collect::<Option<Vec<_>>>()?.join("|"),
        toml::Value::Float(_) | toml::Value::Integer(_) if is_decimal => match decimal {
            Decimal::Point | Decimal::Unsaid => value.to_string(),
            Decimal::Comma => value.to_string().replace('.', ","),
            Decimal::Centavos if rule.r#type == ColumnType::Money => parse::decimal(&value.to_string(), b'.', 2).ok()?.to_string(),
            Decimal::Centavos => value.to_string(),
        },
        other => other.to_string(),
    })
}

/// A source column, `@row`, or a text with `{…}`.
fn template(text: &str) -> Result<Vec<Piece>, Detail> {
    if text == "@row" {
        return Ok(vec![Piece::Row]);
    }
    if !text.contains('{') {
        return if text.is_empty() { Err(detail!("d-empty-name", "an empty column name")) } else { Ok(vec![Piece::Column(text.to_owned())]) };
    }
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let close = rest[open..].find('}').ok_or_else(|| detail!("d-open-brace", "a `{{` is never closed"))? + open;
        if open > 0 {
            pieces.push(Piece::Literal(rest[..open].to_owned()));
        }
        pieces.push(match &rest[open + 1..close] {
            "@source" => Piece::Source,
            "@file" => Piece::File,
            "@row" => Piece::Row,
            "" | "@nth:" => return Err(detail!("d-empty-name", "an empty column name")),
            inner
                if inner.starts_with('@')
                    && !inner.starts_with("@nth:")
                    && ![CASE, STARTED_AT, NTH].contains(&inner)
                    && !ocel::NAMES.contains(&inner) =>
            {
                return Err(detail!("d-unknown-piece", "there is no `{name}` among @source, @file, @row, @nth:COLUMN", name = inner));
            }
            inner => inner.strip_prefix("@nth:").map_or_else(|| Piece::Column(inner.to_owned()), |column| Piece::NthOf(column.to_owned())),
        });
        rest = &rest[close + 1..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest.to_owned()));
    }
    Ok(pieces)
}

/// A log needs no `columns`: its standard's names are known.
fn add_log_defaults(source: &SourceConfig, into: &str, columns: &mut IndexMap<String, String>, constants: &mut IndexMap<String, toml::Value>) {
    let event_id = match source.kind {
        SourceKind::Ocel => format!("{{@source}}:{{{}}}", ocel::EVENT),
        _ => format!("{{@source}}:{{{CASE}}}:{{{NTH}}}"),
    };
    let defaults: &[(&str, &str)] = match into {
        "events" if source.kind == SourceKind::Ocel => &[
            ("event_id", &event_id),
            ("event_type", ocel::ACTIVITY),
            ("occurred_at", ocel::TIME),
            ("sequence", "@row"),
            ("attributes", ocel::ATTRIBUTES),
        ],
        "event_objects" if source.kind == SourceKind::Ocel => {
            &[("event_id", &event_id), ("object_type", ocel::TYPE), ("object_id", ocel::OBJECT), ("qualifier", ocel::QUALIFIER)]
        }
        "events" => &[
            ("event_id", &event_id),
            ("event_type", "concept:name"),
            ("occurred_at", "time:timestamp"),
            ("started_at", STARTED_AT),
            ("sequence", "@row"),
            ("actor_id", "org:resource"),
            ("unit_id", "org:group"),
        ],
        "event_objects" => &[("event_id", &event_id), ("object_id", CASE)],
        _ => &[],
    };
    for (target, from) in defaults {
        if !constants.contains_key(*target) {
            columns.entry((*target).to_owned()).or_insert_with(|| (*from).to_owned());
        }
    }
    if into == "event_objects" && source.kind == SourceKind::Xes {
        for (target, value) in [("object_type", source.name.as_str()), ("qualifier", "principal")] {
            if !columns.contains_key(target) {
                constants.entry(target.to_owned()).or_insert_with(|| toml::Value::String(value.to_owned()));
            }
        }
    }
}

/// A bank file needs no `columns` either: what moves money becomes a cleared row of `bank_transactions`.
fn add_bank_defaults(into: &str, columns: &mut IndexMap<String, String>, constants: &mut IndexMap<String, toml::Value>) {
    if into != "bank_transactions" {
        return;
    }
    for (target, from) in statement::COLUMNS {
        if !constants.contains_key(target) {
            columns.entry(target.to_owned()).or_insert_with(|| from.to_owned());
        }
    }
    if !columns.contains_key("status") {
        constants.entry("status".to_owned()).or_insert_with(|| toml::Value::String("compensado".to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates() {
        assert_eq!(template("coluna com espaço").unwrap(), [Piece::Column("coluna com espaço".into())]);
        assert_eq!(template("{@file}:{@row}").unwrap(), [Piece::File, Piece::Literal(":".into()), Piece::Row]);
        assert_eq!(template("x-{@nth:caso}").unwrap(), [Piece::Literal("x-".into()), Piece::NthOf("caso".into())]);
        assert!(template("{aberta").is_err());
        assert!(template("{}").is_err());
    }
}

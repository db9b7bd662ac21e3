//! What a row of a raw dataset is as an object of events.

use indexmap::IndexMap;
use serde::Deserialize;

use super::Contract;

/// What a row is as an object of events. Its dimensions are its columns of those names unless others are named here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectRule {
    /// The kind of object, where all rows are of one.
    pub r#type: Option<String>,
    /// The column that says the kind of object.
    pub type_column: Option<String>,
    /// Code in that column → kind of object; empty when the code is the kind.
    #[serde(default)]
    pub types: IndexMap<String, String>,
    /// Columns whose texts, joined by `:`, are the object's id, when several rows are of one object; else its id is the key.
    #[serde(default)]
    pub id: Vec<String>,
    /// Dimension → column, where the names differ.
    #[serde(default)]
    pub dimensions: IndexMap<String, String>,
    /// The column whose object lends the dimensions that the row does not have.
    pub inherit: Option<String>,
}

/// What is known of an object besides its kind and id.
pub const DIMENSIONS: [&str; 7] = ["unit_id", "area_id", "service_line_id", "contract_id", "organization_id", "layer", "value"];

impl ObjectRule {
    /// The column of a contract that holds a dimension, if there is one.
    pub fn column<'a>(&'a self, contract: &'a Contract, dimension: &str) -> Option<&'a str> {
        let named = self.dimensions.get(dimension).map(String::as_str);
        named.or_else(|| contract.columns.get_key_value(dimension).map(|(name, _)| name.as_str()))
    }

    /// Every kind of object that its rows can be; none when a column says it freely.
    pub fn kinds(&self) -> Vec<&str> {
        self.r#type.iter().chain(self.types.values()).map(String::as_str).collect()
    }

    pub(super) fn problems(&self, contract: &Contract) -> Vec<String> {
        let mut problems = Vec::new();
        if self.r#type.is_some() == self.type_column.is_some() {
            problems.push("[object] names either `type` or `type_column`".to_owned());
        }
        if contract.key.len() != 1 && self.id.is_empty() {
            problems.push("[object] needs a key of one column, or `id`".to_owned());
        }
        if !self.id.is_empty() && self.inherit.is_some() {
            problems.push("[object] with `id` is of several rows and inherits nothing".to_owned());
        }
        let columns = self.type_column.iter().chain(&self.id).chain(self.dimensions.values()).chain(&self.inherit);
        problems
            .extend(columns.filter(|name| !contract.columns.contains_key(*name)).map(|name| format!("[object] names `{name}`, which is no column")));
        let unknown = self.dimensions.keys().filter(|name| !DIMENSIONS.contains(&name.as_str()));
        problems.extend(unknown.map(|name| format!("[object] has no dimension `{name}`")));
        problems
    }
}

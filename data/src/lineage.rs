//! Where columns come from and where they go: the ways between columns, and walking them up and down.

use std::collections::{BTreeMap, BTreeSet};

/// Every column, or all rows.
pub const ALL: &str = "*";
/// The way of a column that only decides which rows come.
pub const FILTER: &str = "filtro";
/// The way that a step says of whole datasets.
pub const DECLARED: &str = "declarada";
/// The way that nobody knows.
pub const UNKNOWN: &str = "desconhecida";
/// A column as it is.
pub const DIRECT: &str = "direta";
/// A column that is made of others.
pub const DERIVED: &str = "derivada";

/// One way from an input's column to an output's. [`ALL`] stands for every column of its dataset.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Way {
    /// What is made, such as `marts.edges`.
    pub dataset: String,
    /// Its column.
    pub column: String,
    /// What it is made of: a dataset, or a load such as `oportunidades.demands`.
    pub input: String,
    /// Its column.
    pub input_column: String,
    /// How: a code of `meta.lineage`.
    pub how: String,
    /// Hash of the text that makes it; empty where no text does.
    pub model_hash: String,
}

/// A place on the way: a dataset, and one of its columns or all.
type Place<'a> = (&'a str, Option<&'a str>);

/// All ways that are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ways(Vec<Way>);

impl Ways {
    /// These ways, each once.
    pub fn new(mut ways: Vec<Way>) -> Self {
        ways.sort();
        ways.dedup();
        Self(ways)
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Way> {
        self.0.iter()
    }

    /// Does anything come from or go to this dataset?
    pub fn knows(&self, dataset: &str) -> bool {
        self.0.iter().any(|way| way.dataset == dataset || way.input == dataset)
    }

    /// Has anything to do with this column of this dataset?
    pub fn knows_column(&self, dataset: &str, column: &str) -> bool {
        self.0.iter().any(|way| (&*way.dataset, &*way.column) == (dataset, column) || (&*way.input, &*way.input_column) == (dataset, column))
    }

    /// What a dataset, or one column of it, is made of, nearest first, down to what nobody here makes.
    pub fn upstream<'a>(&'a self, dataset: &'a str, column: Option<&'a str>) -> Vec<&'a Way> {
        let by_output = self.by(|way| &way.dataset);
        walk((dataset, column), |(dataset, column)| {
            // What decides which rows come belongs to every column.
            let fits = move |way: &&&Way| column.is_none_or(|column| way.column == column || way.column == ALL);
            let next = |way: &Way| way.how != DECLARED && way.input_column != ALL;
            let found = by_output.get(dataset).into_iter().flatten().filter(fits);
            found.map(|way| (*way, (&*way.input, next(way).then_some(&*way.input_column)))).collect()
        })
    }

    /// What is made of a dataset, or of one column of it, nearest first.
    pub fn downstream<'a>(&'a self, dataset: &'a str, column: Option<&'a str>) -> Vec<&'a Way> {
        let by_input = self.by(|way| &way.input);
        walk((dataset, column), |(dataset, column)| {
            let fits = move |way: &&&Way| column.is_none_or(|column| way.input_column == column || way.input_column == ALL);
            let found = by_input.get(dataset).into_iter().flatten().filter(fits);
            found.map(|way| (*way, (&*way.dataset, (way.column != ALL).then_some(&*way.column)))).collect()
        })
    }

    fn by<'a>(&'a self, name: impl Fn(&'a Way) -> &'a str) -> BTreeMap<&'a str, Vec<&'a Way>> {
        let mut groups: BTreeMap<&str, Vec<&Way>> = BTreeMap::new();
        self.0.iter().for_each(|way| groups.entry(name(way)).or_default().push(way));
        groups
    }
}

/// Every way that is met from a place on, in the order of meeting, each once.
fn walk<'a>(from: Place<'a>, steps: impl Fn(Place<'a>) -> Vec<(&'a Way, Place<'a>)>) -> Vec<&'a Way> {
    let (mut waiting, mut seen) = (vec![from], BTreeSet::from([from]));
    let (mut found, mut told) = (Vec::new(), BTreeSet::new());
    let mut at = 0;
    while let Some(place) = waiting.get(at).copied() {
        at += 1;
        for (way, next) in steps(place) {
            if told.insert(way) {
                found.push(way);
            }
            if seen.insert(next) {
                waiting.push(next);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ways() -> Ways {
        let way = |text: &str| {
            let words: Vec<&str> = text.split_whitespace().collect();
            let [dataset, column, input, input_column, how] = words.try_into().unwrap();
            let own = |word: &str| word.to_owned();
            Way { dataset: own(dataset), column: own(column), input: own(input), input_column: own(input_column), how: own(how), model_hash: own("") }
        };
        let texts = "marts.b total staging.a value agregada|marts.b name staging.a name direta|marts.b * staging.a kind filtro
            |staging.a value raw.a value direta|staging.a name raw.a name direta|staging.a kind raw.a kind direta
            |marts.c * marts.b * declarada|raw.a value sistema.a /valor direta|marts.d x marts.c y direta";
        Ways::new(texts.split('|').map(way).collect())
    }

    fn places(found: &[&Way]) -> Vec<String> {
        found.iter().map(|way| format!("{}.{}<{}.{}", way.dataset, way.column, way.input, way.input_column)).collect()
    }

    #[test]
    fn a_column_is_followed_up_to_its_source_and_what_filters_it_comes_along() {
        let ways = ways();
        let found = places(&ways.upstream("marts.b", Some("total")));
        assert_eq!(
            found,
            [
                "marts.b.*<staging.a.kind",
                "marts.b.total<staging.a.value",
                "staging.a.kind<raw.a.kind",
                "staging.a.value<raw.a.value",
                "raw.a.value<sistema.a./valor"
            ]
        );
        assert_eq!(ways.upstream("marts.d", None).len(), 9, "a step that says it of whole datasets leads to all of their columns");
    }

    #[test]
    fn a_source_column_is_followed_down_to_all_that_stands_on_it() {
        let ways = ways();
        let found = places(&ways.downstream("sistema.a", Some("/valor")));
        assert_eq!(
            found,
            [
                "raw.a.value<sistema.a./valor",
                "staging.a.value<raw.a.value",
                "marts.b.total<staging.a.value",
                "marts.c.*<marts.b.*",
                "marts.d.x<marts.c.y"
            ]
        );
        let all: BTreeSet<&str> = ways.downstream("raw.a", Some("kind")).iter().map(|way| &*way.dataset).collect();
        assert_eq!(all.into_iter().collect::<Vec<_>>(), ["marts.b", "marts.c", "marts.d", "staging.a"], "a filter decides about every column");
    }

    #[test]
    fn every_way_up_is_a_way_down() {
        let ways = ways();
        for up in ways.iter() {
            for way in ways.upstream(&up.dataset, Some(&up.column)) {
                let down = ways.downstream(&way.input, (way.input_column != ALL).then_some(&way.input_column));
                assert!(down.iter().any(|each| each.dataset == up.dataset), "{up:?} from {way:?}");
            }
        }
    }
}

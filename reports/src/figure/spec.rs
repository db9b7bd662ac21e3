//! What a figure is: which column plays which role, in which unit, as which kind of chart.

use std::sync::LazyLock;

use serde::Deserialize;

/// A figure's file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Its name: that of its file and of its rows, `figures.{name}`.
    #[serde(skip)]
    pub name: String,
    /// How it is drawn.
    pub kind: Kind,
    /// What its value counts.
    pub unit: Unit,
    /// How sure its value is.
    pub certainty: Certainty,
    /// The column whose values are shown one at a time.
    pub slice: Option<String>,
    /// How marks are ordered.
    pub order: Order,
    /// The column that names a mark.
    pub key: String,
    /// The column that people read of it.
    pub label: String,
    /// The column that is drawn.
    pub value: String,
    /// Where its whisker begins.
    pub low: Option<String>,
    /// Where it ends.
    pub high: Option<String>,
    /// The column that counts the cases behind a mark.
    pub n: Option<String>,
    /// The columns of its table, in order.
    pub columns: Vec<String>,
}

/// How a figure is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Horizontal bars from zero.
    BarRanked,
}

impl Kind {
    /// The word in pages.
    pub fn word(self) -> &'static str {
        match self {
            Self::BarRanked => "bar_ranked",
        }
    }
}

/// What a value counts; seconds in the rows are shown in the unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Hours in which the unit was at work.
    BusinessHours,
    /// Days as the calendar counts them.
    Days,
    /// Parts of a whole.
    Share,
}

/// How sure a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Counted.
    Exato,
    /// With an interval of 90 %.
    Estimado,
    /// Of the future.
    Projetado,
    /// A position with its margin.
    Ordenado,
}

impl Certainty {
    /// The code.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exato => "exato",
            Self::Estimado => "estimado",
            Self::Projetado => "projetado",
            Self::Ordenado => "ordenado",
        }
    }
}

/// How marks are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Largest first.
    Value,
    /// As the rows come.
    Rows,
}

/// Names the figure files once; a law test compares the list with the folder.
macro_rules! figures {
    ($($name:literal),* $(,)?) => {
        const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../figures/", $name, ".toml")))),*];
    };
}

figures!["rework_loops", "stage_wait", "variants"];

static SPECS: LazyLock<Vec<Spec>> = LazyLock::new(|| {
    let read = |(name, text): &(&str, &str)| {
        let spec: Spec =
            toml::from_str(text).unwrap_or_else(|error| panic!("an embedded figure is sound, as a law test makes sure: {name}: {error}"));
        Spec { name: (*name).to_owned(), ..spec }
    };
    FILES.iter().map(read).collect()
});

/// Every figure.
pub fn all() -> &'static [Spec] {
    &SPECS
}

/// A figure by its name.
pub fn get(name: &str) -> Option<&'static Spec> {
    SPECS.iter().find(|spec| spec.name == name)
}

//! What a figure is: which column plays which role, in which unit, as which kind of chart.

use std::sync::LazyLock;

use serde::Deserialize;

mod chart;

pub use chart::Chart;

/// A figure's file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Its name: that of its file and of its rows, `figures.{name}`.
    #[serde(skip)]
    pub name: String,
    /// What its value counts.
    pub unit: Unit,
    /// How sure its value is.
    pub certainty: Certainty,
    /// The columns of its table, in order.
    pub columns: Vec<String>,
    /// Columns of its table whose head is a word of its own, `fig-{name}-col-{column}`, since their name means another thing elsewhere.
    #[serde(default)]
    pub own_heads: Vec<String>,
    /// Columns of its table that hold codes, each with the word `code-{code}`.
    #[serde(default)]
    pub codes: Vec<String>,
    /// How it is drawn.
    pub chart: Chart,
}

impl Spec {
    /// The keys of all words that this figure says.
    pub fn words(&self) -> Vec<String> {
        let own = self.chart.titles().into_iter().chain(self.chart.names()).chain(["sub", "note", "empty"]).map(|which| self.key(which));
        let columns = self.columns.iter().filter(|column| !self.own_heads.contains(column)).map(|column| format!("col-{column}"));
        let heads = self.own_heads.iter().map(|column| self.key(&format!("col-{column}")));
        let cards = match &self.chart {
            Chart::Card { units, .. } => {
                let said = ["up", "down", "unclear", "first", "unknown", "spark"].map(str::to_owned);
                units.keys().cloned().chain(said).map(|key| format!("card-{key}")).collect()
            }
            _ => Vec::new(),
        };
        own.chain(columns).chain(heads).chain(cards).collect()
    }

    /// The keys of words that this figure says in place of those that all figures share, where it has them:
    /// labels, what `n` counts, the axis of values and the other one, the finding of an interval below zero, of cells of which
    /// some are marked, some rows have none, or all are zero, and of what is expected where nothing is known to compare it with.
    pub fn more_words(&self) -> [String; 13] {
        [
            "label",
            "n",
            "axis",
            "axis-x",
            "title-down",
            "title-marked",
            "title-bare",
            "title-none",
            "title-alone",
            "state-good",
            "state-warn",
            "state-bad",
            "state-none",
        ]
        .map(|which| self.key(which))
    }

    /// The key of a word of this figure.
    pub fn key(&self, which: &str) -> String {
        format!("fig-{}-{which}", self.name)
    }
}

/// The column by which a figure is cut, where it has it, and the one that people read of it.
pub const SLICE: &str = "process";
/// What people call a slice.
pub const SLICE_LABEL: &str = "process_label";

/// What a value counts; seconds and minutes in the rows are shown in the unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Hours in which the unit was at work.
    BusinessHours,
    /// Days as the calendar counts them.
    Days,
    /// Minutes, shown as hours.
    Minutes,
    /// Parts of a whole.
    Share,
    /// Things, counted.
    Count,
    /// People, counted.
    People,
    /// How many times another.
    Ratio,
}

impl Unit {
    /// How many of the rows' units make one: seconds of an hour, of a day; minutes of an hour.
    pub fn scale(self) -> f64 {
        match self {
            Self::BusinessHours => 3_600.0,
            Self::Days => 86_400.0,
            Self::Minutes => 60.0,
            Self::Share | Self::Count | Self::People | Self::Ratio => 1.0,
        }
    }

    /// The word of an axis that counts it.
    pub fn axis(self) -> &'static str {
        match self {
            Self::BusinessHours => "axis-business-hours",
            Self::Days => "axis-days",
            Self::Minutes => "axis-hours",
            Self::Share => "axis-share",
            Self::Count => "axis-count",
            Self::People => "axis-people",
            Self::Ratio => "axis-ratio",
        }
    }
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

/// How bars are ordered.
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

figures![
    "ageing_now",
    "area_by_stage",
    "area_moves",
    "binding_requirements",
    "bottleneck_reasons",
    "completeness",
    "conformance",
    "cover",
    "cumulative_flow",
    "demand_trend",
    "dependence",
    "first_work",
    "gap_forecast",
    "growth_areas",
    "handovers",
    "headline_cards",
    "layers",
    "lead_time",
    "queue_trend",
    "rework_loops",
    "service_candidates",
    "skill_gap",
    "stage_wait",
    "standardisation",
    "training_effect",
    "unit_profile",
    "variants",
    "waiting_causes",
];

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

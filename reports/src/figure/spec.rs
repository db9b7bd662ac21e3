//! What a figure is: which column plays which role, in which unit, as which kind of chart.

use std::sync::LazyLock;

use indexmap::IndexMap;
use serde::Deserialize;

/// A figure's file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
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
    /// How it is drawn.
    pub chart: Chart,
}

impl Spec {
    /// The keys of all words that this figure says, but for a sentence of its own for labels.
    pub fn words(&self) -> Vec<String> {
        let titles: &[&str] = match &self.chart {
            Chart::BarRanked { .. } | Chart::Card { .. } => &["title"],
            Chart::RunChart { .. } => &["title-up", "title-down", "title-unclear", "title-first", "title-short"],
            Chart::CumulativeFlow { .. } => &["title", "title-first"],
            Chart::DotStrip { .. } => &["title", "title-none"],
        };
        let own = titles.iter().chain(&["sub", "note", "empty"]).map(|which| format!("fig-{}-{which}", self.name));
        let columns = self.columns.iter().map(|column| format!("col-{column}"));
        let cards = match &self.chart {
            Chart::Card { units, .. } => {
                let said = ["up", "down", "unclear", "first", "spark"].map(str::to_owned);
                units.keys().cloned().chain(said).map(|key| format!("card-{key}")).collect()
            }
            _ => Vec::new(),
        };
        own.chain(columns).chain(cards).collect()
    }
}

/// The column by which every figure is cut, and the one that people read of it.
pub const SLICE: &str = "process";
/// What people call a slice.
pub const SLICE_LABEL: &str = "process_label";

/// The kind of drawing, and the columns that it draws.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Chart {
    /// Horizontal bars from zero.
    BarRanked {
        /// How bars are ordered.
        order: Order,
        /// The column that names a bar.
        key: String,
        /// The column that people read of it; `*` stands for all others together.
        label: String,
        /// The column that is drawn.
        value: String,
        /// Where its whisker begins.
        low: Option<String>,
        /// Where it ends.
        high: Option<String>,
        /// The column that counts the cases behind a bar.
        n: Option<String>,
    },
    /// Points over months, with the median and the limits of what is usual.
    RunChart {
        /// The first day of a month.
        month: String,
        /// The column that is drawn.
        value: String,
        /// The lower end of its interval.
        low: String,
        /// The upper end.
        high: String,
        /// The column that counts the cases behind a point.
        n: String,
        /// Is the month over?
        is_whole: String,
    },
    /// Bands over days, one for each stage.
    CumulativeFlow {
        /// The column that names a stage.
        stage: String,
        /// The column that people read of it.
        label: String,
        /// The day.
        day: String,
        /// How many had entered by its end.
        entered: String,
        /// How many had left.
        left: String,
        /// What is in process: the height of a band.
        value: String,
    },
    /// A dot for each case, a row for each group.
    DotStrip {
        /// The column that names a row of dots.
        group: String,
        /// The column that people read of it.
        label: String,
        /// The column that names a dot.
        key: String,
        /// The column that is drawn.
        value: String,
        /// What a half of those before took.
        half: String,
        /// What 85 % of them took.
        most: String,
        /// Is a dot beyond what is usual?
        is_marked: String,
        /// How many there are in the group, drawn or not.
        total: String,
        /// How many of them are marked.
        marked: String,
    },
    /// A sentence with its number, the change, and a small line.
    Card {
        /// The column that names a card.
        card: String,
        /// The first day of a month.
        month: String,
        /// The column that is told.
        value: String,
        /// The lower end of its interval.
        low: String,
        /// The upper end.
        high: String,
        /// Is the month over?
        is_whole: String,
        /// What each card's value counts, in the order of the cards.
        units: IndexMap<String, Unit>,
    },
}

impl Chart {
    /// The word in pages and files.
    pub fn word(&self) -> &'static str {
        match self {
            Self::BarRanked { .. } => "bar_ranked",
            Self::RunChart { .. } => "run_chart",
            Self::CumulativeFlow { .. } => "cumulative_flow",
            Self::DotStrip { .. } => "dot_strip",
            Self::Card { .. } => "card",
        }
    }

    /// The column that is drawn.
    pub fn value(&self) -> &str {
        match self {
            Self::BarRanked { value, .. }
            | Self::RunChart { value, .. }
            | Self::CumulativeFlow { value, .. }
            | Self::DotStrip { value, .. }
            | Self::Card { value, .. } => value,
        }
    }

    /// Every column that plays a role.
    pub fn roles(&self) -> Vec<&str> {
        match self {
            Self::BarRanked { key, label, value, low, high, n, .. } => {
                [Some(key), Some(label), Some(value), low.as_ref(), high.as_ref(), n.as_ref()].into_iter().flatten().map(String::as_str).collect()
            }
            Self::RunChart { month, value, low, high, n, is_whole } => vec![month, value, low, high, n, is_whole],
            Self::CumulativeFlow { stage, label, day, entered, left, value } => vec![stage, label, day, entered, left, value],
            Self::DotStrip { group, label, key, value, half, most, is_marked, total, marked } => {
                vec![group, label, key, value, half, most, is_marked, total, marked]
            }
            Self::Card { card, month, value, low, high, is_whole, .. } => vec![card, month, value, low, high, is_whole],
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
    /// Things, counted.
    Count,
}

impl Unit {
    /// How many of the rows' units make one: seconds of an hour, of a day.
    pub fn scale(self) -> f64 {
        match self {
            Self::BusinessHours => 3_600.0,
            Self::Days => 86_400.0,
            Self::Share | Self::Count => 1.0,
        }
    }

    /// The word of an axis that counts it.
    pub fn axis(self) -> &'static str {
        match self {
            Self::BusinessHours => "axis-business-hours",
            Self::Days => "axis-days",
            Self::Share => "axis-share",
            Self::Count => "axis-count",
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

figures!["ageing_now", "cumulative_flow", "headline_cards", "lead_time", "rework_loops", "stage_wait", "variants"];

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

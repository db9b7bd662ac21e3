//! The kinds of drawings, and which column plays which role in them.

use indexmap::IndexMap;
use serde::Deserialize;

use super::{Order, Unit};

/// The kind of drawing, and the columns that it draws.
#[derive(Debug, Clone, PartialEq, Deserialize)]
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
        /// What should be reached: a line across the bars, in the unit of the column.
        target: Option<f64>,
        /// What makes a bar stand out, where the rows can say that of one.
        flag: Option<Flag>,
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
    /// Bars of 100 %, each of the parts that make it up.
    BarStacked {
        /// The column that names a bar.
        group: String,
        /// The column that people read of it.
        label: String,
        /// The column that names a part.
        part: String,
        /// The column that people read of it; `*` stands for all others together.
        part_label: String,
        /// The column that is drawn.
        value: String,
        /// The column that counts the cases behind a part.
        n: Option<String>,
    },
    /// Cells of two categories with their numbers printed.
    Heatmap {
        /// The column that names a row of cells.
        row: String,
        /// The column that people read of it.
        row_label: String,
        /// The column that names a column of cells.
        column: String,
        /// The column that people read of it.
        column_label: String,
        /// The column that is drawn.
        value: String,
        /// The column that counts the cases behind a cell.
        n: Option<String>,
        /// Does a cell deserve a look?
        is_marked: Option<String>,
    },
    /// Two dots and what lies between them.
    Dumbbell {
        /// The column that names a pair.
        key: String,
        /// The column that people read of it.
        label: String,
        /// The first dot: what is wanted.
        from: String,
        /// The second: what is there.
        to: String,
        /// The column that counts what is behind a pair.
        n: Option<String>,
    },
    /// Rows of a shape, a name and words.
    StatusList {
        /// The column that names a row.
        key: String,
        /// The column that people read of it.
        label: String,
        /// How it stands: `good`, `warn`, `bad` or `none`.
        state: String,
        /// Why: a code or several, each with the word `code-{code}`.
        text: String,
        /// A number to tell along with it.
        value: Option<String>,
        /// The lower end of its interval.
        low: Option<String>,
        /// The upper end.
        high: Option<String>,
    },
    /// A line over time in each of several panels of one scale.
    Line {
        /// The column that names a panel.
        panel: String,
        /// The column that people read of it.
        panel_label: String,
        /// The day.
        at: String,
        /// The column that is drawn.
        value: String,
        /// A second line of each panel.
        other: Option<String>,
        /// The slope of the panel's line.
        slope: Option<String>,
        /// How probable such a slope is by chance.
        p: Option<String>,
        /// What is measured in the panel, a code that is written below its name.
        measure: Option<String>,
        /// How the first line lies against the second: `acima`, `abaixo`, or a code that claims nothing.
        difference: Option<String>,
    },
    /// Columns over time, stacked of series.
    Columns {
        /// The day.
        at: String,
        /// The column that names a series.
        series: String,
        /// The column that people read of it.
        series_label: String,
        /// The column that is drawn.
        value: String,
        /// Is every column drawn as a whole, of 100 %?
        #[serde(default)]
        whole: bool,
    },
    /// History, and what is to be expected with its margins.
    Fan {
        /// The day.
        at: String,
        /// What was; null in the future.
        value: String,
        /// The centre of what is expected; null in the past, as are the margins.
        forecast: String,
        /// Where a half of the outcomes should lie: from.
        low50: String,
        /// To.
        high50: String,
        /// Where four fifths of them should lie: from.
        low80: String,
        /// To.
        high80: String,
        /// A second line to compare with.
        other: Option<String>,
        /// What an earlier forecast said of months that have passed since.
        foretold: Option<String>,
    },
    /// What still waits, step by step, with its margin.
    Survival {
        /// Days since the beginning.
        at: String,
        /// Part that still waits.
        value: String,
        /// The lower end of its interval.
        low: String,
        /// The upper end.
        high: String,
        /// How many were still observed.
        at_risk: String,
    },
    /// Share against share, both cumulated from the least up, with the line of equality.
    Curve {
        /// Share of those who hold.
        x: String,
        /// Share of what they hold.
        value: String,
        /// How many hold one half.
        half_n: Option<String>,
        /// How many there are.
        all_n: Option<String>,
    },
    /// An estimate and its interval in each row.
    DotInterval {
        /// The column that names a row.
        key: String,
        /// The column that people read of it.
        label: String,
        /// The estimate.
        value: String,
        /// The lower end of its interval.
        low: String,
        /// The upper end.
        high: String,
        /// The column that counts what is behind an estimate.
        n: Option<String>,
        /// Do the rows claim that there is something? Else the dot is hollow.
        is_claimed: Option<String>,
        /// How it stands: a code with the word `code-{code}`.
        state: Option<String>,
    },
}

/// The columns by which rows say that one of them stands out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flag {
    /// Codes of the reasons, each with the word `code-{code}`; a row without any does not stand out.
    pub reasons: String,
    /// The place of a row among those that do.
    pub rank: String,
    /// What part of the whole it makes.
    pub share: String,
    /// The lower end of the share's interval.
    pub low: String,
    /// The upper end.
    pub high: String,
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
            Self::BarStacked { .. } => "bar_stacked",
            Self::Heatmap { .. } => "heatmap",
            Self::Dumbbell { .. } => "dumbbell",
            Self::StatusList { .. } => "status_list",
            Self::Line { .. } => "line",
            Self::Columns { .. } => "columns",
            Self::Fan { .. } => "fan",
            Self::Survival { .. } => "survival",
            Self::Curve { .. } => "curve",
            Self::DotInterval { .. } => "dot_interval",
        }
    }

    /// The columns that are drawn, each a series of marks; the first is the one that is told of. A list of states may have none.
    pub fn values(&self) -> Vec<&str> {
        match self {
            Self::BarRanked { value, .. }
            | Self::RunChart { value, .. }
            | Self::CumulativeFlow { value, .. }
            | Self::DotStrip { value, .. }
            | Self::Card { value, .. }
            | Self::BarStacked { value, .. }
            | Self::Heatmap { value, .. }
            | Self::Columns { value, .. }
            | Self::Survival { value, .. }
            | Self::Curve { value, .. }
            | Self::DotInterval { value, .. } => vec![value],
            Self::Dumbbell { from, to, .. } => vec![from, to],
            Self::StatusList { value, .. } => value.iter().map(String::as_str).collect(),
            Self::Line { value, other, .. } => [Some(value), other.as_ref()].into_iter().flatten().map(String::as_str).collect(),
            Self::Fan { value, forecast, other, .. } => {
                [Some(value), Some(forecast), other.as_ref()].into_iter().flatten().map(String::as_str).collect()
            }
        }
    }

    /// The columns that are in the unit of the figure: what is drawn, and its margins. Cards have units of their own.
    pub fn measured(&self) -> Vec<&str> {
        let margins: Vec<&String> = match self {
            Self::Card { .. } => return Vec::new(),
            Self::BarRanked { low, high, .. } | Self::StatusList { low, high, .. } => low.iter().chain(high).collect(),
            Self::RunChart { low, high, .. } | Self::Survival { low, high, .. } | Self::DotInterval { low, high, .. } => vec![low, high],
            Self::DotStrip { half, most, .. } => vec![half, most],
            Self::Curve { x, .. } => vec![x],
            Self::Line { slope, .. } => slope.iter().collect(),
            Self::Fan { low50, high50, low80, high80, foretold, .. } => [low50, high50, low80, high80].into_iter().chain(foretold).collect(),
            _ => Vec::new(),
        };
        self.values().into_iter().chain(margins.into_iter().map(String::as_str)).collect()
    }

    /// Every column that plays a role.
    pub fn roles(&self) -> Vec<&str> {
        let (always, sometimes): (Vec<&String>, Vec<&Option<String>>) = match self {
            Self::BarRanked { key, label, value, low, high, n, flag, .. } => {
                let flag = flag.iter().flat_map(|flag| [&flag.reasons, &flag.rank, &flag.share, &flag.low, &flag.high]);
                ([key, label, value].into_iter().chain(flag).collect(), vec![low, high, n])
            }
            Self::RunChart { month, value, low, high, n, is_whole } => (vec![month, value, low, high, n, is_whole], vec![]),
            Self::CumulativeFlow { stage, label, day, entered, left, value } => (vec![stage, label, day, entered, left, value], vec![]),
            Self::DotStrip { group, label, key, value, half, most, is_marked, total, marked } => {
                (vec![group, label, key, value, half, most, is_marked, total, marked], vec![])
            }
            Self::Card { card, month, value, low, high, is_whole, .. } => (vec![card, month, value, low, high, is_whole], vec![]),
            Self::BarStacked { group, label, part, part_label, value, n } => (vec![group, label, part, part_label, value], vec![n]),
            Self::Heatmap { row, row_label, column, column_label, value, n, is_marked } => {
                (vec![row, row_label, column, column_label, value], vec![n, is_marked])
            }
            Self::Dumbbell { key, label, from, to, n } => (vec![key, label, from, to], vec![n]),
            Self::StatusList { key, label, state, text, value, low, high } => (vec![key, label, state, text], vec![value, low, high]),
            Self::Line { panel, panel_label, at, value, other, slope, p, measure, difference } => {
                (vec![panel, panel_label, at, value], vec![other, slope, p, measure, difference])
            }
            Self::Columns { at, series, series_label, value, .. } => (vec![at, series, series_label, value], vec![]),
            Self::Fan { at, value, forecast, low50, high50, low80, high80, other, foretold } => {
                (vec![at, value, forecast, low50, high50, low80, high80], vec![other, foretold])
            }
            Self::Survival { at, value, low, high, at_risk } => (vec![at, value, low, high, at_risk], vec![]),
            Self::Curve { x, value, half_n, all_n } => (vec![x, value], vec![half_n, all_n]),
            Self::DotInterval { key, label, value, low, high, n, is_claimed, state } => {
                (vec![key, label, value, low, high], vec![n, is_claimed, state])
            }
        };
        always.into_iter().chain(sometimes.into_iter().flatten()).map(String::as_str).collect()
    }

    /// The columns that hold codes, each with the word `code-{code}`, but for that of the states of a list.
    pub fn codes(&self) -> Vec<&str> {
        match self {
            Self::StatusList { text, .. } => vec![text],
            Self::BarRanked { flag: Some(flag), .. } => vec![&flag.reasons],
            Self::DotInterval { state, .. } => state.iter().map(String::as_str).collect(),
            Self::Line { measure, difference, .. } => measure.iter().chain(difference).map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// The sentences among which the finding is chosen.
    pub fn titles(&self) -> Vec<&'static str> {
        match self {
            Self::BarRanked { flag: Some(_), .. } => vec!["title", "title-none"],
            Self::BarRanked { .. }
            | Self::Card { .. }
            | Self::BarStacked { .. }
            | Self::Heatmap { .. }
            | Self::Columns { .. }
            | Self::Curve { .. } => {
                vec!["title"]
            }
            Self::RunChart { .. } => vec!["title-up", "title-down", "title-unclear", "title-first", "title-short"],
            Self::CumulativeFlow { .. } => vec!["title", "title-first"],
            Self::DotStrip { .. } | Self::Dumbbell { .. } | Self::StatusList { .. } => vec!["title", "title-none"],
            Self::DotInterval { .. } => vec!["title", "title-none", "title-short"],
            Self::Line { difference: Some(_), .. } => vec!["title", "title-none"],
            Self::Line { slope: Some(_), p: Some(_), .. } => vec!["title-up", "title-down", "title-unclear"],
            Self::Line { .. } => vec!["title"],
            Self::Fan { .. } | Self::Survival { .. } => vec!["title", "title-short"],
        }
    }

    /// The names of what is drawn, where a drawing holds two of a kind.
    pub fn names(&self) -> Vec<&'static str> {
        match self {
            Self::Dumbbell { .. } => vec!["from-name", "to-name"],
            Self::Line { other: Some(_), .. } | Self::Fan { other: Some(_), .. } => vec!["value-name", "other-name"],
            _ => Vec::new(),
        }
    }
}

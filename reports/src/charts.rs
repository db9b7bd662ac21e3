//! The kinds of charts: one file each, marks in data units in, SVG out.

pub mod axes;
pub mod bar_ranked;
pub mod bar_stacked;
pub mod columns;
pub mod cumulative_flow;
pub mod curve;
pub mod dot_interval;
pub mod dot_strip;
pub mod dumbbell;
pub mod fan;
pub mod heatmap;
pub mod line;
pub mod pen;
pub mod run_chart;
pub mod scale;
pub mod spark;
pub mod status_list;
pub mod survival;

use crate::theme::Mode;

/// A drawing's size in pixels; both stand in a page and one is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// 640 pixels: desktop, paper, projector.
    Wide,
    /// 360 pixels: a phone.
    Narrow,
}

impl Size {
    /// The end of ids of this size.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Wide => "w",
            Self::Narrow => "n",
        }
    }

    /// Width in pixels.
    pub fn width(self) -> u32 {
        match self {
            Self::Wide => 640,
            Self::Narrow => 360,
        }
    }

    /// Height in pixels, where the number of marks does not set it.
    pub fn height(self) -> u32 {
        match self {
            Self::Wide => 360,
            Self::Narrow => 420,
        }
    }

    /// Picks one of two.
    pub fn pick<T>(self, wide: T, narrow: T) -> T {
        match self {
            Self::Wide => wide,
            Self::Narrow => narrow,
        }
    }
}

/// Height of letters in pixels, and of the smaller ones; no text of a drawing is below 12.
pub const TEXT: f32 = 13.0;
/// Ticks and axes.
pub const SMALL: f32 = 12.0;

/// What every drawing is told beside its marks.
pub struct Sheet<'a> {
    /// Ids begin with it.
    pub id: &'a str,
    /// The drawing's title.
    pub title: &'a str,
    /// Its description.
    pub description: &'a str,
    /// What the axis of values counts.
    pub axis: &'a str,
    /// Name of the series: the column that is drawn.
    pub series: &'a str,
    /// A tick as people read it.
    pub tick: &'a dyn Fn(f64) -> String,
    /// Are there no parts of what is counted, so that ticks are whole?
    pub is_whole: bool,
    /// Which of the two sizes.
    pub size: Size,
    /// How colours are written.
    pub mode: Mode,
}

impl Sheet<'_> {
    /// How many ticks there may be over a reach of values: of what has no parts no more than there are of it.
    pub fn most(&self, ticks: usize, reach: f64) -> usize {
        if self.is_whole { ticks.min(reach.ceil().max(1.0) as usize) } else { ticks }
    }
}

/// A number as an attribute holds it: plain decimals, no exponent.
pub fn plain(value: f64) -> String {
    format!("{value}")
}

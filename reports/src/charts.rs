//! The kinds of charts: one file each, marks in data units in, SVG out.

pub mod axis;
pub mod bar_ranked;

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
}

/// One mark: a row of the figure that is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Its key in the rows.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// Its value in the unit of the column, exactly as the row holds it.
    pub value: f64,
    /// Where its whisker begins and ends.
    pub whisker: Option<(f64, f64)>,
    /// How many cases are behind it.
    pub n: Option<i64>,
    /// The value as people read it.
    pub shown: String,
}

impl Mark {
    /// What is read when the mark is pointed at.
    pub fn title(&self) -> String {
        format!("{}: {}", self.label, self.shown)
    }
}

/// A number as an attribute holds it: plain decimals, no exponent.
pub fn plain(value: f64) -> String {
    format!("{value}")
}

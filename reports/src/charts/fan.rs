//! History as a line that ends where the data end, then bands in which one half and four fifths of the outcomes should lie.

use super::{
    SMALL, Sheet, axes,
    pen::{Pen, Point},
    plain,
    scale::{Scale, spanning},
};
use crate::{
    canvas::{Anchor, Canvas},
    text::{Weight, fitted, width},
    theme::{INK, SERIES_1, SERIES_2},
};

const HALF: f64 = 0.4;
const MOST: f64 = 0.2;

/// One moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// Its key in the rows.
    pub key: String,
    /// Its place in time, in steps from the first.
    pub place: f64,
    /// What people call it.
    pub label: String,
    /// What was, in the unit of the column; none in the future.
    pub value: Option<f64>,
    /// What is expected; none in the past.
    pub forecast: Option<Band>,
    /// What it is compared with.
    pub other: Option<f64>,
    /// What is read when the line, or that of the other, is pointed at.
    pub titles: [String; 2],
}

/// What is expected of one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// The centre.
    pub centre: f64,
    /// Where one half of the outcomes should lie.
    pub half: Option<(f64, f64)>,
    /// Where four fifths of them should lie.
    pub most: Option<(f64, f64)>,
    /// What is read when it is pointed at.
    pub title: String,
}

/// What is drawn around the lines.
pub struct Frame<'a> {
    /// The last place in time.
    pub last: f64,
    /// What some places are called.
    pub labels: Vec<(f64, String)>,
    /// What the lines are called, where there are two.
    pub names: Vec<String>,
    /// What the bands hold.
    pub bands: String,
    /// What is written over that which is ahead.
    pub expected: String,
    /// The columns: what was, what is expected, what it is compared with.
    pub series: [&'a str; 3],
}

/// The moments in the order of time; `unit` is what ticks count in.
pub fn draw(moments: &[Moment], frame: &Frame<'_>, sheet: &Sheet<'_>, unit: f64) -> String {
    let (total, height) = (sheet.size.width() as f32, sheet.size.height() as f32);
    let pen = Pen::new(Canvas::new(sheet.size.width(), sheet.size.height(), sheet.mode));
    let bands = || moments.iter().filter_map(|moment| moment.forecast.as_ref().map(|band| (moment, band)));
    let values = || {
        let known = moments.iter().flat_map(|moment| [moment.value, moment.other]).flatten();
        let margins = |band: &Band| [band.half, band.most].into_iter().flatten().flat_map(|(low, high)| [low, high]).collect::<Vec<_>>();
        known.chain(bands().flat_map(move |(_, band)| margins(band).into_iter().chain([band.centre])))
    };
    let (least, largest) = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));
    let ticks = spanning(least, largest, sheet.most(5, largest - least), unit);
    let left = axes::room(&ticks, sheet);
    // A phone has the names of lines and of bands below one another.
    let has_bands = bands().any(|(_, band)| band.most.is_some());
    let lines = usize::from(!frame.names.is_empty()) + usize::from(has_bands) * sheet.size.pick(usize::from(frame.names.is_empty()), 1);
    let top = 38.0 + lines as f32 * 20.0;
    let (first, last) = (ticks.first().copied().unwrap_or(0.0), ticks.last().copied().unwrap_or(unit));
    let y = Scale { from: first, to: last, low: height - 30.0, high: top };
    let x = Scale { from: -0.4, to: frame.last + 0.4, low: left, high: total - 6.0 };
    let at = |place: f64, value: f64| -> Point { (x.at(place), y.at(value)) };

    pen.canvas.group("axis", &[], None);
    pen.text((0.0, 13.0), Anchor::Start, SMALL, Weight::Regular, sheet.axis);
    axes::up(&pen, sheet, &ticks, y, left, x.high);
    axes::along(&pen, &frame.labels, x, height - 10.0, total);
    if let Some((begin, _)) = bands().next() {
        let edge = x.at(begin.place - 0.5).max(x.low);
        pen.line(&[(edge, top - 15.0), (edge, y.low)], INK, 8, 0.5);
        let text = &frame.expected;
        let fits = edge + 6.0 + width(text, SMALL, Weight::Regular) <= total;
        let (place, anchor) = if fits { (edge + 5.0, Anchor::Start) } else { (edge - 5.0, Anchor::End) };
        pen.text((place, top - 5.0), anchor, SMALL, Weight::Regular, text);
    }
    names(&pen, frame, sheet, has_bands);
    pen.canvas.end();

    pen.canvas.group("bands", &[], None);
    for (pick, alpha) in [(most as fn(&Band) -> Option<(f64, f64)>, MOST), (half, HALF)] {
        let all: Vec<(f64, (f64, f64))> = bands().filter_map(|(moment, band)| Some((moment.place, pick(band)?))).collect();
        for run in all.chunk_by(|left, right| left.0 + 1.0 >= right.0) {
            let mut over: Vec<Point> = run.iter().map(|(place, (_, high))| at(*place, *high)).collect();
            let mut under: Vec<Point> = run.iter().map(|(place, (low, _))| at(*place, *low)).collect();
            if let [(place, (low, high))] = run {
                // One moment alone is as wide as a column.
                over = vec![at(place - 0.2, *high), at(place + 0.2, *high)];
                under = vec![at(place - 0.2, *low), at(place + 0.2, *low)];
            }
            pen.area(&over.into_iter().chain(under.into_iter().rev()).collect::<Vec<_>>(), SERIES_1, alpha);
        }
    }
    // A centre without its margin is no line into the future.
    let centres: Vec<(f64, f64)> = bands().filter(|(_, band)| band.most.is_some()).map(|(moment, band)| (moment.place, band.centre)).collect();
    for run in centres.chunk_by(|left, right| left.0 + 1.0 >= right.0) {
        pen.line(&run.iter().map(|(place, centre)| at(*place, *centre)).collect::<Vec<_>>(), SERIES_1, 10, 1.0);
    }
    pen.canvas.end();

    if !frame.series[2].is_empty() {
        let other: Vec<(&Moment, f64)> = moments.iter().filter_map(|moment| Some((moment, moment.other?))).collect();
        pen.canvas.group("marks", &[("data-series", frame.series[2])], None);
        line(&pen, &other, &at, 1);
        pen.canvas.end();
    }
    let history: Vec<(&Moment, f64)> = moments.iter().filter_map(|moment| Some((moment, moment.value?))).collect();
    pen.canvas.group("marks", &[("data-series", frame.series[0])], None);
    line(&pen, &history, &at, 0);
    pen.canvas.end();
    pen.canvas.group("marks", &[("data-series", frame.series[1])], None);
    for (moment, band) in bands() {
        pen.canvas.group("m", &[("data-k", &moment.key), ("data-v", &plain(band.centre))], Some(&band.title));
        pen.ring(at(moment.place, band.centre), 3.0, SERIES_1, 15);
        pen.canvas.end();
    }
    pen.canvas.end();
    pen.canvas.finish(&format!("{}-{}", sheet.id, sheet.size.suffix()), sheet.title, sheet.description)
}

fn half(band: &Band) -> Option<(f64, f64)> {
    band.half
}

fn most(band: &Band) -> Option<(f64, f64)> {
    band.most
}

/// The names of the lines, and what the bands hold.
fn names(pen: &Pen, frame: &Frame<'_>, sheet: &Sheet<'_>, has_bands: bool) {
    let total = sheet.size.width() as f32;
    let mut left = 0.0;
    for (which, name) in frame.names.iter().enumerate() {
        let (token, tenths) = if which == 0 { (SERIES_1, 20) } else { (SERIES_2, 15) };
        pen.line(&[(left, 29.0), (left + 20.0, 29.0)], token, tenths, 1.0);
        let name = fitted(name, total / 2.0 - 34.0, SMALL, Weight::Regular);
        pen.text((left + 26.0, 33.0), Anchor::Start, SMALL, Weight::Regular, &name);
        left += 44.0 + width(&name, SMALL, Weight::Regular);
    }
    if !has_bands {
        return;
    }
    let (left, base) =
        if frame.names.is_empty() || sheet.size == super::Size::Wide && left + 24.0 + width(&frame.bands, SMALL, Weight::Regular) <= total {
            (left, 33.0)
        } else {
            (0.0, 53.0)
        };
    pen.rectangle((left, base - 10.0), (left + 20.0, base + 2.0), SERIES_1, MOST);
    pen.rectangle((left, base - 7.0), (left + 20.0, base - 1.0), SERIES_1, HALF);
    pen.text((left + 26.0, base), Anchor::Start, SMALL, Weight::Regular, &fitted(&frame.bands, total - left - 28.0, SMALL, Weight::Regular));
}

/// A line with a mark at each moment; gaps stay gaps.
fn line(pen: &Pen, known: &[(&Moment, f64)], at: &dyn Fn(f64, f64) -> Point, which: usize) {
    let (token, tenths) = if which == 0 { (SERIES_1, 20) } else { (SERIES_2, 15) };
    for run in known.chunk_by(|left, right| left.0.place + 1.0 >= right.0.place) {
        pen.line(&run.iter().map(|(moment, value)| at(moment.place, *value)).collect::<Vec<_>>(), token, tenths, 1.0);
    }
    for (moment, value) in known {
        pen.canvas.group("m", &[("data-k", &moment.key), ("data-v", &plain(*value))], Some(&moment.titles[which]));
        pen.dot(at(moment.place, *value), if which == 0 { 3.0 } else { 2.2 }, token, 1.0, true);
        pen.canvas.end();
    }
}

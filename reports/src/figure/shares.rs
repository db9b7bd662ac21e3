//! Share against share out of rows.

use super::{Figure, View, rows::Row, spec::Chart, speech};
use crate::{
    charts::{
        Sheet,
        curve::{self, Spot},
    },
    format,
};

pub struct Shares<'f> {
    figure: &'f Figure<'f>,
    spots: Vec<Spot>,
    /// How many hold one half, and how many there are.
    half: Option<(u64, u64)>,
}

impl<'f> Shares<'f> {
    pub fn of(figure: &'f Figure<'f>) -> Self {
        let mut spots: Vec<Spot> = figure.rows.iter().filter_map(|row| spot(figure, row)).collect();
        spots.sort_by(|left, right| left.x.total_cmp(&right.x).then(left.value.total_cmp(&right.value)));
        let Chart::Curve { half_n, all_n, .. } = &figure.spec.chart else { return Self { figure, spots, half: None } };
        let first = figure.rows.iter().next();
        let count = |column: &Option<String>| {
            let number = figure.rows.whole(column.as_ref()?, first?)?;
            u64::try_from(number).ok()
        };
        Self { figure, spots, half: count(half_n).zip(count(all_n)) }
    }
}

fn spot(figure: &Figure<'_>, row: &Row) -> Option<Spot> {
    let Chart::Curve { x, value, .. } = &figure.spec.chart else { return None };
    let (x, value) = (figure.rows.number(x, row)?, figure.rows.number(value, row)?);
    let values = [("x", format::percent(x, figure.language())), ("value", format::percent(value, figure.language()))];
    Some(Spot { key: speech::exact(x), x, value, title: figure.words.say_with("fig-share-of-share", &values) })
}

/// The value of a line at a place between two of its points; none outside of it.
fn between(spots: &[Spot], x: f64) -> Option<f64> {
    let pair = spots.windows(2).find(|pair| pair[0].x <= x && x <= pair[1].x)?;
    let width = pair[1].x - pair[0].x;
    let part = if width > 0.0 { (x - pair[0].x) / width } else { 0.0 };
    Some(pair[0].value + (pair[1].value - pair[0].value) * part)
}

impl View for Shares<'_> {
    fn marks_n(&self) -> usize {
        self.spots.len()
    }

    fn finding(&self) -> String {
        let number = |n: Option<u64>| n.map_or_else(|| speech::NOTHING.to_owned(), |n| format::whole(n, self.figure.language()));
        let share = self.half.filter(|(_, all)| *all > 0).map(|(half, all)| half as f64 / all as f64);
        let percent = |share: Option<f64>| share.map_or_else(|| speech::NOTHING.to_owned(), |share| format::percent(share, self.figure.language()));
        let values = [
            ("n", number(self.half.map(|(half, _)| half))),
            ("all", number(self.half.map(|(_, all)| all))),
            ("share", percent(share)),
            ("middle", percent(between(&self.spots, 0.5))),
        ];
        self.figure.word("title", &values)
    }

    fn description(&self) -> String {
        let words = self.figure.words;
        let middle = between(&self.spots, 0.5).map_or_else(|| speech::NOTHING.to_owned(), |value| format::percent(value, words.language()));
        words.say_with("fig-curve", &[("marks", words.count("dots", self.spots.len() as u64)), ("middle", middle)])
    }

    fn draw(&self, sheet: &Sheet<'_>) -> Option<String> {
        let number = |n: u64| format::whole(n, self.figure.language());
        let half = self.half.map(|(half, all)| self.figure.words.say_with("fig-half-by", &[("n", number(half)), ("all", number(all))]));
        let frame = curve::Frame { along: self.figure.own("axis-x", "axis-share"), equal: self.figure.words.say("fig-equal"), half };
        Some(curve::draw(&self.spots, &frame, sheet))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_two_points_a_line_is_straight() {
        let spot = |x, value| Spot { key: String::new(), x, value, title: String::new() };
        let spots = [spot(0.0, 0.0), spot(0.25, 0.5), spot(1.0, 1.0)];
        assert_eq!(between(&spots, 0.125), Some(0.25));
        assert_eq!(between(&spots, 0.25), Some(0.5));
        assert_eq!(between(&spots, 1.5), None);
        assert_eq!(between(&spots[..1], 0.0), None);
        assert_eq!(between(&[spot(0.5, 0.2), spot(0.5, 0.3)], 0.5), Some(0.2));
    }
}

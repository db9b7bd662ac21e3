//! History and what is to be expected, out of rows.

use super::{Figure, View, calendar::Calendar, rows::Row, spec::Chart, speech};
use crate::charts::{
    Sheet,
    fan::{self, Band, Moment},
};

pub struct Forecast<'f> {
    figure: &'f Figure<'f>,
    calendar: Option<Calendar>,
    moments: Vec<Moment>,
    /// Of the months that an earlier forecast spoke of: what it said, and what was.
    past: Option<(f64, f64)>,
}

impl<'f> Forecast<'f> {
    pub fn of(figure: &'f Figure<'f>) -> Self {
        let Chart::Fan { at, value, foretold, .. } = &figure.spec.chart else {
            return Self { figure, calendar: None, moments: Vec::new(), past: None };
        };
        let calendar = Calendar::of(figure.rows.iter().filter_map(|row| figure.rows.text(at, row)));
        let mut moments: Vec<Moment> = figure.rows.iter().filter_map(|row| moment(figure, calendar.as_ref()?, row)).collect();
        moments.sort_by(|left, right| left.place.total_cmp(&right.place));
        let number = |column: &str, row| figure.rows.number(column, row);
        let said = figure.rows.iter().filter_map(|row| number(foretold.as_ref()?, row).zip(number(value, row)));
        let past = said.reduce(|sum, month| (sum.0 + month.0, sum.1 + month.1));
        Self { figure, calendar, moments, past }
    }

    fn last(&self) -> Option<(&Moment, f64)> {
        self.moments.iter().rev().find_map(|moment| Some((moment, moment.value?)))
    }

    fn until(&self) -> Option<(&Moment, &Band)> {
        self.moments.iter().rev().find_map(|moment| Some((moment, moment.forecast.as_ref()?)))
    }

    /// The last moment that is expected, its centre and its margin: without a margin nothing is said of the future.
    fn foretold(&self) -> Option<(&Moment, f64, (f64, f64))> {
        let (moment, band) = self.until()?;
        Some((moment, band.centre, band.most?))
    }
}

fn moment(figure: &Figure<'_>, calendar: &Calendar, row: &Row) -> Option<Moment> {
    let Chart::Fan { at, value, forecast, low50, high50, low80, high80, other, .. } = &figure.spec.chart else { return None };
    let number = |column: &str| figure.rows.number(column, row);
    let day = figure.rows.text(at, row)?;
    let place = calendar.place(day)?;
    let label = calendar.label(place, figure.language());
    let between = |low: f64, high: f64| figure.words.say_with("fig-from-to", &[("low", figure.shown(low)), ("high", figure.shown(high))]);
    let named = |which: &str, value: f64| {
        let name = if other.is_some() { format!("{}, ", figure.word(which, &[])) } else { String::new() };
        format!("{name}{label}: {}", figure.shown(value))
    };
    let band = number(forecast).map(|centre| {
        let (half, most) = (number(low50).zip(number(high50)), number(low80).zip(number(high80)));
        let mut values = vec![("at", label.clone()), ("value", figure.shown(centre))];
        let margins = half.zip(most);
        values.extend(margins.into_iter().flat_map(|(half, most)| [("half", between(half.0, half.1)), ("most", between(most.0, most.1))]));
        let key = if margins.is_some() { "fig-expected" } else { "fig-expected-alone" };
        Band { centre, half, most, title: figure.words.say_with(key, &values) }
    });
    let (value, other) = (number(value), other.as_ref().and_then(|column| number(column)));
    Some(Moment {
        key: day.to_owned(),
        place: place as f64,
        titles: [
            value.map_or_else(String::new, |value| named("value-name", value)),
            other.map_or_else(String::new, |other| named("other-name", other)),
        ],
        value,
        forecast: band,
        other,
        label,
    })
}

impl View for Forecast<'_> {
    fn marks_n(&self) -> usize {
        let of = |moment: &Moment| usize::from(moment.value.is_some()) + usize::from(moment.forecast.is_some()) + usize::from(moment.other.is_some());
        self.moments.iter().map(of).sum()
    }

    fn finding(&self) -> String {
        let shown = |value: f64| self.figure.shown(value);
        let (at, value) =
            self.last().map_or_else(|| [speech::NOTHING; 2].map(str::to_owned).into(), |(moment, value)| (moment.label.clone(), shown(value)));
        let mut values = vec![("at", at), ("value", value)];
        let Some((moment, centre, (low, high))) = self.foretold() else { return self.figure.word("title-short", &values) };
        values.extend([("until", moment.label.clone()), ("forecast", shown(centre)), ("low", shown(low)), ("high", shown(high))]);
        values.push(("other", moment.other.map_or_else(|| speech::NOTHING.to_owned(), shown)));
        let is_alone = moment.other.is_none() && self.figure.words.has(&self.figure.spec.key("title-alone"));
        self.figure.word(if is_alone { "title-alone" } else { "title" }, &values)
    }

    fn description(&self) -> String {
        let words = self.figure.words;
        let known = self.moments.iter().filter(|moment| moment.value.is_some());
        let expected = self.moments.iter().filter(|moment| moment.forecast.is_some());
        let values = [
            ("known", words.count("moments", known.count() as u64)),
            ("expected", words.count("moments", expected.count() as u64)),
            ("last", self.last().map_or_else(|| speech::NOTHING.to_owned(), |(moment, _)| moment.titles[0].clone())),
            ("until", self.until().map_or_else(|| speech::NOTHING.to_owned(), |(_, band)| band.title.clone())),
        ];
        words.say_with("fig-fan", &values)
    }

    fn more_note(&self) -> Option<String> {
        let (foretold, was) = self.past?;
        Some(self.figure.words.say_with("fig-hindsight", &[("foretold", self.figure.shown(foretold)), ("was", self.figure.shown(was))]))
    }

    fn draw(&self, sheet: &Sheet<'_>) -> Option<String> {
        let Chart::Fan { value, forecast, other, .. } = &self.figure.spec.chart else { return None };
        let calendar = self.calendar?;
        let names = if other.is_some() { ["value-name", "other-name"].map(|which| self.figure.word(which, &[])).to_vec() } else { Vec::new() };
        let frame = fan::Frame {
            last: calendar.last as f64,
            labels: calendar.labels(0, calendar.last, 24, self.figure.language()),
            names,
            bands: self.figure.words.say("fig-bands-of"),
            expected: self.figure.words.say("fig-ahead"),
            series: [value, forecast, other.as_deref().unwrap_or_default()],
        };
        Some(fan::draw(&self.moments, &frame, sheet, self.figure.spec.unit.scale()))
    }
}

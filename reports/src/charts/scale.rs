//! From data units to pixels, and round ticks.

/// A linear scale: `from` lies at pixel `low`, `to` at pixel `high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Value at the beginning.
    pub from: f64,
    /// Value at the end.
    pub to: f64,
    /// Pixel of the beginning.
    pub low: f32,
    /// Pixel of the end.
    pub high: f32,
}

impl Scale {
    /// The pixel of a value.
    pub fn at(self, value: f64) -> f32 {
        let share = if self.to > self.from { (value - self.from) / (self.to - self.from) } else { 0.0 };
        self.low + (self.high - self.low) * share as f32
    }
}

/// Ticks from 0 to at least `max`, at most `most` of them above 0, at steps of 1, 2 or 5 times a power of ten of `unit`.
pub fn ticks(max: f64, most: usize, unit: f64) -> Vec<f64> {
    let max = max / unit;
    if !max.is_finite() || max <= 0.0 {
        return vec![0.0, unit];
    }
    let rough = max / most.max(1) as f64;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= rough * (1.0 - 1e-9)).unwrap_or(10.0 * power);
    let count = (max / step - 1e-9).ceil().max(1.0) as usize;
    (0..=count).map(|nth| nth as f64 * step * unit).collect()
}

/// Ticks from at most `min` to at least `max`, zero among them, at steps as [`ticks`] has them; about `most` of them.
pub fn spanning(min: f64, max: f64, most: usize, unit: f64) -> Vec<f64> {
    let (min, max) = (if min.is_finite() { min.min(0.0) } else { 0.0 }, if max.is_finite() { max.max(0.0) } else { 0.0 });
    let all = ticks(max - min, most, unit);
    let step = all.get(1).copied().unwrap_or(unit);
    let count = |reach: f64| (reach / step - 1e-9).ceil().clamp(0.0, 100.0) as i32;
    let (below, above) = (count(-min), count(max));
    let above = if below + above == 0 { 1 } else { above };
    (-below..=above).map(|nth| f64::from(nth) * step).collect()
}

/// Moves labels apart, none nearer than `apart` to the next, each as near its wish as that allows, within `low` to `high`.
pub fn dodged(wishes: &[f32], apart: f32, low: f32, high: f32) -> Vec<f32> {
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by(|left, right| wishes[*left].total_cmp(&wishes[*right]));
    let mut places = wishes.to_vec();
    // Down as far as needed, then back up from the end.
    for pair in order.windows(2) {
        places[pair[1]] = places[pair[1]].max(places[pair[0]] + apart);
    }
    let mut floor = high;
    for place in order.into_iter().rev() {
        places[place] = places[place].min(floor).max(low);
        floor = places[place] - apart;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_reach_over_the_largest_value() {
        assert_eq!(ticks(60.6, 4, 1.0), [0.0, 20.0, 40.0, 60.0, 80.0]);
        assert_eq!(ticks(1.0, 4, 1.0), [0.0, 0.5, 1.0]);
        assert_eq!(ticks(7.0, 5, 1.0), [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(ticks(0.0, 5, 1.0), [0.0, 1.0]);
        assert_eq!(ticks(7_200.0, 2, 3_600.0), [0.0, 3_600.0, 7_200.0], "whole hours of seconds");
        for max in [0.003, 0.9, 3.3, 17.0, 99.9, 100.0, 12_345.0] {
            let found = ticks(max, 5, 1.0);
            assert!(found.len() <= 7 && found.last().copied().unwrap_or(0.0) >= max, "{max}: {found:?}");
        }
    }

    #[test]
    fn ticks_on_both_sides_of_zero_hold_it() {
        assert_eq!(spanning(-3.0, 5.0, 4, 1.0), [-4.0, -2.0, 0.0, 2.0, 4.0, 6.0]);
        assert_eq!(spanning(2.0, 7.0, 5, 1.0), [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(spanning(-7.0, -2.0, 5, 1.0), [-8.0, -6.0, -4.0, -2.0, 0.0]);
        assert_eq!(spanning(0.0, 0.0, 5, 1.0), [0.0, 1.0]);
        assert_eq!(spanning(f64::NAN, f64::INFINITY, 5, 1.0), [0.0, 1.0]);
    }

    #[test]
    fn labels_move_apart_and_stay_inside() {
        let places = dodged(&[10.0, 12.0, 11.0, 95.0, 99.0], 10.0, 5.0, 100.0);
        let mut sorted = places.clone();
        sorted.sort_by(f32::total_cmp);
        assert!(sorted.windows(2).all(|pair| pair[1] - pair[0] >= 9.999), "{places:?}");
        assert!(sorted[0] >= 5.0 && sorted[4] <= 100.0, "{places:?}");
        assert!(places[0] < places[2] && places[2] < places[1], "the order stays: {places:?}");
    }
}

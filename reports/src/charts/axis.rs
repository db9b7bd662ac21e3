//! Round ticks for an axis that begins at zero.

/// Ticks from 0 to at least `max`, at most `most` of them above 0, at steps of 1, 2 or 5 times a power of ten.
pub fn ticks(max: f64, most: usize) -> Vec<f64> {
    if !max.is_finite() || max <= 0.0 {
        return vec![0.0, 1.0];
    }
    let rough = max / most.max(1) as f64;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= rough * (1.0 - 1e-9)).unwrap_or(10.0 * power);
    let count = (max / step - 1e-9).ceil().max(1.0) as usize;
    (0..=count).map(|nth| nth as f64 * step).collect()
}

#[cfg(test)]
mod tests {
    use super::ticks;

    #[test]
    fn ticks_are_round_and_reach_over_the_largest_value() {
        assert_eq!(ticks(60.6, 4), [0.0, 20.0, 40.0, 60.0, 80.0]);
        assert_eq!(ticks(1.0, 4), [0.0, 0.5, 1.0]);
        assert_eq!(ticks(7.0, 5), [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(ticks(0.0, 5), [0.0, 1.0]);
        for max in [0.003, 0.9, 3.3, 17.0, 99.9, 100.0, 12_345.0] {
            let found = ticks(max, 5);
            assert!(found.len() <= 7 && found.last().copied().unwrap_or(0.0) >= max, "{max}: {found:?}");
        }
    }
}

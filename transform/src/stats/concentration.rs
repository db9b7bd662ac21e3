//! How concentrated amounts are in few hands (Herfindahl 1950; Hirschman 1964; Gini 1912).

/// Concentration of amounts that are not negative; parts of zero do not count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Concentration {
    /// HHI, the sum of squared shares: 1/n when all are equal, 1 when one has all.
    pub hhi: f64,
    /// HHI*, normalised by the number of parts: `(HHI − 1/n)/(1 − 1/n)`, 0 when all are equal; 1 when there is one part.
    pub normalised: f64,
    /// How many equal parts would be as concentrated: 1/HHI.
    pub effective: f64,
    /// The share of the largest part.
    pub largest: f64,
    /// Gini's coefficient, 0 when all are equal.
    pub gini: f64,
    /// Parts above zero.
    pub parts: usize,
}

/// Concentration of amounts; none when their sum is zero. The result does not depend on their order.
pub fn concentration(amounts: &[i64]) -> Option<Concentration> {
    let mut sorted: Vec<i64> = amounts.iter().copied().filter(|amount| *amount > 0).collect();
    sorted.sort_unstable();
    let largest = *sorted.last()?;
    let total: i128 = sorted.iter().copied().map(i128::from).sum();
    let (whole, n) = (total as f64, sorted.len() as f64);
    let share = |amount: i64| amount as f64 / whole;
    let hhi: f64 = sorted.iter().map(|amount| share(*amount).powi(2)).sum();
    // Σᵢ (2i − n − 1)·xᵢ over sorted amounts, in whole numbers: all parts equal is 0 to the last bit.
    let spread = (1..).zip(&sorted).map(|(place, amount)| (2 * place - sorted.len() as i128 - 1).saturating_mul(i128::from(*amount)));
    let gini = spread.fold(0_i128, i128::saturating_add) as f64 / (n * whole);
    let normalised = if sorted.len() == 1 { 1.0 } else { ((hhi - 1.0 / n) / (1.0 - 1.0 / n)).max(0.0) };
    Some(Concentration { hhi, normalised, effective: 1.0 / hhi, largest: share(largest), gini, parts: sorted.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_zeros_change_nothing_and_the_ends_are_reached() {
        let one = concentration(&[3, 0, 9, 1]).unwrap();
        assert_eq!(concentration(&[9, 1, 3]).unwrap(), one);
        assert!(one.hhi > 1.0 / 3.0 && one.hhi < 1.0 && one.normalised > 0.0 && one.gini > 0.0);
        assert_eq!(concentration(&[i64::MAX, i64::MAX]).unwrap().gini, 0.0);
        assert_eq!(concentration(&[]), None);
    }
}

//! Quantiles of the Beta distribution: the regularised incomplete Beta function by its continued fraction, turned round by bisection.

/// Fractions end when a further term changes nothing above the last bits.
const SAME: f64 = 1e-16;
/// Terms of the fraction; it takes about √max(a, b) of them.
const TERMS: u32 = 100_000;
/// Divisions by what is smaller than this are kept away (Lentz 1976).
const TINY: f64 = 1e-300;

/// The smallest x with `I_x(a, b) ≥ p`, to 1e-12 or better; a = 0 is all weight at 0 and b = 0 all at 1.
///
/// None where there is no such distribution: p outside [0, 1], a or b negative or not finite, both 0.
pub fn quantile(p: f64, a: f64, b: f64) -> Option<f64> {
    let is_fit = |shape: f64| shape.is_finite() && shape >= 0.0;
    if !(0.0..=1.0).contains(&p) || !is_fit(a) || !is_fit(b) || a + b == 0.0 {
        return None;
    }
    if a == 0.0 || b == 0.0 {
        return Some(if a == 0.0 { 0.0 } else { 1.0 });
    }
    let (mut below, mut above) = (0.0_f64, 1.0_f64);
    loop {
        let middle = f64::midpoint(below, above);
        // No float lies between the two, or none that differs in its first 15 digits.
        if middle <= below || middle >= above || above - below < 1e-15 * above {
            return Some(middle);
        }
        if cumulative(middle, a, b) < p {
            below = middle;
        } else {
            above = middle;
        }
    }
}

/// `I_x(a, b)`, the share of Beta(a, b) below x, for a and b above 0 (Abramowitz and Stegun 1964, 26.5.8).
pub fn cumulative(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return if x <= 0.0 { 0.0 } else { 1.0 };
    }
    // The fraction converges fast on the side of the mean that holds little.
    if x > (a + 1.0) / (a + b + 2.0) { 1.0 - part(1.0 - x, b, a) } else { part(x, a, b) }
}

fn part(x: f64, a: f64, b: f64) -> f64 {
    let front = a * x.ln() + b * (-x).ln_1p() + ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b);
    (front.exp() * fraction(x, a, b) / a).clamp(0.0, 1.0)
}

/// The continued fraction by Lentz's method (1976).
fn fraction(x: f64, a: f64, b: f64) -> f64 {
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut product = d;
    for term in 1..=TERMS {
        let m = f64::from(term);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        product *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        product *= d * c;
        if (d * c - 1.0).abs() < SAME {
            break;
        }
    }
    product
}

/// Logarithm of the gamma function for x above 0 (Lanczos 1964, g = 7, nine terms), good to 15 digits.
fn ln_gamma(x: f64) -> f64 {
    const G: f64 = 7.0;
    const TERMS: [f64; 9] = [
        0.999_999_999_999_809_9,
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if x < 0.5 {
        return ln_gamma(x + 1.0) - x.ln();
    }
    let mut sum = TERMS[0];
    let mut place = x;
    for term in &TERMS[1..] {
        sum += term / place;
        place += 1.0;
    }
    let shifted = x + G - 0.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x - 0.5) * shifted.ln() - shifted + sum.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_shapes_are_sums_of_binomials() {
        // I_x(a, b) = P(at least a of a + b − 1 succeed), summed term by term.
        for (a, b) in [(1, 1), (2, 3), (5, 2), (12, 30), (40, 1)] {
            for x in [0.01, 0.2, 0.5, 0.77, 0.999] {
                let n = a + b - 1;
                let choose = |k: i32| (1..=k).fold(1.0, |product, nth| product * f64::from(n - k + nth) / f64::from(nth));
                let sum: f64 = (a..=n).map(|k| choose(k) * f64::powi(x, k) * f64::powi(1.0 - x, n - k)).sum();
                let found = cumulative(x, f64::from(a), f64::from(b));
                assert!((found - sum).abs() < 1e-12, "{a} {b} {x}: {found} and {sum}");
            }
        }
    }

    #[test]
    fn quantiles_lead_back_and_mirror() {
        for (a, b) in [(0.2, 3.8), (0.5, 0.5), (3.0, 1.0), (200.5, 50.25), (1e4, 3e4)] {
            let mut before = 0.0;
            for p in [0.001, 0.05, 0.3, 0.5, 0.95, 0.999] {
                let (x, mirrored) = (quantile(p, a, b).unwrap(), quantile(1.0 - p, b, a).unwrap());
                assert!((cumulative(x, a, b) - p).abs() < 1e-11, "{a} {b} {p}");
                assert!((x - (1.0 - mirrored)).abs() < 1e-12, "{a} {b} {p}: {x} {mirrored}");
                assert!(x > before, "{a} {b} {p}");
                before = x;
            }
        }
    }

    #[test]
    fn edges_have_an_answer_and_nonsense_has_none() {
        assert_eq!([quantile(0.05, 0.0, 4.0), quantile(0.05, 4.0, 0.0)], [Some(0.0), Some(1.0)]);
        for (p, a, b) in [(0.5, 0.0, 0.0), (-0.1, 1.0, 1.0), (1.1, 1.0, 1.0), (0.5, -1.0, 1.0), (0.5, f64::NAN, 1.0), (f64::NAN, 1.0, 1.0)] {
            assert_eq!(quantile(p, a, b), None, "{p} {a} {b}");
        }
    }
}

//! A share of what cases add up to, and how far it may be off.

/// Σ stage / Σ whole over cases, and its interval by the linearised ratio estimator (Cochran 1977) on the logit scale.
///
/// `stage` and `whole` hold one value per case, of one unit, none below 0; `z` is the normal quantile of the interval's half.
/// Nothing in the whole gives no share; one case gives no interval; 0 and 1 have no width. Sums run in the order of the cases.
pub fn share(stage: &[f64], whole: &[f64], z: f64) -> (Option<f64>, Option<(f64, f64)>) {
    let n = stage.len().min(whole.len());
    let (part, all): (f64, f64) = (stage[..n].iter().sum(), whole[..n].iter().sum());
    if all <= 0.0 {
        return (None, None);
    }
    let ratio = part / all;
    if n < 2 {
        return (Some(ratio), None);
    }
    if ratio <= 0.0 || ratio >= 1.0 {
        return (Some(ratio), Some((ratio, ratio)));
    }
    let off: f64 = stage.iter().zip(whole).map(|(part, all)| (part - ratio * all).powi(2)).sum();
    let error = (n as f64 / (n as f64 - 1.0) * off).sqrt() / all;
    let (logit, half) = ((ratio / (1.0 - ratio)).ln(), z * error / (ratio * (1.0 - ratio)));
    let at = |logit: f64| 1.0 / (1.0 + (-logit).exp());
    // The way to the logit and back may lose the last bit of the share itself.
    (Some(ratio), Some((at(logit - half).min(ratio), at(logit + half).max(ratio))))
}

#[cfg(test)]
mod tests {
    use super::*;

    const Z: f64 = 1.644_853_626_951_472_2;

    #[test]
    fn the_interval_holds_the_share_and_does_not_know_the_unit() {
        let (stage, whole) = ([3.0, 0.0, 8.0, 1.0, 5.0], [9.0, 4.0, 8.0, 6.0, 7.0]);
        let (found, Some((low, high))) = share(&stage, &whole, Z) else { panic!("five cases have an interval") };
        assert_eq!(found, Some(0.5));
        assert!(low < 0.5 && 0.5 < high && low > 0.0 && high < 1.0, "{low} {high}");
        let scaled = share(&stage.map(|value| value * 64.0), &whole.map(|value| value * 64.0), Z);
        assert_eq!(scaled, (found, Some((low, high))));
    }

    #[test]
    fn the_edges_have_no_width_and_nothing_has_no_share() {
        assert_eq!(share(&[], &[], Z), (None, None));
        assert_eq!(share(&[0.0, 0.0], &[0.0, 0.0], Z), (None, None));
        assert_eq!(share(&[5.0], &[10.0], Z), (Some(0.5), None));
        assert_eq!(share(&[2.0, 4.0], &[2.0, 4.0], Z), (Some(1.0), Some((1.0, 1.0))));
        assert_eq!(share(&[0.0, 0.0], &[2.0, 4.0], Z), (Some(0.0), Some((0.0, 0.0))));
        // All cases alike: the same share, again and again, is certain.
        assert_eq!(share(&[1.0, 2.0], &[2.0, 4.0], Z), (Some(0.5), Some((0.5, 0.5))));
    }
}

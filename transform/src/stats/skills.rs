//! Which level of a skill a member has verified, and how much of what is asked for by level nobody can serve.
//!
//! Days are days since 1970. Levels run from 1 to 5; 0 is none.

use std::collections::BTreeSet;

/// The highest level.
pub const LEVELS: usize = 5;

/// One proof that a member has a skill. What members only say of themselves is none, nor what is contested or annulled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    /// The level that it proves, and with it all below.
    pub level: i32,
    /// A certificate counts while it is in force, and of the proofs that make a level one at most may be a certificate.
    pub is_certificate: bool,
    /// The day on which it was obtained.
    pub from: i32,
    /// The last day on which it is in force; none when it does not end. Only certificates end.
    pub until: Option<i32>,
    /// The last day on which another proof lies near enough to count together with it.
    pub pair_until: i32,
    /// The last day on which it is still fresh.
    pub fresh_until: i32,
}

impl Proof {
    fn counts_on(&self, day: i32) -> bool {
        self.from <= day && !(self.is_certificate && self.until.is_some_and(|until| until < day))
    }
}

/// The verified level on a day: the highest at which `needed` proofs of that level or above once lay near each other, one lower
/// when the last of them is no longer fresh.
pub fn level_on(proofs: &[Proof], day: i32, needed: usize) -> i32 {
    let levels: BTreeSet<i32> = proofs.iter().map(|proof| proof.level).collect();
    for level in levels.into_iter().rev() {
        let counted: Vec<&Proof> = proofs.iter().filter(|proof| proof.level >= level && proof.counts_on(day)).collect();
        let near = |first: &Proof| {
            let within = counted.iter().filter(|other| (first.from..=first.pair_until).contains(&other.from));
            let certificates = within.clone().filter(|other| other.is_certificate).count();
            within.count() - certificates + certificates.min(1) >= needed
        };
        if counted.iter().any(|first| near(first)) {
            let is_fresh = counted.iter().any(|proof| proof.fresh_until >= day);
            return if is_fresh { level } else { level - 1 };
        }
    }
    0
}

/// A stretch of days on which the verified level stays the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Its first day.
    pub from: i32,
    /// The first day after it; none when nothing that is known ends it.
    pub until: Option<i32>,
    /// The level, 1 or above.
    pub level: i32,
}

/// The verified level over time, in the order of days; stretches without a level are left out.
pub fn held(proofs: &[Proof], needed: usize) -> Vec<Held> {
    // The level changes only when a proof is obtained, ends, or is fresh no longer.
    let changes = proofs.iter().flat_map(|proof| {
        let ends = [proof.until.filter(|_| proof.is_certificate), Some(proof.fresh_until)];
        [proof.from].into_iter().chain(ends.into_iter().flatten().map(|last| last.saturating_add(1)))
    });
    let days: BTreeSet<i32> = changes.collect();
    let mut stretches: Vec<Held> = Vec::new();
    let mut before = 0;
    for day in days {
        let level = level_on(proofs, day, needed);
        if level == before {
            continue;
        }
        if before > 0
            && let Some(last) = stretches.last_mut()
        {
            last.until = Some(day);
        }
        if level > 0 {
            stretches.push(Held { from: day, until: None, level });
        }
        before = level;
    }
    stretches
}

/// What of a skill's demand nobody can serve, in the unit of demand and supply.
#[derive(Debug, Clone, PartialEq)]
pub struct Unmet {
    /// From each level up: demand there that no supply at or above it serves (the bound of Hall 1935 for nested levels).
    pub from_level: [i64; LEVELS],
    /// The largest of them: what the skill needs.
    pub need: i64,
    /// The highest level that attains it, counted from 1; none when nothing is unmet.
    pub binding: Option<usize>,
    /// The need over the whole demand; none without demand.
    pub rate: Option<f64>,
}

/// Demand and supply by level, from 1 up: a higher level may serve a lower demand, never the reverse. `U(l) = max(0, D(≥l) − S(≥l))`.
pub fn unmet(demand: [i64; LEVELS], supply: [i64; LEVELS]) -> Unmet {
    let mut from_level = [0; LEVELS];
    let mut balance = 0_i64;
    for level in (0..LEVELS).rev() {
        balance = balance.saturating_add(demand[level]).saturating_sub(supply[level]);
        from_level[level] = balance.max(0);
    }
    let need = from_level.iter().copied().max().unwrap_or_default();
    let binding = (1..=LEVELS).rev().find(|level| need > 0 && from_level[level - 1] == need);
    let whole = demand.iter().fold(0_i64, |sum, minutes| sum.saturating_add(*minutes));
    Unmet { from_level, need, binding, rate: (whole > 0).then(|| need as f64 / whole as f64) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(level: i32, from: i32) -> Proof {
        Proof { level, is_certificate: false, from, until: None, pair_until: from + 730, fresh_until: from + 1095 }
    }

    fn certificate(level: i32, from: i32, until: i32) -> Proof {
        Proof { is_certificate: true, until: Some(until), ..proof(level, from) }
    }

    #[test]
    fn one_proof_is_none_and_two_must_lie_near() {
        assert_eq!(level_on(&[proof(4, 0)], 10, 2), 0);
        assert_eq!(level_on(&[proof(4, 0), proof(4, 730)], 730, 2), 4);
        assert_eq!(level_on(&[proof(4, 0), proof(4, 731)], 731, 2), 0);
        // A proof of 5 proves 4 as well.
        assert_eq!(level_on(&[proof(4, 0), proof(5, 100)], 100, 2), 4);
    }

    #[test]
    fn two_certificates_are_one_proof_and_one_that_has_ended_is_none() {
        assert_eq!(level_on(&[certificate(3, 0, 900), certificate(3, 10, 900)], 20, 2), 0);
        let both = [certificate(3, 0, 900), proof(3, 10)];
        assert_eq!([900, 901].map(|day| level_on(&both, day, 2)), [3, 0]);
        assert_eq!(held(&both, 2), [Held { from: 10, until: Some(901), level: 3 }]);
    }

    #[test]
    fn what_is_not_used_falls_by_one_level() {
        let proofs = [proof(3, 0), proof(3, 100), proof(2, 1500)];
        assert_eq!([99, 100, 1195, 1196, 5000].map(|day| level_on(&proofs, day, 2)), [0, 3, 3, 2, 2]);
        assert_eq!(held(&proofs, 2), [Held { from: 100, until: Some(1196), level: 3 }, Held { from: 1196, until: None, level: 2 }]);
        let lowest = [proof(1, 0), proof(1, 0)];
        assert_eq!(held(&lowest, 2), [Held { from: 0, until: Some(1096), level: 1 }]);
    }
}

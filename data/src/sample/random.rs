//! A small random generator: the same numbers on every machine, for every case its own row of numbers.

/// SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators").
///
/// Whole numbers only: logarithms and powers of floats may differ in the last bit between machines.
pub(super) struct Random(u64);

/// What a row of numbers is for; another purpose never shifts the numbers of this one.
#[derive(Clone, Copy)]
pub(super) enum Stream {
    Members = 1,
    Organizations,
    Contracts,
    Flow,
    Tickets,
    Information,
    Documents,
    Orders,
    Fees,
    Expenses,
    Runs,
    Standing,
    People,
    Stock,
    Assemblies,
    Quality,
    Bank,
    Kinds,
    Reviews,
}

const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

impl Random {
    /// The numbers of one case.
    pub(super) fn of(seed: u64, stream: Stream, case: u64) -> Self {
        let mut start = Self(seed ^ (stream as u64).wrapping_mul(GAMMA).rotate_left(17));
        let mixed = start.next();
        let mut own = Self(mixed ^ case.wrapping_mul(GAMMA));
        Self(own.next())
    }

    /// 64 random bits.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GAMMA);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, by multiplication instead of division (Lemire 2019); its bias is below 2⁻⁴⁰ here.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(limit)) >> 64) as u64
    }

    /// A number from `low` to `high`, `high` excluded, each as likely.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low).max(1) as u64) as i64
    }

    /// The smaller of two: most are near `low`, few near `high`, as waits are. The median lies at 29 % of the way.
    pub(super) fn early(&mut self, low: i64, high: i64) -> i64 {
        self.between(low, high).min(self.between(low, high))
    }

    /// True this many times in a thousand.
    pub(super) fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    /// One of several, each as likely.
    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }

    /// A place in `weights`, as likely as its weight.
    pub(super) fn weighted(&mut self, weights: &[u64]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (place, weight) in weights.iter().enumerate() {
            if left < *weight {
                return place;
            }
            left -= weight;
        }
        0
    }
}

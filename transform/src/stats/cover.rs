//! On how few people things hang: who alone covers an item, and how few must leave until most items have nobody.

use std::collections::{BTreeMap, BTreeSet};

/// People by item: each a set of those who can do it.
pub type Cover<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// The number of people whose leaving leaves more than half of the items without cover (after Avelino and others 2016).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BusFactor {
    /// People; 0 when more than half have nobody already.
    pub people: usize,
    /// Is it the smallest such number? Else a bound that is never below it.
    pub is_exact: bool,
}

/// The bus factor of items: exact up to `exact_people` people, else the greedy bound; none without items.
pub fn bus_factor(cover: &Cover<'_>, exact_people: usize) -> Option<BusFactor> {
    if cover.is_empty() {
        return None;
    }
    let people: BTreeSet<&str> = cover.values().flatten().copied().collect();
    let bound = greedy(cover).len();
    if people.len() > exact_people.min(64) {
        return Some(BusFactor { people: bound, is_exact: false });
    }
    let place: BTreeMap<&str, u32> = people.into_iter().zip(0..).collect();
    let masks = cover.values().map(|able| able.iter().fold(0_u64, |mask, person| mask | 1 << place[person])).collect();
    Some(BusFactor { people: Search::of(masks, bound).run(), is_exact: true })
}

/// Who leaves first, second, …: whoever covers most of the items that still have somebody, of equals the smallest id; until more
/// than half of the items have nobody.
pub fn greedy<'a>(cover: &Cover<'a>) -> Vec<&'a str> {
    let mut left: Vec<BTreeSet<&str>> = cover.values().cloned().collect();
    let mut order = Vec::new();
    loop {
        if 2 * left.iter().filter(|able| able.is_empty()).count() > left.len() {
            return order;
        }
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        left.iter().flatten().for_each(|person| *counts.entry(person).or_default() += 1);
        // The first of the largest, in the order of ids.
        let Some((next, _)) = counts.into_iter().rev().max_by_key(|(_, count)| *count) else { return order };
        left.iter_mut().for_each(|able| {
            able.remove(next);
        });
        order.push(next);
    }
}

/// Items that one person alone covers, and who.
pub fn sole<'a>(cover: &Cover<'a>) -> BTreeMap<&'a str, &'a str> {
    cover.iter().filter(|(_, able)| able.len() == 1).filter_map(|(item, able)| Some((*item, *able.first()?))).collect()
}

/// The smallest set of people that holds all who cover more than half of the items: person by person, who leaves and who stays.
struct Search {
    items: Vec<u64>,
    needed: usize,
    best: u32,
}

impl Search {
    fn of(items: Vec<u64>, bound: usize) -> Self {
        let needed = items.len() / 2 + 1;
        Self { items, needed, best: u32::try_from(bound).unwrap_or(u32::MAX) }
    }

    fn run(mut self) -> usize {
        self.decide(0, 0);
        self.best as usize
    }

    fn decide(&mut self, gone: u64, staying: u64) {
        // What somebody who stays can do keeps its cover.
        let open: Vec<u64> = self.items.iter().filter(|item| *item & staying == 0).map(|item| item & !gone).collect();
        let bare = open.iter().filter(|left| **left == 0).count();
        if bare >= self.needed {
            self.best = self.best.min(gone.count_ones());
            return;
        }
        if open.len() < self.needed {
            return;
        }
        let mut degrees = [(0_u32, 0_u32); 64];
        for (place, degree) in (0_u32..).zip(&mut degrees) {
            *degree = (open.iter().map(|left| (left >> place & 1) as u32).sum(), place);
        }
        degrees.sort_unstable_by(|left, right| right.cmp(left));
        if gone.count_ones() + at_least(&open, &degrees, self.needed - bare) >= self.best {
            return;
        }
        let person = 1 << degrees[0].1;
        self.decide(gone | person, staying);
        self.decide(gone, staying | person);
    }
}

/// How many more must leave at the least: those items that lack fewest people need so many leavings, and nobody's leaving
/// counts in more items than that person covers.
fn at_least(open: &[u64], degrees: &[(u32, u32)], missing: usize) -> u32 {
    let mut lacking: Vec<u32> = open.iter().filter(|left| **left != 0).map(|left| left.count_ones()).collect();
    lacking.sort_unstable();
    let leavings: u32 = lacking.iter().take(missing).sum();
    let mut reached = 0;
    let people = degrees.iter().take_while(|(degree, _)| {
        let is_short = reached < leavings;
        reached += degree;
        is_short
    });
    (people.count() as u32).max(lacking.get(missing.saturating_sub(1)).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_five_people_each_alone_are_counted_at_once() {
        let names: Vec<String> = (0..25).map(|nth| format!("m{nth:02}")).collect();
        let cover: Cover<'_> = names.iter().map(|name| (name.as_str(), BTreeSet::from([name.as_str()]))).collect();
        assert_eq!(bus_factor(&cover, 25), Some(BusFactor { people: 13, is_exact: true }));
        assert_eq!(bus_factor(&cover, 24), Some(BusFactor { people: 13, is_exact: false }));
        assert_eq!(sole(&cover).len(), 25);
    }
}

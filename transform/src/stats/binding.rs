//! Which single requirement keeps an opportunity unfilled, and who would be eligible without it.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

/// One requirement of an opportunity that too few or enough people meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement<'a> {
    /// The skill.
    pub skill: &'a str,
    /// People who meet all other requirements, whether or not they meet this one.
    pub eligible_without: usize,
    /// Too few with it, enough without it.
    pub is_binding: bool,
    /// People who fail this requirement and no other, sorted: one training would make them eligible.
    pub near_misses: Vec<&'a str>,
    /// Its part of the opportunity's value, in centavos.
    pub value_share: i64,
}

/// What an opportunity asks for and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing<'a> {
    /// People who meet all requirements.
    pub eligible: usize,
    /// Each requirement, in the order of skills.
    pub requirements: Vec<Requirement<'a>>,
}

/// Holds requirements (skill → minimum level) against people (member → skill → verified level), of whom there are `members`.
///
/// People without any level may be left out of `levels` as long as `members` names them. A requirement binds iff fewer than
/// `positions` people meet all and at least `positions` meet all others. The value, in centavos, is split equally among the
/// requirements that bind by largest remainder; equal remainders go by the SHA-256 of `requisitos|valor|skill`.
pub fn standing<'a>(
    members: &BTreeSet<&'a str>,
    levels: &BTreeMap<&'a str, BTreeMap<&'a str, i32>>,
    wanted: &BTreeMap<&'a str, i32>,
    positions: usize,
    value: i64,
) -> Standing<'a> {
    let level = |member: &str, skill: &str| levels.get(member).and_then(|skills| skills.get(skill)).copied().unwrap_or_default();
    let mut eligible = 0;
    let mut near: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for member in members {
        let mut failed = wanted.iter().filter(|(skill, least)| level(member, skill) < **least).map(|(skill, _)| *skill);
        match (failed.next(), failed.next()) {
            (None, _) => eligible += 1,
            (Some(only), None) => near.entry(only).or_default().push(member),
            _ => {}
        }
    }
    let requirements = wanted.keys().map(|skill| {
        let near_misses = near.remove(skill).unwrap_or_default();
        let eligible_without = eligible + near_misses.len();
        Requirement { skill, eligible_without, is_binding: eligible < positions && positions <= eligible_without, near_misses, value_share: 0 }
    });
    let mut requirements: Vec<Requirement<'_>> = requirements.collect();
    let binding: Vec<&str> = requirements.iter().filter(|one| one.is_binding).map(|one| one.skill).collect();
    let shares = equal_shares(value, &binding);
    for one in &mut requirements {
        one.value_share = shares.get(one.skill).copied().unwrap_or_default();
    }
    Standing { eligible, requirements }
}

/// Whole centavos split equally, to the last of them: those that are left over go by the smallest hash.
fn equal_shares<'a>(value: i64, skills: &[&'a str]) -> BTreeMap<&'a str, i64> {
    let parts = i64::try_from(skills.len()).unwrap_or(i64::MAX);
    if parts == 0 {
        return BTreeMap::new();
    }
    let mut order: Vec<([u8; 32], &str)> = skills.iter().map(|skill| (Sha256::digest(format!("requisitos|valor|{skill}")).into(), *skill)).collect();
    order.sort_unstable();
    let (each, left) = (value.div_euclid(parts), value.rem_euclid(parts));
    order.into_iter().zip(0..).map(|((_, skill), place)| (skill, each + i64::from(place < left))).collect()
}

//! Random skills, requirements and covers against counts that share no code with the project.

use std::collections::{BTreeMap, BTreeSet};

use mirante_transform::stats::{
    binding::standing,
    cover::{Cover, bus_factor},
    skills::{LEVELS, Proof, held, level_on, unmet},
};

use crate::support::{Random, seed, size};

fn minutes(random: &mut Random) -> [i64; LEVELS] {
    std::array::from_fn(|_| if random.below(3) == 0 { 0 } else { random.below(40) as i64 })
}

/// The most of demand that supply can serve: paths along which one more minute flows, found one after another (Ford and Fulkerson 1956).
/// `flow[s][d]` minutes of level s serve demand of level d, for s ≥ d.
fn best_assignment(demand: [i64; LEVELS], supply: [i64; LEVELS]) -> i64 {
    let mut flow = [[0_i64; LEVELS]; LEVELS];
    let mut served = 0;
    loop {
        let free = |level: usize, flow: &[[i64; LEVELS]; LEVELS]| supply[level] - flow[level].iter().sum::<i64>();
        let open = |level: usize, flow: &[[i64; LEVELS]; LEVELS]| demand[level] - flow.iter().map(|row| row[level]).sum::<i64>();
        // Breadth first from every level with supply to spare; a demand that is served can hand its minute back.
        let mut from_supply: [Option<usize>; LEVELS] = [None; LEVELS];
        let mut from_demand: [Option<usize>; LEVELS] = [None; LEVELS];
        let mut queue: Vec<usize> = (0..LEVELS).filter(|level| free(*level, &flow) > 0).collect();
        let mut seen: BTreeSet<usize> = queue.iter().copied().collect();
        let mut end = None;
        while let Some(source) = queue.pop() {
            for target in 0..=source {
                if from_demand[target].is_some() {
                    continue;
                }
                from_demand[target] = Some(source);
                if open(target, &flow) > 0 {
                    end = Some(target);
                }
                for (back, row) in flow.iter().enumerate() {
                    if row[target] > 0 && seen.insert(back) {
                        from_supply[back] = Some(target);
                        queue.push(back);
                    }
                }
            }
        }
        let Some(mut target) = end else { return served };
        loop {
            let source = from_demand[target].unwrap();
            flow[source][target] += 1;
            match from_supply[source] {
                Some(before) => {
                    flow[source][before] -= 1;
                    target = before;
                }
                None => break,
            }
        }
        served += 1;
    }
}

#[test]
fn unmet_is_demand_less_the_best_assignment_and_supply_never_raises_it() {
    let mut random = Random::new(seed("unmet"));
    for _ in 0..size("MIRANTE_SKILLS", 300) {
        let (demand, supply) = (minutes(&mut random), minutes(&mut random));
        let found = unmet(demand, supply);
        assert_eq!(found.need, demand.iter().sum::<i64>() - best_assignment(demand, supply), "{demand:?} {supply:?}");
        for level in 0..LEVELS {
            let mut more = supply;
            more[level] += 1 + random.below(20) as i64;
            let with_more = unmet(demand, more);
            assert!(with_more.from_level.iter().zip(found.from_level).all(|(with, without)| *with <= without), "{demand:?} {supply:?} {more:?}");
        }
        assert_eq!(unmet([0; LEVELS], supply).need, 0);
        assert_eq!(unmet([0; LEVELS], supply).binding, None);
        // Only the binding level and below hold the need: one level above, less would be missing.
        if let Some(level) = found.binding {
            assert!(found.from_level[level..].iter().all(|above| *above < found.need), "{found:?}");
        }
    }
}

const SKILLS: [&str; 4] = ["a", "b", "c", "d"];

/// People with levels, requirements, positions.
type Market = (Vec<(String, BTreeMap<&'static str, i32>)>, BTreeMap<&'static str, i32>, usize);

fn market(random: &mut Random) -> Market {
    let people = 1 + random.below(8);
    let level = |random: &mut Random| random.below(6) as i32;
    let members = (0..people).map(|nth| (format!("m{nth}"), SKILLS.iter().map(|skill| (*skill, level(random))).collect())).collect();
    let wanted = SKILLS.iter().filter_map(|skill| if random.below(3) > 0 { Some((*skill, 1 + random.below(5) as i32)) } else { None }).collect();
    (members, wanted, 1 + random.below(3))
}

#[test]
fn a_requirement_that_is_dropped_makes_nobody_ineligible_and_shares_add_up() {
    let mut random = Random::new(seed("binding"));
    let mut bound = 0;
    for _ in 0..size("MIRANTE_SKILLS", 300) {
        let (people, wanted, positions) = market(&mut random);
        let value = random.below(1_000_000) as i64;
        let members: BTreeSet<&str> = people.iter().map(|(id, _)| id.as_str()).collect();
        let levels: BTreeMap<&str, BTreeMap<&str, i32>> =
            people.iter().map(|(id, skills)| (id.as_str(), skills.iter().map(|(skill, level)| (*skill, *level)).collect())).collect();
        let found = standing(&members, &levels, &wanted, positions, value);
        // By each member's set of failures.
        let failures: Vec<BTreeSet<&str>> = people
            .iter()
            .map(|(_, skills)| wanted.iter().filter(|(skill, least)| skills[**skill] < **least).map(|(skill, _)| *skill).collect())
            .collect();
        assert_eq!(found.eligible, failures.iter().filter(|failed| failed.is_empty()).count());
        for one in &found.requirements {
            let only = failures.iter().filter(|failed| failed.iter().eq([one.skill].iter())).count();
            assert_eq!(one.near_misses.len(), only);
            assert!(one.eligible_without >= found.eligible && one.eligible_without == found.eligible + only);
            assert_eq!(one.is_binding, found.eligible < positions && found.eligible + only >= positions);
            let fewer: BTreeMap<&str, i32> = wanted.iter().filter(|(skill, _)| **skill != one.skill).map(|(skill, least)| (*skill, *least)).collect();
            let without = standing(&members, &levels, &fewer, positions, value);
            assert_eq!(without.eligible, one.eligible_without);
            assert!(one.is_binding || one.value_share == 0);
        }
        let shared: i64 = found.requirements.iter().map(|one| one.value_share).sum();
        let binding: Vec<i64> = found.requirements.iter().filter(|one| one.is_binding).map(|one| one.value_share).collect();
        assert_eq!(shared, if binding.is_empty() { 0 } else { value });
        bound += binding.len();
        if let (Some(least), Some(most)) = (binding.iter().min(), binding.iter().max()) {
            assert!(most - least <= 1);
        }
        // The same people under other names: the same numbers.
        let renamed: Vec<String> = people.iter().map(|(id, _)| format!("x{}", 99 - id[1..].parse::<i32>().unwrap())).collect();
        let others: BTreeSet<&str> = renamed.iter().map(String::as_str).collect();
        let other_levels = renamed.iter().zip(levels.values()).map(|(id, skills)| (id.as_str(), skills.clone())).collect();
        let again = standing(&others, &other_levels, &wanted, positions, value);
        let figures = |standing: &mirante_transform::stats::binding::Standing<'_>| {
            (standing.eligible, standing.requirements.iter().map(|one| (one.near_misses.len(), one.value_share)).collect::<Vec<_>>())
        };
        assert_eq!(figures(&again), figures(&found));
    }
    assert!(bound > 20, "only {bound} requirements bound");
}

/// People by item.
type Items = BTreeMap<String, BTreeSet<String>>;

fn exact(items: &Items, exact_people: usize) -> usize {
    let cover: Cover<'_> = items.iter().map(|(item, able)| (item.as_str(), able.iter().map(String::as_str).collect())).collect();
    bus_factor(&cover, exact_people).unwrap().people
}

/// The smallest set of people, over all sets.
fn by_sets(items: &Items) -> usize {
    let people: Vec<&String> = items.values().flatten().collect::<BTreeSet<_>>().into_iter().collect();
    let leaves_most_bare = |set: u32| {
        let is_gone = |person: &String| people.iter().position(|one| *one == person).is_some_and(|place| set >> place & 1 == 1);
        2 * items.values().filter(|able| able.iter().all(is_gone)).count() > items.len()
    };
    (0..1_u32 << people.len()).filter(|set| leaves_most_bare(*set)).map(u32::count_ones).min().unwrap() as usize
}

#[test]
fn bus_factors_are_the_smallest_and_cover_never_lowers_them() {
    let mut random = Random::new(seed("bus factor"));
    for _ in 0..size("MIRANTE_SKILLS", 300) {
        let people = 1 + random.below(7);
        let items: Items = (0..1 + random.below(8))
            .map(|nth| (format!("s{nth}"), (0..people).filter(|_| random.below(3) == 0).map(|person| format!("m{person}")).collect()))
            .collect();
        let found = exact(&items, 25);
        assert_eq!(found, by_sets(&items), "{items:?}");
        assert!(found <= exact(&items, 0) && found <= people, "{items:?}");
        // One more who can do one of them.
        let mut more = items.clone();
        let item = format!("s{}", random.below(items.len()));
        more.get_mut(&item).unwrap().insert(format!("m{}", random.below(people + 2)));
        assert!(exact(&more, 25) >= found, "{items:?} {more:?}");
        // The same under other names.
        let renamed = |able: &BTreeSet<String>| able.iter().map(|id| format!("z{}", 50 - id[1..].parse::<i32>().unwrap())).collect();
        let others: Items = items.iter().map(|(item, able)| (item.clone(), renamed(able))).collect();
        assert_eq!(exact(&others, 25), found);
    }
}

#[test]
fn twenty_five_people_are_counted_in_time() {
    let mut random = Random::new(seed("many people"));
    for items in [10, 30, 60] {
        let cover: Items = (0..items)
            .map(|nth| (format!("s{nth:02}"), (0..25).filter(|_| random.below(8) == 0).map(|person| format!("m{person:02}")).collect()))
            .collect();
        let began = std::time::Instant::now();
        assert!(exact(&cover, 25) <= exact(&cover, 0));
        assert!(began.elapsed().as_secs() < 20, "{items} items took {:?}", began.elapsed());
    }
}

#[test]
fn verified_levels_are_those_of_every_pair_of_proofs_on_every_day() {
    let mut random = Random::new(seed("levels"));
    for _ in 0..size("MIRANTE_SKILLS", 300) {
        let proofs: Vec<Proof> = (0..random.below(6))
            .map(|_| {
                let from = random.below(60) as i32;
                let is_certificate = random.below(3) == 0;
                Proof {
                    level: 1 + random.below(5) as i32,
                    is_certificate,
                    from,
                    until: (random.below(2) == 0).then(|| from + random.below(30) as i32),
                    pair_until: from + 20,
                    fresh_until: from + 35,
                }
            })
            .collect();
        let stretches = held(&proofs, 2);
        for day in 0..140 {
            let counts = |proof: &&Proof| proof.from <= day && (!proof.is_certificate || proof.until.is_none_or(|until| day <= until));
            let there: Vec<&Proof> = proofs.iter().filter(counts).collect();
            let mut expected = 0;
            for (place, one) in there.iter().enumerate() {
                for other in &there[place + 1..] {
                    let level = one.level.min(other.level);
                    if (one.from - other.from).abs() <= 20 && !(one.is_certificate && other.is_certificate) {
                        let last = there.iter().filter(|proof| proof.level >= level).map(|proof| proof.from).max().unwrap();
                        expected = expected.max(if day <= last + 35 { level } else { level - 1 });
                    }
                }
            }
            assert_eq!(level_on(&proofs, day, 2), expected, "day {day} of {proofs:?}");
            let of_stretch =
                stretches.iter().find(|held| held.from <= day && held.until.is_none_or(|until| day < until)).map_or(0, |held| held.level);
            assert_eq!(of_stretch, expected, "day {day} of {stretches:?}");
        }
    }
}

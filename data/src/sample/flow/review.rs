//! Who decides on what was delivered, and when: a committee that meets every second Wednesday; in one unit, later, one person after another thing.

use super::super::{
    items::offices::sole_operator,
    random::{Random, Stream},
    registry::leave_of,
    time::{DAY, END, END_DAY, HOUR, QUEUE_SINCE, WORKDAY, day_of},
    words::OVERLOADED,
    world::World,
};

/// A decision: since when somebody worked on it, when it was taken, by whom, and did they keep a list of what they do?
#[derive(Clone, Copy)]
pub(super) struct Review {
    pub(super) began: i64,
    pub(super) decided: i64,
    pub(super) judge: u32,
    pub(super) is_listed: bool,
}

/// Who decides.
pub(super) struct Reviews {
    /// How many deliveries each meeting has taken, by unit.
    taken: Vec<Vec<u32>>,
    /// The unit that has no committee any more, and who does its work.
    alone: Option<(usize, Alone)>,
}

/// Days from one meeting to the next.
const EVERY: i64 = 14;
/// How many a member of the committee takes in the three hours of a meeting, one after the other.
const EACH: u32 = 6;
const TURN: i64 = 3 * HOUR / EACH as i64;
/// Deliveries that a thousand cases come to, those sent in again counted.
const DELIVERIES: u64 = 1_660;

impl Reviews {
    /// Nobody has decided anything yet; `share` of a thousand cases are of the unit that gets overloaded.
    pub(super) fn new(world: &World, cases: u64, share: u64) -> Self {
        let meetings = ((END_DAY + 400 - world.first_day) / EVERY) as usize;
        let taken = (0..world.size.units).map(|_| vec![0; meetings]).collect();
        let expected = cases * share * DELIVERIES / 1_000_000;
        let alone = (!world.is_calm() && expected > 0).then(|| (world.home(OVERLOADED), Alone::new(world, expected as i64)));
        Self { taken, alone }
    }

    /// The decision on what a unit handed in, by who is there; one after the end is still open.
    pub(super) fn take(&mut self, world: &World, unit: usize, submitted: i64) -> Review {
        match &mut self.alone {
            Some((overloaded, alone)) if *overloaded == unit && submitted >= QUEUE_SINCE => alone.take(world, submitted),
            _ => self.meet(world, unit, submitted),
        }
    }

    /// A committee takes what came five days before: each of its members some things, one after the other.
    fn meet(&mut self, world: &World, unit: usize, submitted: i64) -> Review {
        let earliest = submitted.div_euclid(DAY) + 5;
        // 2022-01-05 was a Wednesday.
        let since = earliest - day_of(2022, 1, 5) - 7 * (unit as i64 % 2);
        let meeting = earliest + (-since).rem_euclid(EVERY);
        let number = ((meeting - world.first_day) / EVERY) as usize;
        let nth = self.taken[unit].get_mut(number).map_or(0, |taken| {
            *taken += 1;
            *taken - 1
        });
        let mut random = Random::of(world.seed, Stream::Reviews, (unit as u64) << 40 | (meeting as u64) << 16 | u64::from(nth / EACH));
        let judge = world.member(unit, meeting * DAY, &mut random);
        let decided = world.office.on_or_after(meeting) * DAY + 14 * HOUR + i64::from(nth % EACH + 1) * TURN;
        Review { began: decided - TURN + 60 * random.between(1, 12), decided, judge, is_listed: false }
    }
}

/// Few who take one thing after the other, whatever came first; each has a turn at a time.
struct Alone {
    people: Vec<u32>,
    /// Working time from one turn of a person to the next.
    turn: i64,
    /// For each turn of all the next one that is free, itself if it is; the last stands for none.
    free: Vec<u32>,
}

/// Between two things there is something else to do.
const BREAK: i64 = 20 * 60;
/// The longest that somebody works on one thing.
const LONGEST: i64 = 2 * WORKDAY;

impl Alone {
    /// They get through five ninths of what is expected, so that the queue grows.
    fn new(world: &World, expected: i64) -> Self {
        let time = world.office.worked_until(END) - world.office.worked_until(QUEUE_SINCE);
        let turns = (expected * 5 / 9).max(1);
        // More people where one would have less than two hours for each.
        let people = Self::people(world, (turns * 2 * HOUR / time + 1) as usize);
        let rounds = (turns / people.len() as i64).max(1);
        let free = (0..=(rounds * people.len() as i64) as u32).collect();
        Self { turn: time / rounds, people, free }
    }

    /// The first of the unit who were there before and still are, but for who looks after the old system.
    fn people(world: &World, wanted: usize) -> Vec<u32> {
        let all = world.members_of(world.home(OVERLOADED));
        let stays =
            |member: &u32| world.is_there(*member, QUEUE_SINCE / DAY) && world.is_there(*member, END_DAY) && leave_of(world, *member).is_none();
        let people: Vec<u32> = all.clone().filter(stays).filter(|member| *member != sole_operator(world)).take(wanted).collect();
        if people.is_empty() { vec![all.start] } else { people }
    }

    fn take(&mut self, world: &World, submitted: i64) -> Review {
        let (origin, people) = (world.office.worked_until(QUEUE_SINCE), self.people.len());
        let since = world.office.worked_until(submitted) - origin;
        let place = self.next((since + self.turn - 1) / self.turn * people as i64);
        let judge = self.people[place % people];
        if place + 1 == self.free.len() {
            return Review { began: END, decided: END, judge, is_listed: false };
        }
        self.free[place] += 1;
        let until = origin + ((place / people) as i64 + 1) * self.turn - BREAK;
        let began = world.office.at_work(until - (self.turn - BREAK).min(LONGEST));
        Review { began, decided: world.office.at_work(until), judge, is_listed: true }
    }

    /// The first free turn from a place on; what was passed is shortened for who comes next (Tarjan 1975, path halving).
    fn next(&mut self, from: i64) -> usize {
        let last = self.free.len() - 1;
        let mut place = (from as usize).min(last);
        while self.free[place] as usize != place {
            let next = self.free[place] as usize;
            self.free[place] = self.free[next];
            place = self.free[place] as usize;
        }
        place
    }
}

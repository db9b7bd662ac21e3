//! What stands before any case does: calendars, members, organisations, contracts, and who of them is picked.

use super::{
    Size,
    random::{Random, Stream},
    table::Key,
    time::{Arrivals, Calendar, DAY, END_DAY, day_of},
    words::{CLIENT_TYPES, LINES, OVERLOADED, SATELLITE_LINES, UNITS, cooperative_of},
};

/// The frame of all cases.
pub(super) struct World {
    pub(super) seed: u64,
    pub(super) size: Size,
    /// First day of the records.
    pub(super) first_day: i64,
    /// Working hours of the offices, and of the service desk.
    pub(super) office: Calendar,
    pub(super) desk: Calendar,
    pub(super) members: Vec<Member>,
    pub(super) organizations: Vec<Organization>,
    /// By cooperative: clients whose contracts are paid by the month.
    pub(super) monthly: [Vec<u32>; 3],
    /// Where the members of each unit begin; one more than there are units.
    of_unit: Vec<u32>,
}

/// A member; everything else follows from the number.
pub(super) struct Member {
    pub(super) unit: usize,
    /// None: a candidate.
    pub(super) joined: Option<i64>,
    pub(super) left: Option<i64>,
}

/// A client, a supplier, or one of the cooperatives themselves.
pub(super) struct Organization {
    pub(super) since: i64,
    pub(super) client_type: usize,
    pub(super) line: usize,
    pub(super) unit: usize,
    pub(super) is_internal: bool,
    pub(super) is_supplier: bool,
}

/// The units of the first organisations, which are the cooperatives themselves.
const INTERNAL_UNITS: [usize; 3] = [0, 12, 13];

/// How contracts are paid; the first of them by the month.
pub(super) const MODELS: [&str; 5] = ["continuo", "continuo", "recorrente", "escopo", "projeto"];
const MONTHLY: u64 = 3;

/// Days of one term of a contract; each is renewed by the next.
pub(super) const TERM: i64 = 365;

impl World {
    pub(super) fn new(seed: u64, size: Size) -> Self {
        let first_day = day_of(2026 - size.years, 10, 1);
        let (members, of_unit) = members(seed, &size, first_day);
        let organizations: Vec<Organization> = (0..size.organizations).map(|number| organization(seed, &size, number, first_day)).collect();
        let mut monthly = [(); 3].map(|()| Vec::new());
        for (number, one) in organizations.iter().enumerate().filter(|(_, one)| !one.is_internal && !one.is_supplier) {
            if Random::of(seed, Stream::Contracts, number as u64).below(MODELS.len() as u64) < MONTHLY {
                monthly[cooperative_of(one.unit)].push(number as u32);
            }
        }
        Self { monthly, seed, size, first_day, office: Calendar::geral(), desk: Calendar::atendimento(), members, organizations, of_unit }
    }

    /// Is nothing planted in it?
    pub(super) fn is_calm(&self) -> bool {
        self.size.is_calm
    }

    /// How many times the usual working time things may take before they are late: where nothing is planted, nobody is late often.
    pub(super) fn patience(&self) -> i64 {
        if self.is_calm() { 4 } else { 1 }
    }

    /// The days on which cases come in: more and more, as the season has it; always the same where nothing is planted.
    pub(super) fn arrivals(&self, calendar: &Calendar, growth_percent: i64) -> Arrivals {
        Arrivals::new(calendar, self.first_day, growth_percent, self.is_calm())
    }

    /// The unit where work of this unit is done: itself, or the only one that there is.
    pub(super) fn home(&self, unit: usize) -> usize {
        if unit < self.size.units { unit } else { 0 }
    }

    /// How many cooperatives there are.
    pub(super) fn cooperatives(&self) -> usize {
        cooperative_of(self.size.units - 1) + 1
    }

    /// Members of a unit, whatever their state.
    pub(super) fn members_of(&self, unit: usize) -> std::ops::Range<u32> {
        self.of_unit[unit]..self.of_unit[unit + 1]
    }

    /// Is the member there on a day?
    pub(super) fn is_there(&self, member: u32, day: i64) -> bool {
        let member = &self.members[member as usize];
        member.joined.is_some_and(|joined| joined <= day) && member.left.is_none_or(|left| left > day)
    }

    /// A member of the unit who is there at that time.
    pub(super) fn member(&self, unit: usize, at: i64, random: &mut Random) -> u32 {
        let (from, to) = (self.of_unit[unit], self.of_unit[unit + 1]);
        let day = at.div_euclid(DAY);
        for _ in 0..6 {
            let number = from + random.below(u64::from(to - from)) as u32;
            if self.is_there(number, day) {
                return number;
            }
        }
        // The first of each unit founded it and stays.
        from
    }

    /// One of the few who look after what comes into a unit.
    pub(super) fn coordinator(&self, unit: usize, at: i64, random: &mut Random) -> u32 {
        let (from, to) = (self.of_unit[unit], self.of_unit[unit + 1]);
        let number = from + random.below(u64::from((to - from) / 12).max(2)) as u32;
        if number < to && self.is_there(number, at.div_euclid(DAY)) { number } else { from }
    }

    /// A client of that time; the older ones come more often.
    pub(super) fn client(&self, at: i64, random: &mut Random) -> usize {
        self.organization(at, false, random)
    }

    /// A supplier of that time.
    pub(super) fn supplier(&self, at: i64, random: &mut Random) -> usize {
        self.organization(at, true, random)
    }

    fn organization(&self, at: i64, is_supplier: bool, random: &mut Random) -> usize {
        let is_one = |number: usize| {
            let one = &self.organizations[number];
            !one.is_internal && one.is_supplier == is_supplier && one.since <= at.div_euclid(DAY)
        };
        let limit = self.organizations.len() as i64;
        let tries = (0..12).map(|_| random.early(3, limit) as usize).find(|number| is_one(*number));
        tries.or_else(|| (3..self.organizations.len()).find(|number| is_one(*number))).unwrap_or(3)
    }

    /// The contract that an organisation has on a day.
    pub(super) fn contract(&self, organization: usize, day: i64) -> Key {
        contract_key(organization, (day - self.organizations[organization].since).div_euclid(TERM))
    }
}

/// The key of an organisation's n-th contract, from 0.
pub(super) fn contract_key(organization: usize, term: i64) -> Key {
    Key { prefix: "CT-", case: organization as u64, part: term as u64 + 1 }
}

/// The key of an organisation.
pub(super) fn organization_key(organization: usize) -> Key {
    Key { prefix: "ORG-", case: organization as u64, part: 0 }
}

fn members(seed: u64, size: &Size, first_day: i64) -> (Vec<Member>, Vec<u32>) {
    let units = &UNITS[..size.units];
    let total: u64 = units.iter().map(|unit| unit.weight).sum();
    let (mut all, mut of_unit, mut weight) = (Vec::new(), vec![0], 0);
    for (unit, it) in units.iter().enumerate() {
        weight += it.weight;
        let to = size.members * weight / total;
        let founded = day_of(it.founded, 6, 1);
        let mut is_first = true;
        while (all.len() as u64) < to {
            let mut random = Random::of(seed, Stream::Members, all.len() as u64);
            let (is_old, is_candidate, leaves) = (random.chance(650), random.chance(20), random.chance(110));
            let joined = if is_first || is_old { random.between(founded, first_day) } else { random.between(first_day, END_DAY - 30) };
            let joined = if is_first { founded } else { joined.max(founded) };
            let left = (leaves && !is_first).then(|| random.between(joined.max(first_day) + 10, END_DAY + 10)).filter(|left| *left < END_DAY);
            let is_member = is_first || !is_candidate;
            all.push(Member { unit, joined: is_member.then_some(joined), left: left.filter(|_| is_member) });
            is_first = false;
        }
        of_unit.push(to as u32);
    }
    (all, of_unit)
}

fn organization(seed: u64, size: &Size, number: u64, first_day: i64) -> Organization {
    let mut random = Random::of(seed, Stream::Organizations, number);
    let is_internal = number <= cooperative_of(size.units - 1) as u64;
    // The first after the internal ones is a client, the next a supplier, both from the beginning.
    let is_supplier = !is_internal && number % 6 == 4;
    // Where nothing is planted nobody comes later: who asks for what stays the same.
    let is_old = number < 12 || number * 10 < size.organizations * 7 || size.is_calm;
    let since = if is_old { random.between(first_day - 900, first_day) } else { random.between(first_day, END_DAY - 20) };
    let weights = CLIENT_TYPES.map(|(_, weight)| weight);
    let line = random.below(LINES.len() as u64) as usize;
    let (line, unit) = match random.below(100) {
        0..=4 => (SATELLITE_LINES[0], 12),
        5..=8 => (SATELLITE_LINES[1], 13),
        9..=22 => (line, random.pick(&[9, 10, 11])),
        // The service that most clients ask for.
        23..=34 => (0, OVERLOADED),
        _ => (line, LINES[line].unit),
    };
    let unit = if is_internal { INTERNAL_UNITS[number as usize] } else { unit };
    let unit = if unit < size.units { unit } else { 0 };
    let since = if is_internal { day_of(UNITS[unit].founded, 6, 1) } else { since };
    Organization { since, client_type: random.weighted(&weights), line, unit, is_internal, is_supplier }
}

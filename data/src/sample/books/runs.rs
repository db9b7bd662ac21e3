//! Distribution runs: every Friday each cooperative shares out what came in; one was held, one was taken back.

use std::io;

use super::{
    super::{
        random::{Random, Stream},
        table::Key,
        time::{DAY, END, END_DAY, HOUR, civil, day_of, weekday},
        words::{FINANCE, UNITS},
        world::World,
    },
    At, Books,
};

/// A run of one cooperative.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Run {
    pub(in super::super) cooperative: usize,
    /// The Friday that it is named after.
    pub(in super::super) friday: i64,
    pub(in super::super) paid: i64,
    /// Was it held before it was approved?
    pub(in super::super) is_held: bool,
    /// When it was taken back.
    pub(in super::super) reversed: Option<i64>,
    cooperatives: usize,
}

impl Run {
    /// The run that shares out what came in at an instant.
    pub(in super::super) fn of(world: &World, cooperative: usize, at: i64) -> Self {
        let earliest = at.div_euclid(DAY) + 1;
        Self::on(world, cooperative, earliest + (5 - weekday(earliest)).rem_euclid(7))
    }

    /// The run of a Friday.
    pub(in super::super) fn on(world: &World, cooperative: usize, friday: i64) -> Self {
        let cooperatives = world.cooperatives();
        let mut random = Random::of(world.seed, Stream::Runs, (friday * 4) as u64 + cooperative as u64);
        let paid = world.office.on_or_after(friday) * DAY + 15 * HOUR + random.between(0, 2 * HOUR);
        let is_held = cooperative == 1 % cooperatives && friday == day_of(2026, 9, 4);
        let is_reversed = cooperative == 2 % cooperatives && friday == day_of(2026, 6, 5);
        let reversed = is_reversed.then(|| world.office.after(paid, 24 * HOUR));
        Self { cooperative, friday, paid, is_held, reversed, cooperatives }
    }

    /// The run that pays again what this one took back.
    pub(in super::super) fn next(&self, world: &World) -> Self {
        Self::on(world, self.cooperative, self.friday + 7)
    }

    /// Its name: the year, and its number in it over all cooperatives.
    pub(in super::super) fn id(&self) -> (i64, i64) {
        let year = civil(self.friday).0;
        (year, (self.friday - day_of(year, 1, 1)) / 7 * self.cooperatives as i64 + self.cooperative as i64 + 1)
    }

    /// One of its events: 1 prepared, 2 reviewed, 3 approved, 4 paid, 5 reversed.
    pub(in super::super) fn event(&self, part: u64) -> Key {
        let (year, number) = self.id();
        Key { prefix: "DR-", case: (year * 1_000 + number) as u64, part }
    }

    /// Has it paid by the end of the records?
    pub(in super::super) fn is_paid(&self) -> bool {
        self.paid < END && !self.is_held
    }
}

impl Books {
    /// All runs with their events and what they put into the funds; they come after all receipts.
    pub(in super::super) fn runs(&mut self, world: &World) -> io::Result<()> {
        let first = world.first_day + (5 - weekday(world.first_day)).rem_euclid(7);
        for friday in (first..END_DAY).step_by(7) {
            for cooperative in 0..world.cooperatives() {
                let run = Run::on(world, cooperative, friday);
                let received = self.received[((friday - world.first_day) / 7) as usize][cooperative];
                // The first of a month pays for the month before, and the one after a run that was taken back pays again.
                let is_due = received > 0 || civil(friday).2 <= 7 || Run::on(world, cooperative, friday - 7).reversed.is_some();
                if is_due && run.friday * DAY + 9 * HOUR < END {
                    self.run_events(world, &run, received)?;
                    self.form_funds(world, &run, received)?;
                }
            }
        }
        Ok(())
    }

    fn run_events(&mut self, world: &World, run: &Run, received: i64) -> io::Result<()> {
        let day = run.paid.div_euclid(DAY) * DAY;
        let unit = [world.home(FINANCE), 12, 13][run.cooperative];
        let mut random = Random::of(!world.seed, Stream::Runs, run.event(0).case);
        let steps = [
            ("distribution.prepared", day + 9 * HOUR + 300),
            ("distribution.reviewed", day + 11 * HOUR + 900),
            ("distribution.approved", day + 14 * HOUR),
            ("distribution.paid", run.paid),
            ("distribution.reversed", run.reversed.unwrap_or(END)),
        ];
        let steps = steps.into_iter().take(if run.is_held { 2 } else { 5 }).enumerate().filter(|(_, (_, at))| *at < END);
        for (place, (name, at)) in steps {
            // Three people: who prepares, who reviews, who approves.
            let people = world.members_of(unit);
            let person = people.start + (place as u32 + random.below(2) as u32 * 3) % (people.end - people.start).max(1);
            let person = if world.is_there(person, at.div_euclid(DAY)) { person } else { people.start };
            let table = self.table(At::Runs);
            table.key(run.event(place as u64 + 1)).run(Some(run.id())).text(name).at(at).int(place as i64 + 1).person(person).text(UNITS[unit].id);
            if place == 0 {
                table.text("{\"gross_centavos\":").and_number(received).and(",\"kind\":\"ordinaria\",\"stage\":\"operacional\"}");
            } else {
                table.blank();
            }
            table.end(0)?;
        }
        Ok(())
    }
}

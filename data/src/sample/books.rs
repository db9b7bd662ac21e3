//! The books of each cooperative: titles, bank lines, journals that close, and how bank and books are matched.
//!
//! Every real can be followed from the contract over the invoice, its title and the bank line to the journal.
//! What is summed here is kept by month, unit and account, so its size depends on the years and not on the scale.

use std::{collections::BTreeMap, io, path::Path};

use super::{
    Tally,
    random::{Random, Stream},
    table::{Key, Table},
    time::{DAY, END, END_DAY, HOUR, civil, month_of, year_of},
    words::{COOPERATIVES, LINES, UNITS, cooperative_of},
    world::{World, organization_key},
};

mod accounts;
mod breaks;
mod costs;
mod forecast;
pub(super) mod runs;
pub(super) mod sales;
mod shares;
pub(super) mod tables;

pub(super) use accounts::{ACCOUNTS, Account};
pub(super) use costs::Purchase;
use tables::SPECS;

/// Bank and books that do not agree, by kind: how often at all, and how many of them are still open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Breaks(pub(super) BTreeMap<&'static str, (u64, u64)>);

impl Breaks {
    fn count(&mut self, kind: &'static str, is_open: bool) {
        let (all, open) = self.0.entry(kind).or_default();
        *all += 1;
        *open += u64::from(is_open);
    }
}

/// Where the tables lie in the list.
#[derive(Clone, Copy)]
enum At {
    Titles,
    Bank,
    Ledger,
    Matches,
    Withheld,
    Payouts,
    Advances,
    Capital,
    Invoices,
    Log,
    Runs,
    Accounts,
    Funds,
    FundEntries,
    Budget,
    Forecasts,
    RunObjects,
}

/// The books being written.
pub(super) struct Books {
    seed: u64,
    tables: [Table; SPECS.len()],
    first_month: i64,
    months: usize,
    /// Sums by month, unit and account.
    sums: Vec<[[i64; ACCOUNTS.len()]; UNITS.len()]>,
    /// By month and cooperative: what is to be shared out among those who work for monthly contracts.
    pools: Vec<[i64; 3]>,
    /// By month and cooperative: minutes of those who work for them.
    minutes: Vec<[i64; 3]>,
    /// By month and cooperative: tax of the cooperative, and what it kept back from payouts for the state.
    taxes: Vec<[(i64, i64); 3]>,
    /// By week and cooperative: what came in.
    received: Vec<[i64; 3]>,
    lines: u64,
    logged: u64,
    pub(super) breaks: Breaks,
}

/// A journal: everything that its lines have in common.
#[derive(Clone, Copy)]
struct Journal {
    key: Key,
    day: i64,
    unit: usize,
    contract: Option<Key>,
    line: Option<usize>,
    act: &'static str,
    category: &'static str,
    bank: Option<Key>,
    /// The journal that it takes back, line by line.
    reverses: Option<Key>,
}

/// A line: account, centavos, title.
type Line = (Account, i64, Option<Key>);

/// Money that moves at the bank, with its journal; the first line of the journal is that of the bank.
#[derive(Clone, Copy)]
struct Movement {
    key: Key,
    at: i64,
    amount: i64,
    is_in: bool,
    organization: Option<usize>,
    title: Option<Key>,
    /// The bank line that it takes back.
    reverses: Option<Key>,
    /// Was it taken back?
    is_reversed: bool,
    /// What the match is called.
    matched: &'static str,
}

impl Books {
    pub(super) fn new(world: &World, root: &Path) -> Self {
        let months = 12 * world.size.years as usize + 1;
        let weeks = (END_DAY - world.first_day) as usize / 7 + 8;
        Self {
            seed: world.seed,
            tables: SPECS.each_ref().map(|spec| Table::new(root, spec, &world.size)),
            first_month: month_of(world.first_day),
            months,
            sums: vec![[[0; ACCOUNTS.len()]; UNITS.len()]; months],
            pools: vec![[0; 3]; months],
            minutes: vec![[0; 3]; months],
            taxes: vec![[(0, 0); 3]; months],
            received: vec![[0; 3]; weeks],
            lines: 0,
            logged: 0,
            breaks: Breaks::default(),
        }
    }

    /// Everything onto the disk, and into the tally.
    pub(super) fn finish(&mut self, tally: &mut Tally) -> io::Result<()> {
        self.tables.iter_mut().try_for_each(|table| tally.take(table))
    }

    fn table(&mut self, at: At) -> &mut Table {
        &mut self.tables[at as usize]
    }

    /// The place of a month in the sums.
    fn month(&self, day: i64) -> usize {
        ((month_of(day) - self.first_month).max(0) as usize).min(self.months - 1)
    }

    /// What a cooperative owes the state for a month, which it pays in the next one.
    pub(super) fn tax(&self, cooperative: usize, month: i64) -> i64 {
        let (own, kept) = self.taxes[month.max(0) as usize][cooperative];
        own + kept
    }

    /// The result of a cooperative from one month to another, the last one excluded; income above zero.
    fn result(&self, cooperative: usize, from: usize, to: usize) -> i64 {
        let units = (0..UNITS.len()).filter(|unit| cooperative_of(*unit) == cooperative);
        let of_unit = |unit: usize| -> i64 {
            let accounts = (0..ACCOUNTS.len()).filter(|account| ACCOUNTS[*account].statement == "resultado");
            accounts.map(|account| (from..to).map(|month| self.sums[month][unit][account]).sum::<i64>()).sum()
        };
        -units.map(of_unit).sum::<i64>()
    }

    /// Writes a journal; lines of nothing are left out but keep their number.
    fn post(&mut self, journal: &Journal, lines: &[Line]) -> io::Result<()> {
        debug_assert_eq!(lines.iter().map(|line| line.1).sum::<i64>(), 0, "a journal closes");
        let (month, year) = (self.month(journal.day), civil(journal.day).0);
        for (place, (account, amount, title)) in lines.iter().enumerate().filter(|(_, line)| line.1 != 0) {
            let it = &ACCOUNTS[*account as usize];
            self.sums[month][journal.unit][*account as usize] += amount;
            let number = place as u64 + 1;
            let table = &mut self.tables[At::Ledger as usize];
            table.line(journal.key, number).text(COOPERATIVES[cooperative_of(journal.unit)].0).key(journal.key).text(it.code).text(it.nature);
            table.day(journal.day).money(*amount).text(UNITS[journal.unit].id).maybe_key(journal.contract);
            table.text(journal.line.map_or("", |line| LINES[line].id)).text(journal.category);
            table.text(if it.nature == "receita" { journal.act } else { "" }).maybe_key(*title).maybe_key(journal.bank);
            match journal.reverses {
                Some(earlier) => table.line(earlier, number),
                None => table.blank(),
            };
            table.end(year)?;
        }
        Ok(())
    }

    /// Writes a bank line with its journal and its match; now and then the two do not agree.
    fn settle(&mut self, world: &World, movement: &Movement, journal: &Journal, lines: &[Line]) -> io::Result<()> {
        self.lines += 1;
        let mut random = Random::of(self.seed, Stream::Bank, self.lines);
        let roll = random.below(1_000);
        let booked = Journal { bank: Some(movement.key), day: movement.at.div_euclid(DAY), ..*journal };
        let late = world.office.on_or_after(booked.day + 4);
        let looked = world.office.after(movement.at, random.between(4 * HOUR, 14 * HOUR));
        let is_plain = movement.reverses.is_none() && !movement.is_reversed && looked < END;
        let difference = if is_plain && roll < 4 { random.between(1, 999) } else { 0 };
        let is_late = is_plain && (4..10).contains(&roll) && late < END_DAY;
        self.post(&Journal { day: if is_late { late } else { booked.day }, ..booked }, lines)?;
        let unit = journal.unit;
        self.bank_line(movement, unit, movement.amount + difference)?;
        self.log("bank_transaction", movement.key, "bank_transaction.booked", movement.at, unit, 1, "")?;
        if looked >= END {
            return Ok(());
        }
        if difference == 0 && !is_late {
            self.matched(movement, journal, looked, &mut random)?;
        } else {
            let kind = if is_late { "divergencia_data" } else { "divergencia_valor" };
            let resolved = self.opened(world, kind, movement, unit, looked, difference, Some(booked.key), &mut random)?;
            if let (Some(resolved), true) = (resolved, difference > 0) {
                let key = Key { prefix: "JV-", case: self.lines, part: 0 };
                let signed = if movement.is_in { difference } else { -difference };
                let against = if movement.is_in { Account::OtherIncome } else { Account::BankCosts };
                let adjusted = Journal { key, day: resolved.div_euclid(DAY), reverses: None, category: "ajuste", ..booked };
                self.post(&adjusted, &[(Account::Bank, signed, movement.title), (against, -signed, None)])?;
            }
        }
        match roll {
            10..=14 => self.charge(world, &booked, looked, &mut random),
            15..=16 if is_plain && !movement.is_in => self.twice(world, movement, &booked, looked, &mut random),
            _ => Ok(()),
        }
    }

    fn bank_line(&mut self, movement: &Movement, unit: usize, amount: i64) -> io::Result<()> {
        let cooperative = cooperative_of(unit);
        let table = self.table(At::Bank);
        table.key(movement.key).text(COOPERATIVES[cooperative].0).text("cc-").and(COOPERATIVES[cooperative].0);
        table.at(movement.at).day(movement.at.div_euclid(DAY)).text(if movement.is_in { "entrada" } else { "saida" }).money(amount);
        table.maybe_key(movement.organization.map(organization_key)).maybe_key(movement.title);
        table.text("E").and_key(movement.key).maybe_key(movement.reverses);
        table.text(if movement.is_reversed { "estornado" } else { "compensado" }).end(year_of(movement.at))
    }

    fn matched(&mut self, movement: &Movement, journal: &Journal, at: i64, random: &mut Random) -> io::Result<()> {
        let key = Key { prefix: movement.matched, ..movement.key };
        let is_automatic = random.chance(900);
        self.log("bank_transaction", movement.key, "bank_transaction.matched", at, journal.unit, 2, "")?;
        let cooperative = cooperative_of(journal.unit);
        let table = self.table(At::Matches);
        table.key(key).text("cc-").and(COOPERATIVES[cooperative].0).key(movement.key).line(journal.key, 1).maybe_key(movement.title);
        table.text("casado").text(if is_automatic { "automatico" } else { "manual" }).at(movement.at).at(at).blank().blank().money(0);
        table.end(year_of(movement.at))
    }
}

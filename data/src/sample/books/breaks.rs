//! Where bank and books do not agree: other amounts, other days, bank charges that nobody booked, payments made twice.

use std::io;

use super::{
    super::{
        random::Random,
        table::Key,
        time::{DAY, END, HOUR, year_of},
        words::{COOPERATIVES, UNITS, cooperative_of},
        world::World,
    },
    Account, At, Books, Journal, Movement,
};

/// Days before the end from which on some of what does not agree is still looked into.
const STILL_OPEN: i64 = 100 * DAY;

impl Books {
    /// An exception of the match is opened, and mostly resolved; when it was, if it was.
    #[expect(clippy::too_many_arguments, reason = "a row has that many independent columns")]
    pub(super) fn opened(
        &mut self,
        world: &World,
        kind: &'static str,
        movement: &Movement,
        unit: usize,
        at: i64,
        difference: i64,
        entry: Option<Key>,
        random: &mut Random,
    ) -> io::Result<Option<i64>> {
        let resolved = world.office.after(at, random.early(4 * HOUR, 180 * HOUR));
        let stays = random.chance(400) && at > END - STILL_OPEN;
        let resolved = Some(resolved).filter(|resolved| *resolved < END && !stays);
        self.breaks.count(kind, resolved.is_none());
        let cause = random.pick(&["cadastro", "digitacao", "sistema", "conciliacao", "fornecedor", "comunicacao"]);
        self.log("bank_transaction", movement.key, "bank_transaction.exception_opened", at, unit, 2, kind)?;
        if let Some(resolved) = resolved {
            self.log("bank_transaction", movement.key, "bank_transaction.exception_resolved", resolved, unit, 3, "")?;
        }
        let key = Key { prefix: movement.matched, ..movement.key };
        let table = self.table(At::Matches);
        table.key(key).text("cc-").and(COOPERATIVES[cooperative_of(unit)].0).key(movement.key);
        match entry {
            Some(entry) => table.line(entry, 1),
            None => table.blank(),
        };
        table.maybe_key(movement.title).text(if resolved.is_some() { "resolvido" } else { kind }).text("manual").at(at);
        table.maybe_at(resolved.filter(|_| entry.is_some())).maybe_at(resolved).text(cause).money(difference).end(year_of(at))?;
        Ok(resolved)
    }

    /// A charge that the bank took and nobody knew of.
    pub(super) fn charge(&mut self, world: &World, beside: &Journal, at: i64, random: &mut Random) -> io::Result<()> {
        let amount = random.early(250, 9_000);
        let key = Key { prefix: "TAR-", case: self.lines, part: 0 };
        let movement = Movement {
            key,
            at: at - HOUR / 2,
            amount,
            is_in: false,
            organization: None,
            title: None,
            reverses: None,
            is_reversed: false,
            matched: "CT-",
        };
        self.bank_line(&movement, beside.unit, amount)?;
        self.log("bank_transaction", key, "bank_transaction.booked", movement.at, beside.unit, 1, "")?;
        let resolved = self.opened(world, "sem_par", &movement, beside.unit, at, amount, None, random)?;
        let Some(resolved) = resolved else { return Ok(()) };
        let journal = Journal {
            key: Key { prefix: "JT-", case: self.lines, part: 0 },
            day: resolved.div_euclid(DAY),
            contract: None,
            line: None,
            category: "tarifa",
            bank: Some(key),
            reverses: None,
            ..*beside
        };
        self.post(&journal, &[(Account::Bank, -amount, None), (Account::BankCosts, amount, None)])
    }

    /// A payment made a second time, and mostly given back.
    pub(super) fn twice(&mut self, world: &World, first: &Movement, beside: &Journal, at: i64, random: &mut Random) -> io::Result<()> {
        let key = Key { prefix: "DUP-", case: self.lines, part: 0 };
        let mut movement = Movement { key, at: at - HOUR / 2, matched: "CD-", reverses: None, ..*first };
        self.log("bank_transaction", key, "bank_transaction.booked", movement.at, beside.unit, 1, "")?;
        let resolved = self.opened(world, "duplicado", &movement, beside.unit, at, first.amount, None, random)?;
        movement.is_reversed = resolved.is_some();
        self.bank_line(&movement, beside.unit, first.amount)?;
        let Some(resolved) = resolved else { return Ok(()) };
        let back = Movement { key: Key { prefix: "DEV-", ..key }, at: resolved, is_in: true, reverses: Some(key), is_reversed: false, ..movement };
        self.log("bank_transaction", back.key, "bank_transaction.booked", resolved, beside.unit, 1, "")?;
        self.bank_line(&back, beside.unit, first.amount)
    }

    /// A line of the finance office's log.
    #[expect(clippy::too_many_arguments, reason = "a row has that many independent columns")]
    pub(super) fn log(
        &mut self,
        object: &'static str,
        key: Key,
        event: &'static str,
        at: i64,
        unit: usize,
        sequence: i64,
        reason: &'static str,
    ) -> io::Result<()> {
        if at >= END {
            return Ok(());
        }
        self.logged += 1;
        let id = Key { prefix: "FI-", case: self.logged, part: 0 };
        let table = self.table(At::Log);
        table.key(id).text(object).key(key).text(event).at(at).int(sequence).blank().text(UNITS[unit].id).text(reason).end(year_of(at))
    }
}

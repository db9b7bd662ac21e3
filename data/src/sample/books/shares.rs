//! What members get: their part of what came in, what is kept back from it, advances, shares of capital; and the funds.

use std::io;

use super::{
    super::{
        flow::things::{Case, Payment},
        standing,
        table::Key,
        time::{DAY, END, END_DAY, HOUR, day_of, month_of, month_start, weekday, year_of},
        words::{COOPERATIVES, FINANCE, cooperative_of},
        world::World,
    },
    Account, At, Books, Journal, Movement,
    runs::Run,
};

/// Prefixes of the keys of one kind of payout.
struct Family {
    payout: &'static str,
    bank: &'static str,
    journal: &'static str,
    withheld: &'static str,
    capital: &'static str,
    matched: &'static str,
}

const PROJECT: Family = Family { payout: "RP-", bank: "BP-", journal: "JS-", withheld: "WP-", capital: "QP-", matched: "CS-" };
const MONTHLY: Family = Family { payout: "RM-", bank: "BM-", journal: "JM-", withheld: "WM-", capital: "QM-", matched: "CN-" };
const PROJECT_AGAIN: Family = Family { payout: "RPN-", bank: "BPN-", journal: "JSN-", withheld: "WPN-", capital: "QPN-", matched: "CSN-" };
const MONTHLY_AGAIN: Family = Family { payout: "RMN-", bank: "BMN-", journal: "JMN-", withheld: "WMN-", capital: "QMN-", matched: "CNN-" };

/// A payout to a member.
#[derive(Clone, Copy)]
struct Payout {
    case: u64,
    part: u64,
    member: u32,
    unit: usize,
    contract: Option<Key>,
    gross: i64,
    advance: Option<(Key, i64)>,
    keeps_capital: bool,
}

/// Each member's first share of the capital, in centavos.
const QUOTA: i64 = 60_000;
/// Of each hundred centavos that came in: what goes into the fund of infrastructure, and into that of legacy.
const FUNDS: [(Account, &str, i64, &str); 2] = [
    (Account::FundInfrastructure, "infraestrutura", 4, "formação: 4 % do que entrou"),
    (Account::FundLegacy, "legado", 2, "formação: 2 % do que entrou"),
];

impl Books {
    /// What the people of a case get of a payment.
    pub(super) fn share_case(&mut self, world: &World, case: &Case, payment: &Payment, amount: i64) -> io::Result<()> {
        let part = case.opportunity_of(payment);
        let team = || case.assignments.iter().filter(|one| one.opportunity == part && one.start.is_some());
        let (count, run) = (team().count() as i64, Run::of(world, cooperative_of(case.unit), payment.at));
        for (place, one) in team().enumerate() {
            let place = place as i64;
            let gross = amount * (place + 1) / count - amount * place / count;
            let payout = Payout {
                case: case.number,
                part: payment.part * 100 + one.part,
                member: one.member,
                unit: case.unit,
                contract: case.contract,
                gross,
                advance: None,
                keeps_capital: false,
            };
            self.pay_in_run(world, &run, [&PROJECT, &PROJECT_AGAIN], &payout)?;
        }
        Ok(())
    }

    /// What those get who work for monthly contracts: the month's fees by their minutes, in the first run of the next month.
    pub(in super::super) fn months(&mut self, world: &World) -> io::Result<()> {
        let members = world.members.len() as u32;
        for month in 0..self.months - 1 {
            for member in 0..members {
                self.minutes[month][cooperative_of(world.members[member as usize].unit)] +=
                    standing::paid_minutes(world, member, self.first_month + month as i64);
            }
            let mut before = [0; 3];
            let next = month_start(self.first_month + month as i64 + 1);
            let friday = next + (5 - weekday(next)).rem_euclid(7);
            for member in 0..members {
                let unit = world.members[member as usize].unit;
                let cooperative = cooperative_of(unit);
                let minutes = standing::paid_minutes(world, member, self.first_month + month as i64);
                if minutes == 0 {
                    continue;
                }
                let (pool, all) = (self.pools[month][cooperative], self.minutes[month][cooperative]);
                let part = |until: i64| (i128::from(pool) * i128::from(until) / i128::from(all)) as i64;
                let gross = part(before[cooperative] + minutes) - part(before[cooperative]);
                before[cooperative] += minutes;
                self.month_of(world, member, month, &Run::on(world, cooperative, friday), gross)?;
            }
        }
        Ok(())
    }

    fn month_of(&mut self, world: &World, member: u32, month: usize, run: &Run, gross: i64) -> io::Result<()> {
        let it = &world.members[member as usize];
        let key = Key { prefix: MONTHLY.payout, case: u64::from(member) + 1, part: month as u64 + 1 };
        let asks = (u64::from(member) * 7 + month as u64).is_multiple_of(40) && run.reversed.is_none();
        let amount = 30_000 + 100 * i64::from(member % 300);
        let advance = (asks && gross * 8 / 10 > amount).then_some((Key { prefix: "AD-", ..key }, amount));
        if let Some((id, amount)) = advance {
            self.advance(world, id, member, it.unit, month, amount, run.is_paid().then_some(key))?;
        }
        let joined = it.joined.unwrap_or(0);
        let payout = Payout {
            case: key.case,
            part: key.part,
            member,
            unit: it.unit,
            contract: None,
            gross,
            advance,
            keeps_capital: it.left.is_none() && run.friday - joined < 730 && run.reversed.is_none(),
        };
        if gross > 0 { self.pay_in_run(world, run, [&MONTHLY, &MONTHLY_AGAIN], &payout) } else { Ok(()) }
    }

    #[expect(clippy::too_many_arguments, reason = "a row has that many independent columns")]
    fn advance(&mut self, world: &World, key: Key, member: u32, unit: usize, month: usize, amount: i64, settled: Option<Key>) -> io::Result<()> {
        let at = world.office.on_or_after(month_start(self.first_month + month as i64) + 19) * DAY + 11 * HOUR;
        let table = self.table(At::Advances);
        table.key(key).text(COOPERATIVES[cooperative_of(unit)].0).person(member).money(amount).day(at.div_euclid(DAY)).maybe_key(settled).end(0)?;
        let journal = plain(Key { prefix: "JA-", ..key }, unit, "adiantamento");
        let movement = out(Key { prefix: "BA-", ..key }, at, amount, "CA-");
        self.settle(world, &movement, &journal, &[(Account::Bank, -amount, None), (Account::AdvancesPaid, amount, None)])
    }

    /// A payout in its run; held ones wait, and what a run took back the next one pays again.
    fn pay_in_run(&mut self, world: &World, run: &Run, families: [&'static Family; 2], payout: &Payout) -> io::Result<()> {
        if run.paid >= END {
            return Ok(());
        }
        self.pay(world, run, families[0], payout)?;
        if run.reversed.is_some_and(|reversed| reversed < END) { self.pay(world, &run.next(world), families[1], payout) } else { Ok(()) }
    }

    fn pay(&mut self, world: &World, run: &Run, family: &'static Family, payout: &Payout) -> io::Result<()> {
        let key = |prefix| Key { prefix, case: payout.case, part: payout.part };
        // What members keep back for their social security.
        let withheld = payout.gross * 11 / 100;
        let capital = if payout.keeps_capital { payout.gross * 2 / 100 } else { 0 };
        let advance = payout.advance.filter(|_| !run.is_held).map_or(0, |(_, amount)| amount);
        let net = payout.gross - withheld - capital - advance;
        let table = self.table(At::Payouts);
        table.key(key(family.payout)).text(COOPERATIVES[run.cooperative].0).run(Some(run.id())).person(payout.member);
        table.money(payout.gross).money(withheld).money(advance).money(capital).money(net);
        table.maybe_at((!run.is_held).then_some(run.paid)).maybe_key((!run.is_held).then(|| key(family.bank)));
        table.text(match (run.is_held, run.reversed) {
            (true, _) => "pendente",
            (_, Some(_)) => "estornado",
            _ => "pago",
        });
        table.end(year_of(run.paid))?;
        if run.is_held {
            return Ok(());
        }
        let day = run.paid.div_euclid(DAY);
        let lines = [
            (Account::Bank, -net, None),
            (Account::TaxPayable, -withheld, None),
            (Account::AdvancesPaid, -advance, None),
            (Account::Capital, -capital, None),
            (Account::SharesPayable, payout.gross, None),
        ];
        let journal = Journal { contract: payout.contract, ..plain(key(family.journal), payout.unit, "retirada") };
        let movement = Movement { is_reversed: run.reversed.is_some(), ..out(key(family.bank), run.paid, net, family.matched) };
        self.settle(world, &movement, &journal, &lines)?;
        let month = self.month(day);
        self.taxes[month][run.cooperative].1 += withheld;
        self.withhold(key(family.withheld), "", key(family.payout), withheld, day)?;
        if capital > 0 {
            self.capital(key(family.capital), run.cooperative, payout.member, day, capital, "retencao", Some(key(family.payout)))?;
        }
        let Some(reversed) = run.reversed else { return Ok(()) };
        let prefixes = if family.payout == PROJECT.payout { ["BX-", "JY-", "CY-"] } else { ["BXM-", "JYM-", "CYM-"] };
        let back = Movement {
            key: key(prefixes[0]),
            at: reversed,
            is_in: true,
            reverses: Some(movement.key),
            is_reversed: false,
            matched: prefixes[2],
            ..movement
        };
        let undone = Journal { key: key(prefixes[1]), reverses: Some(journal.key), ..journal };
        self.settle(world, &back, &undone, &lines.map(|(account, amount, title)| (account, -amount, title)))?;
        self.taxes[month][run.cooperative].1 -= withheld;
        self.withhold(key(family.withheld), "E", key(family.payout), -withheld, reversed.div_euclid(DAY))
    }

    fn withhold(&mut self, key: Key, mark: &str, payout: Key, amount: i64, day: i64) -> io::Result<()> {
        let table = self.table(At::Withheld);
        table.key(key).and(mark).text("inss").text("cooperativa").blank().key(payout).money(amount).day(day).end(year_of(day * DAY))
    }

    #[expect(clippy::too_many_arguments, reason = "a row has that many independent columns")]
    fn capital(&mut self, key: Key, cooperative: usize, member: u32, day: i64, amount: i64, kind: &str, payout: Option<Key>) -> io::Result<()> {
        let table = self.table(At::Capital);
        table.key(key).text(COOPERATIVES[cooperative].0).person(member).day(day).money(amount).text(kind).maybe_key(payout).blank().end(0)
    }

    /// What members paid in when they joined and got back when they left; and how the books open.
    pub(super) fn members(&mut self, world: &World) -> io::Result<()> {
        let mut opening = [(0, 0); 3];
        for (number, member) in world.members.iter().enumerate() {
            let (Some(joined), number) = (member.joined, number as u64 + 1) else { continue };
            let cooperative = cooperative_of(member.unit);
            let key = |prefix| Key { prefix, case: number, part: 0 };
            self.capital(key("QI-"), cooperative, number as u32 - 1, joined, QUOTA, "integralizacao", None)?;
            if joined < world.first_day {
                opening[cooperative].0 += QUOTA;
                opening[cooperative].1 += 1;
            } else {
                let at = world.office.on_or_after(joined) * DAY + 16 * HOUR;
                let movement = Movement { is_in: true, ..out(key("BQ-"), at, QUOTA, "CQ-") };
                let lines = [(Account::Bank, QUOTA, None), (Account::Capital, -QUOTA, None)];
                self.settle(world, &movement, &plain(key("JQ-"), member.unit, "capital"), &lines)?;
            }
            let returned = member.left.map(|left| world.office.on_or_after(left + 60)).filter(|day| *day < END_DAY);
            if let Some(day) = returned {
                self.capital(key("QD-"), cooperative, number as u32 - 1, day, -QUOTA, "devolucao", None)?;
                let movement = out(key("BD-"), day * DAY + 16 * HOUR, QUOTA, "CD-Q");
                let lines = [(Account::Bank, -QUOTA, None), (Account::Capital, QUOTA, None)];
                self.settle(world, &movement, &plain(key("JD-"), member.unit, "capital"), &lines)?;
            }
        }
        for cooperative in 0..world.cooperatives() {
            let unit = [world.home(FINANCE), 12, 13][cooperative];
            let (capital, members) = opening[cooperative];
            let reserve = members * 150_000;
            let key = Key { prefix: "JO-", case: cooperative as u64 + 1, part: 0 };
            let movement = Movement { is_in: true, ..out(Key { prefix: "SALDO-", ..key }, world.first_day * DAY + HOUR, capital + reserve, "CO-") };
            let lines = [(Account::Bank, capital + reserve, None), (Account::Capital, -capital, None), (Account::Reserve, -reserve, None)];
            self.settle(world, &movement, &plain(key, unit, "abertura"), &lines)?;
            self.fund_entry(cooperative, "reserva", 0, world.first_day, reserve, None, None, "saldo de abertura")?;
        }
        Ok(())
    }

    /// What a run puts into the funds.
    pub(super) fn form_funds(&mut self, world: &World, run: &Run, received: i64) -> io::Result<()> {
        if !run.is_paid() {
            return Ok(());
        }
        let unit = [world.home(FINANCE), 12, 13][run.cooperative];
        let day = run.paid.div_euclid(DAY);
        for (account, fund, share, purpose) in FUNDS {
            let amount = received * share / 100;
            let key = Key { prefix: if fund == "legado" { "JFL-" } else { "JFI-" }, ..run.event(0) };
            let journal = Journal { day, ..plain(key, unit, fund) };
            self.post(&journal, &[(Account::FundsFormed, amount, None), (account, -amount, None)])?;
            let (year, number) = run.id();
            self.fund_entry(run.cooperative, fund, (year * 1_000 + number) as u64, day, amount, Some(run.id()), None, purpose)?;
        }
        Ok(())
    }

    /// What a fund pays, by a decision or, now and then, without one.
    pub(in super::super) fn spend(
        &mut self,
        world: &World,
        cooperative: usize,
        fund: &'static str,
        day: i64,
        decision: Option<Key>,
        purpose: &str,
    ) -> io::Result<i64> {
        let account = if fund == "legado" { Account::FundLegacy } else { Account::FundInfrastructure };
        let (unit, month) = ([world.home(FINANCE), 12, 13][cooperative], self.month(day));
        let units = (0..world.size.units).filter(|unit| cooperative_of(*unit) == cooperative);
        let held: i64 = units.map(|unit| -(0..=month).map(|month| self.sums[month][unit][account as usize]).sum::<i64>()).sum();
        let amount = (held * 4 / 10).max(0) / 10_000 * 10_000;
        if amount == 0 {
            return Ok(0);
        }
        let key = Key { prefix: if fund == "legado" { "JGL-" } else { "JGI-" }, case: day as u64, part: cooperative as u64 + 1 };
        // What the fund pays for is an expense that was booked as such; the fund makes it good.
        self.post(&Journal { day, ..plain(key, unit, fund) }, &[(account, amount, None), (Account::FundsFormed, -amount, None)])?;
        self.fund_entry(cooperative, fund, day as u64, day, -amount, None, decision, purpose)?;
        Ok(amount)
    }

    /// Reserve and FATES of a year that the assembly decides on, and what is left; none after a loss.
    pub(in super::super) fn close_year(&mut self, world: &World, cooperative: usize, year: i64, day: i64, decision: Key) -> io::Result<i64> {
        let place = |month: i64| (month - self.first_month).clamp(0, self.months as i64 - 1) as usize;
        let (from, to) = (place(month_of(day_of(year, 1, 1))), place(month_of(day_of(year + 1, 1, 1))));
        let result = self.result(cooperative, from, to);
        if result <= 0 {
            return Ok(result);
        }
        let (reserve, fates) = (result * 10 / 100, result * 5 / 100);
        let key = Key { prefix: "JZ-", case: year as u64, part: cooperative as u64 + 1 };
        let unit = [world.home(FINANCE), 12, 13][cooperative];
        let lines = [
            (Account::Closing, result, None),
            (Account::Reserve, -reserve, None),
            (Account::Fates, -fates, None),
            (Account::Surplus, reserve + fates - result, None),
        ];
        self.post(&Journal { day, ..plain(key, unit, "sobras") }, &lines)?;
        self.fund_entry(cooperative, "reserva", year as u64, day, reserve, None, Some(decision), "10 % das sobras")?;
        self.fund_entry(cooperative, "fates", year as u64, day, fates, None, Some(decision), "5 % das sobras")?;
        Ok(result)
    }

    #[expect(clippy::too_many_arguments, reason = "a row has that many independent columns")]
    fn fund_entry(
        &mut self,
        cooperative: usize,
        fund: &'static str,
        number: u64,
        day: i64,
        amount: i64,
        run: Option<(i64, i64)>,
        decision: Option<Key>,
        purpose: &str,
    ) -> io::Result<()> {
        if amount == 0 {
            return Ok(());
        }
        let prefix = match fund {
            "infraestrutura" => "MFI-",
            "legado" => "MFL-",
            "reserva" => "MFR-",
            _ => "MFF-",
        };
        let table = self.table(At::FundEntries);
        table.key(Key { prefix, case: number, part: cooperative as u64 + 1 }).text(COOPERATIVES[cooperative].0);
        table.text(fund).and("-").and(COOPERATIVES[cooperative].0).day(day).money(amount).run(run).maybe_key(decision).text(purpose).blank().end(0)
    }
}

/// A journal that concerns no contract.
fn plain(key: Key, unit: usize, category: &'static str) -> Journal {
    Journal { key, day: 0, unit, contract: None, line: None, act: "", category, bank: None, reverses: None }
}

/// Money that leaves.
fn out(key: Key, at: i64, amount: i64, matched: &'static str) -> Movement {
    Movement { key, at, amount, is_in: false, organization: None, title: None, reverses: None, is_reversed: false, matched }
}

//! What the finance office plans: the chart of accounts, funds, the budget, and how much cash it expects.

use std::io;

use super::{
    super::{
        random::{Random, Stream},
        table::Key,
        time::{END_DAY, month_start, weekday},
        words::{COOPERATIVES, UNITS, cooperative_of},
        world::World,
    },
    ACCOUNTS, Account, At, Books,
};

/// Code, decided by an assembly, where it comes from, what it may pay.
const FUNDS: [(&str, bool, &str, &str); 4] = [
    ("infraestrutura", true, "4 % de cada recebimento", "infraestrutura comum"),
    ("legado", true, "2 % de cada recebimento", "o que outros reutilizam"),
    ("reserva", false, "10 % das sobras", "perdas"),
    ("fates", false, "5 % das sobras", "assistência técnica, educacional e social"),
];

impl Books {
    /// Everything that needs all months: taxes, runs with their funds, accounts, budget, forecasts.
    pub(in super::super) fn registers(&mut self, world: &World) -> io::Result<()> {
        for (cooperative, (id, ..)) in COOPERATIVES.into_iter().enumerate().take(world.cooperatives()) {
            for account in &ACCOUNTS {
                self.table(At::Accounts).text(account.code).text(id).text(account.name).text(account.above);
                self.table(At::Accounts).text(account.nature).text(account.statement).end(0)?;
            }
            for (fund, is_decided, formation, purpose) in FUNDS.iter().take(if world.size.per_mille == 0 { 0 } else { 4 }) {
                let decision = is_decided.then_some(Key { prefix: "DL-", case: cooperative as u64 + 1, part: 1 });
                let table = self.table(At::Funds);
                table.text(fund).and("-").and(id).text(id).text(fund).maybe_key(decision).text(formation).text(purpose).yes(false).end(0)?;
            }
        }
        if world.size.per_mille == 0 {
            return Ok(());
        }
        self.budget(world)?;
        self.forecasts(world)
    }

    /// Shares that opened and closed, and what monthly contracts pay: they come after all fees.
    pub(in super::super) fn shares(&mut self, world: &World) -> io::Result<()> {
        if world.size.per_mille == 0 {
            return Ok(());
        }
        self.members(world)?;
        self.months(world)
    }

    fn budget(&mut self, world: &World) -> io::Result<()> {
        const PLANNED: [(Account, &str); 5] = [
            (Account::Services, "servico"),
            (Account::Sales, "servico"),
            (Account::DirectCosts, "compra"),
            (Account::Shares, "recebimento"),
            (Account::Overheads, "despesa"),
        ];
        let mut number = 0;
        for month in 0..self.months + 2 {
            for unit in 0..world.size.units {
                for (account, category) in PLANNED {
                    number += 1;
                    let mut random = Random::of(world.seed, Stream::Quality, 1 << 50 | number);
                    // What was not known then is planned like the month before.
                    let actual = self.sums[month.min(self.months - 2)][unit][account as usize];
                    let planned = actual * random.between(88, 112) / 100 / 10_000 * 10_000;
                    if planned == 0 {
                        continue;
                    }
                    let day = month_start(self.first_month + month as i64);
                    let table = self.table(At::Budget);
                    table.key(Key { prefix: "OR-", case: number, part: 0 }).text(COOPERATIVES[cooperative_of(unit)].0).day(day).text(UNITS[unit].id);
                    table.text(category).text(ACCOUNTS[account as usize].nature).money(planned).end(0)?;
                }
            }
        }
        Ok(())
    }

    /// Each month, thirteen weeks ahead; the last time in three scenarios.
    fn forecasts(&mut self, world: &World) -> io::Result<()> {
        for month in 1..self.months {
            let made = month_start(self.first_month + month as i64);
            let monday = made + (8 - weekday(made)).rem_euclid(7);
            for (cooperative, (id, ..)) in COOPERATIVES.into_iter().enumerate().take(world.cooperatives()) {
                let units = || (0..world.size.units).filter(|unit| cooperative_of(*unit) == cooperative);
                let of = |account: Account| -> i64 { units().map(|unit| self.sums[month - 1][unit][account as usize]).sum() };
                let income = -(of(Account::Services) + of(Account::OtherServices) + of(Account::Sales)) * 12 / 52;
                let expense = (of(Account::Shares) + of(Account::Overheads) + of(Account::DirectCosts)) * 12 / 52;
                let scenarios: &[(&str, i64, i64)] = &[("base", 100, 100), ("otimista", 112, 97), ("pessimista", 84, 104)];
                for (scenario, more, less) in &scenarios[..if month + 1 == self.months { 3 } else { 1 }] {
                    for week in 0..13 {
                        let day = monday + week * 7;
                        for (direction, category, amount) in
                            [("entrada", "servico", income * more / 100), ("saida", "operacao", expense * less / 100)]
                        {
                            let table = self.table(At::Forecasts);
                            table
                                .text(id)
                                .day(made.min(END_DAY))
                                .day(day)
                                .text(scenario)
                                .text(direction)
                                .text(category)
                                .money(amount.max(0) / 100 * 100)
                                .end(0)?;
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

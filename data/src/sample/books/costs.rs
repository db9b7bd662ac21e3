//! What the cooperatives pay: purchases, running expenses, and what they owe the state.

use std::io;

use super::{
    super::{
        random::{Random, Stream},
        table::Key,
        time::{DAY, END, HOUR, civil, month_start},
        words::{COOPERATIVES, EXPENSES, FINANCE, UNITS, cooperative_of},
        world::{World, organization_key},
    },
    Account, At, Books, Journal, Movement,
};

/// Prefixes of the keys of one kind of cost.
struct Family {
    title: &'static str,
    bank: &'static str,
    issued: &'static str,
    paid: &'static str,
    matched: &'static str,
}

const PURCHASES: Family = Family { title: "TC-", bank: "BC-", issued: "JEC-", paid: "JRC-", matched: "CB-" };
const EXPENSE: Family = Family { title: "TD-", bank: "BE-", issued: "JED-", paid: "JRD-", matched: "CE-" };
const TAXES: Family = Family { title: "TT-", bank: "BT-", issued: "JET-", paid: "JRT-", matched: "CU-" };

/// Something to be paid.
struct Cost {
    case: u64,
    part: u64,
    organization: Option<usize>,
    order: Option<Key>,
    unit: usize,
    category: &'static str,
    /// The account that bears it; none: it was booked before.
    account: Option<Account>,
    received: i64,
    approved: Option<i64>,
    is_rejected: bool,
    due: i64,
    amount: i64,
    fine: i64,
    paid: Option<i64>,
}

/// A purchase order as far as it came.
pub(in super::super) struct Purchase {
    pub(in super::super) order: Key,
    pub(in super::super) supplier: usize,
    pub(in super::super) unit: usize,
    pub(in super::super) amount: i64,
    pub(in super::super) received: i64,
    pub(in super::super) checked: Option<i64>,
    pub(in super::super) is_returned: bool,
    pub(in super::super) paid: Option<i64>,
}

/// How much an amount is at this scale, so that costs follow what the clients pay.
fn scaled(world: &World, amount: i64) -> i64 {
    (amount * world.size.organizations as i64 * 5 / world.size.per_mille.max(1) as i64).max(100)
}

impl Books {
    /// What a purchase order makes the cooperative owe.
    pub(in super::super) fn purchase(&mut self, world: &World, it: &Purchase) -> io::Result<()> {
        let cost = Cost {
            case: it.order.case,
            part: 0,
            organization: Some(it.supplier),
            order: Some(it.order),
            unit: it.unit,
            category: "compra",
            account: Some(Account::DirectCosts),
            received: it.received,
            approved: it.checked,
            is_rejected: it.is_returned,
            due: it.received.div_euclid(DAY) + 28,
            amount: it.amount,
            fine: 0,
            paid: it.paid,
        };
        self.cost(world, &PURCHASES, &cost)
    }

    /// Rent, systems, energy, travel: what each unit pays every month.
    pub(in super::super) fn expenses(&mut self, world: &World) -> io::Result<()> {
        let count = world.size.count(2_700);
        for number in 0..count {
            let mut random = Random::of(world.seed, Stream::Expenses, number);
            let month = self.first_month + (number * (self.months as u64 - 1) / count) as i64;
            let day = world.office.on_or_after(month_start(month) + random.between(0, 24));
            let received = day * DAY + random.between(9, 17) * HOUR;
            let (name, category, least, most) = random.pick(&EXPENSES);
            let supplier = world.supplier(received, &mut random);
            let due = received.div_euclid(DAY) + random.between(8, 24);
            // What is due on a day without banks is paid on the next one.
            let due = if world.is_calm() { world.office.on_or_after(due) } else { due };
            let is_late = random.chance(70) && !world.is_calm();
            let paid =
                world.office.on_or_after(due + if is_late { random.between(2, 20) } else { 0 }) * DAY + 10 * HOUR + random.between(0, 240) * 60;
            let amount = scaled(world, 100 * random.early(least, most) + random.between(0, 100));
            let approved = world.office.after(received, random.early(HOUR, 16 * HOUR));
            let is_rejected = random.chance(20);
            let cost = Cost {
                case: number + 1,
                part: 0,
                organization: (name != "reembolso").then_some(supplier),
                order: None,
                unit: number as usize % world.size.units,
                category,
                account: Some(Account::Overheads),
                received,
                approved: Some(approved),
                is_rejected,
                due,
                amount,
                fine: if is_late && name != "reembolso" { amount * 2 / 100 } else { 0 },
                paid: (!is_rejected).then_some(paid.max(approved + 2 * HOUR)),
            };
            self.cost(world, &EXPENSE, &cost)?;
        }
        Ok(())
    }

    /// What each cooperative owes the state for each month, paid on the 20th of the next.
    pub(in super::super) fn taxes_of_all(&mut self, world: &World) -> io::Result<()> {
        for month in 0..self.months - 1 {
            let next = month_start(self.first_month + month as i64 + 1);
            for cooperative in 0..world.cooperatives() {
                let unit = [world.home(FINANCE), 12, 13][cooperative];
                let (own, kept) = self.taxes[month][cooperative];
                let key = Key { prefix: "JI-", case: month as u64 + 1, part: cooperative as u64 + 1 };
                let journal =
                    Journal { key, day: next - 1, unit, contract: None, line: None, act: "", category: "tributo", bank: None, reverses: None };
                self.post(&journal, &[(Account::Taxes, own, None), (Account::TaxPayable, -own, None)])?;
                let received = world.office.on_or_after(next + 6) * DAY + 10 * HOUR;
                if received >= END || own + kept <= 0 {
                    continue;
                }
                let number = month as u64 * world.cooperatives() as u64 + cooperative as u64 + 1;
                let cost = Cost {
                    case: month as u64 + 1,
                    part: cooperative as u64 + 1,
                    organization: None,
                    order: Some(Key { prefix: "OF-", case: number, part: 0 }),
                    unit,
                    category: "tributo",
                    account: None,
                    received,
                    approved: Some(received + 3 * HOUR),
                    is_rejected: false,
                    due: next + 19,
                    amount: own + kept,
                    fine: 0,
                    paid: Some(world.office.on_or_after(next + 17) * DAY + 11 * HOUR),
                };
                self.cost(world, &TAXES, &cost)?;
            }
        }
        Ok(())
    }

    fn cost(&mut self, world: &World, family: &'static Family, cost: &Cost) -> io::Result<()> {
        let key = |prefix| Key { prefix, case: cost.case, part: cost.part };
        let title = key(family.title);
        let day = cost.received.div_euclid(DAY);
        let journal = |key, day| Journal {
            key,
            day,
            unit: cost.unit,
            contract: None,
            line: None,
            act: "",
            category: cost.category,
            bank: None,
            reverses: None,
        };
        let (approved, paid) = (cost.approved.filter(|at| *at < END), cost.paid.filter(|at| *at < END));
        self.log("payable", title, "payable.received", cost.received, cost.unit, 1, "")?;
        let mut status = "aberto";
        if let (Some(account), false) = (cost.account, cost.is_rejected) {
            self.post(&journal(key(family.issued), day), &[(account, cost.amount, Some(title)), (Account::Payable, -cost.amount, Some(title))])?;
        }
        if let Some(approved) = approved {
            let verb = if cost.is_rejected { "payable.rejected" } else { "payable.approved" };
            self.log("payable", title, verb, approved, cost.unit, 2, if cost.is_rejected { "documento" } else { "" })?;
            if cost.is_rejected {
                status = "cancelado";
            } else {
                self.log("payable", title, "payable.scheduled", (approved + HOUR).min(paid.unwrap_or(END) - 60), cost.unit, 3, "")?;
            }
        }
        if let (Some(paid), false) = (paid, cost.is_rejected) {
            status = "liquidado";
            self.log("payable", title, "payable.paid", paid, cost.unit, 4, "")?;
            let against = if cost.account.is_some() { Account::Payable } else { Account::TaxPayable };
            let amount = cost.amount + cost.fine;
            let lines = [(Account::Bank, -amount, Some(title)), (against, cost.amount, Some(title)), (Account::BankCosts, cost.fine, Some(title))];
            let movement = Movement {
                key: key(family.bank),
                at: paid,
                amount,
                is_in: false,
                organization: cost.organization,
                title: Some(title),
                reverses: None,
                is_reversed: false,
                matched: family.matched,
            };
            self.settle(world, &movement, &journal(key(family.paid), 0), &lines)?;
        }
        let table = self.table(At::Titles);
        table.key(title).text(COOPERATIVES[cooperative_of(cost.unit)].0).text("pagar").maybe_key(cost.organization.map(organization_key));
        table
            .blank()
            .blank()
            .maybe_key(cost.order)
            .text(UNITS[cost.unit].id)
            .text(cost.category)
            .text("doc ")
            .and_number((cost.case * 17 % 90_000) as i64);
        table.day(day).day(cost.due).money(cost.amount).money(if status == "liquidado" { cost.amount } else { 0 }).money(0);
        table.money(if status == "liquidado" { cost.fine } else { 0 }).money(0);
        table.maybe_day(paid.filter(|_| status == "liquidado").map(|paid| paid.div_euclid(DAY))).text(status).end(civil(day).0)
    }

    /// Costs of a purchase at this scale.
    pub(in super::super) fn priced(world: &World, amount: i64) -> i64 {
        scaled(world, amount)
    }
}

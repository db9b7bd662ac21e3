//! What the cooperatives earn: invoices, what is received for them, what is kept back, lost, credited or given back.

use std::io;

use super::{
    super::{
        contracts::{self, Term},
        flow::things::{Case, Kind},
        random::{Random, Stream},
        table::Key,
        time::{DAY, END, END_DAY, HOUR, civil, month_of, month_start, year_of},
        words::{COOPERATIVES, UNITS, cooperative_of},
        world::{World, organization_key},
    },
    Account, At, Books, Journal, Line, Movement,
    runs::Run,
};

/// Prefixes of the keys of one kind of income.
pub(super) struct Family {
    invoice: &'static str,
    title: &'static str,
    bank: &'static str,
    issued: &'static str,
    paid: &'static str,
    refunded: &'static str,
    cancelled: &'static str,
    matched: &'static str,
    withheld: [&'static str; 2],
}

const FLOW: Family = Family {
    invoice: "F-",
    title: "T-",
    bank: "PG-",
    issued: "JE-",
    paid: "JR-",
    refunded: "JX-",
    cancelled: "JC-",
    matched: "CC-",
    withheld: ["WI-", "WJ-"],
};
const FEES: Family = Family {
    invoice: "FM-",
    title: "TM-",
    bank: "PM-",
    issued: "JEM-",
    paid: "JRM-",
    refunded: "JXM-",
    cancelled: "JCM-",
    matched: "CM-",
    withheld: ["WF-", "WG-"],
};
const SALES: Family = Family {
    invoice: "FV-",
    title: "TV-",
    bank: "PV-B",
    issued: "JEV-",
    paid: "JRV-",
    refunded: "JXV-",
    cancelled: "JCV-",
    matched: "CV-",
    withheld: ["WV-", "WX-"],
};

/// An invoice that was issued, and what became of it.
#[derive(Clone, Copy)]
struct Bill {
    case: u64,
    part: u64,
    organization: usize,
    contract: Option<Key>,
    order: Option<Key>,
    unit: usize,
    line: Option<usize>,
    act: &'static str,
    income: Account,
    issued: i64,
    due: i64,
    amount: i64,
    /// When it was called back, credited in part, lost.
    cancelled: Option<i64>,
    credit: i64,
    lost: Option<i64>,
    paid: Option<i64>,
}

/// An order that was sold and is billed.
pub(in super::super) struct Sale {
    pub(in super::super) order: Key,
    pub(in super::super) organization: usize,
    pub(in super::super) unit: usize,
    pub(in super::super) amount: i64,
    pub(in super::super) requested: i64,
    pub(in super::super) issued: i64,
}

/// Of each hundred centavos: what goes to those who do the work.
const SHARED: i64 = 62;

impl Bill {
    fn key(&self, prefix: &'static str) -> Key {
        Key { prefix, case: self.case, part: self.part }
    }

    /// What the client keeps back for the state: tax on services, and income tax in advance.
    fn withheld(&self) -> (i64, i64) {
        let amount = self.amount - self.credit;
        (
            if self.organization.is_multiple_of(3) { amount * 5 / 100 } else { 0 },
            if self.organization.is_multiple_of(6) { amount * 15 / 1_000 } else { 0 },
        )
    }

    fn journal(&self, prefix: &'static str, day: i64, category: &'static str) -> Journal {
        Journal {
            key: self.key(prefix),
            day,
            unit: self.unit,
            contract: self.contract,
            line: self.line,
            act: self.act,
            category,
            bank: None,
            reverses: None,
        }
    }
}

impl Books {
    /// Invoices of a case of `oportunidades`: titles, receipts, and what its people get of them.
    pub(in super::super) fn case(&mut self, world: &World, case: &Case) -> io::Result<()> {
        for (number, invoice) in case.invoices.iter().enumerate() {
            let Some(issued) = invoice.issued else { continue };
            let payment = case.payments.iter().find(|payment| (payment.first..payment.first + payment.count).contains(&number));
            let paid = payment.filter(|payment| payment.refunded.is_none()).map(|payment| payment.at);
            let bill = Self::bill_of(case, number, issued, paid);
            self.log("invoice", bill.key(FLOW.invoice), "invoice.requested", issued - HOUR, case.unit, 0, "")?;
            self.log("invoice", bill.key(FLOW.invoice), "invoice.authorized", issued + 20 * 60, case.unit, 0, "")?;
            self.issue(world, &FLOW, &bill)?;
        }
        for payment in &case.payments {
            let bills = payment.first..payment.first + payment.count;
            let mut known = [Self::bill_of(case, payment.first, payment.at, None); 4];
            for (slot, number) in known.iter_mut().zip(bills) {
                *slot = Self::bill_of(case, number, case.invoices[number].issued.unwrap_or(payment.at), Some(payment.at));
            }
            let bills = &known[..payment.count.min(4)];
            let key = Kind::BankTransaction.key(case.number, payment.part);
            self.receive(world, &FLOW, key, payment.at, bills, payment.refunded)?;
            if payment.refunded.is_none() {
                let amount: i64 = bills.iter().map(|bill| bill.amount * SHARED / 100).sum();
                self.share_case(world, case, payment, amount)?;
            }
        }
        Ok(())
    }

    fn bill_of(case: &Case, number: usize, issued: i64, paid: Option<i64>) -> Bill {
        let invoice = &case.invoices[number];
        Bill {
            case: case.number,
            part: invoice.part,
            organization: case.organization,
            contract: case.contract,
            order: None,
            unit: case.unit,
            line: case.is_in_catalogue.then_some(case.line),
            act: "cooperativo",
            income: Account::Services,
            issued,
            due: invoice.due,
            amount: invoice.amount,
            cancelled: invoice.cancelled,
            credit: 0,
            lost: None,
            paid,
        }
    }

    /// Monthly fees of all contracts that have them.
    pub(in super::super) fn fees(&mut self, world: &World) -> io::Result<()> {
        for organization in 0..world.organizations.len() {
            contracts::terms(world, organization, |term| if term.is_monthly() { self.fees_of(world, &term) } else { Ok(()) })?;
        }
        Ok(())
    }

    fn fees_of(&mut self, world: &World, term: &Term) -> io::Result<()> {
        let one = &world.organizations[term.organization];
        let from = month_of(term.start.max(world.first_day) + 27);
        for month in from..month_of(term.end.min(END_DAY)) {
            let part = (month - self.first_month + 1) as u64;
            let mut random = Random::of(world.seed, Stream::Fees, (term.organization as u64) << 12 | part);
            let issued = world.office.on_or_after(month_start(month + 1)) * DAY + random.between(9, 18) * HOUR + random.between(0, 60) * 60;
            if issued >= END {
                break;
            }
            let late = if random.chance(80) { random.between(100, 360) * HOUR } else { 0 };
            let paid = world.office.after(issued, random.early(8, 56) * HOUR + late);
            let is_lost = random.chance(8);
            let lost = Some(issued + 130 * DAY).filter(|_| is_lost);
            let amount = term.value / 12;
            let bill = Bill {
                case: term.organization as u64,
                part,
                organization: term.organization,
                contract: Some(term.key()),
                order: None,
                unit: one.unit,
                line: Some(one.line),
                act: term.act,
                income: if term.act == "cooperativo" { Account::Services } else { Account::OtherServices },
                issued,
                due: issued.div_euclid(DAY) + 15,
                amount,
                cancelled: None,
                credit: if random.chance(14) { amount / 10 } else { 0 },
                lost: lost.filter(|lost| *lost < END),
                paid: Some(paid).filter(|paid| *paid < END && !is_lost),
            };
            let fiscal = random.chance(12);
            self.invoice(world, &FEES, &bill, issued - random.between(HOUR, 20 * HOUR), fiscal)?;
        }
        Ok(())
    }

    /// The invoice of an order.
    pub(in super::super) fn sale(&mut self, world: &World, sale: &Sale) -> io::Result<()> {
        let mut random = Random::of(world.seed, Stream::Fees, 1 << 60 | sale.order.case);
        let paid = world.office.after(sale.issued, random.early(8, 60) * HOUR);
        let bill = Bill {
            case: sale.order.case,
            part: 0,
            organization: sale.organization,
            contract: None,
            order: Some(sale.order),
            unit: sale.unit,
            line: None,
            act: "cooperativo",
            income: Account::Sales,
            issued: sale.issued,
            due: sale.issued.div_euclid(DAY) + 20,
            amount: sale.amount,
            cancelled: None,
            credit: 0,
            lost: None,
            paid: Some(paid).filter(|paid| *paid < END),
        };
        self.invoice(world, &SALES, &bill, sale.requested, false)
    }

    /// An invoice of the finance system itself, with all that follows from it.
    fn invoice(&mut self, world: &World, family: &Family, bill: &Bill, requested: i64, is_refused: bool) -> io::Result<()> {
        let key = bill.key(family.invoice);
        let mut issued = bill.issued;
        self.log("invoice", key, "invoice.requested", requested, bill.unit, 1, "")?;
        self.log("invoice", key, "invoice.issued", issued, bill.unit, 2, "")?;
        if is_refused {
            // The tax office refused the first one.
            self.log("invoice", key, "invoice.rejected", issued + HOUR / 2, bill.unit, 3, "cadastro")?;
            issued += HOUR;
            self.log("invoice", key, "invoice.issued", issued, bill.unit, 4, "")?;
        }
        self.log("invoice", key, "invoice.authorized", issued + 15 * 60, bill.unit, 5, "")?;
        self.invoice_row(family, bill, None)?;
        if bill.credit > 0 {
            self.invoice_row(family, bill, Some(key))?;
        }
        self.issue(world, family, bill)?;
        if let Some(paid) = bill.paid {
            self.receive(world, family, bill.key(family.bank), paid, &[*bill], None)?;
            self.log("invoice", key, "payment.cleared", paid, bill.unit, 6, "")?;
            self.counted(world, key, &Run::of(world, cooperative_of(bill.unit), paid))?;
            if bill.contract.is_some() {
                let (month, cooperative) = (self.month(paid.div_euclid(DAY)), cooperative_of(bill.unit));
                self.pools[month][cooperative] += (bill.amount - bill.credit) * SHARED / 100;
            }
        }
        Ok(())
    }

    /// The run that counts what was paid names the invoice; so does the one that pays again what a run took back.
    fn counted(&mut self, world: &World, invoice: Key, run: &Run) -> io::Result<()> {
        if !run.is_paid() {
            return Ok(());
        }
        let reversed = run.reversed.filter(|reversed| *reversed < END);
        for (part, at) in [(4, Some(run.paid)), (5, reversed)] {
            if let Some(at) = at {
                self.table(At::RunObjects).key(run.event(part)).text("invoice").key(invoice).text("relacionado").end(year_of(at))?;
            }
        }
        if reversed.is_some() { self.counted(world, invoice, &run.next(world)) } else { Ok(()) }
    }

    fn invoice_row(&mut self, family: &Family, bill: &Bill, corrects: Option<Key>) -> io::Result<()> {
        let key = if corrects.is_some() { bill.key("FC-") } else { bill.key(family.invoice) };
        let table = self.table(At::Invoices);
        table.key(key).text(COOPERATIVES[cooperative_of(bill.unit)].0).key(organization_key(bill.organization)).maybe_key(bill.contract);
        table.maybe_key(bill.order).text(UNITS[bill.unit].id).at(if corrects.is_some() { bill.issued + 2 * HOUR } else { bill.issued }).day(bill.due);
        table.money(if corrects.is_some() { bill.credit } else { bill.amount }).yes(corrects.is_some()).maybe_key(corrects);
        table.key(Key { prefix: "NFS-", case: key.case, part: key.part });
        table.and(if family.invoice == "FM-" { "M" } else { "V" }).text("autorizada");
        if corrects.is_some() {
            table.blank().blank().text("paga").text("digitacao");
        } else {
            table.key(Key { prefix: "BLT-", case: key.case, part: key.part }).and(if family.invoice == "FM-" { "M" } else { "V" });
            table.text(match (bill.paid, bill.lost) {
                (Some(_), _) => "pago",
                (_, Some(_)) => "baixado",
                _ if bill.due < END_DAY => "vencido",
                _ => "emitido",
            });
            table.text(if bill.paid.is_some() { "paga" } else { "emitida" }).blank();
        }
        table.end(year_of(bill.issued))
    }

    /// The title of an invoice, its journal, and reminders.
    fn issue(&mut self, world: &World, family: &Family, bill: &Bill) -> io::Result<()> {
        let title = bill.key(family.title);
        let day = bill.issued.div_euclid(DAY);
        let lines = [(Account::Receivable, bill.amount, Some(title)), (bill.income, -bill.amount, Some(title))];
        self.post(&bill.journal(family.issued, day, "servico"), &lines)?;
        self.log("receivable", title, "receivable.issued", bill.issued, bill.unit, 1, "")?;
        let lost = if bill.lost.is_some() { bill.amount } else { 0 };
        if let Some(cancelled) = bill.cancelled {
            let back = Journal { reverses: Some(bill.key(family.issued)), ..bill.journal(family.cancelled, cancelled.div_euclid(DAY), "servico") };
            self.post(&back, &lines.map(|(account, amount, title)| (account, -amount, title)))?;
            self.log("receivable", title, "receivable.cancelled", cancelled, bill.unit, 2, "erro")?;
        } else if bill.withheld().0 == 0 {
            let month = self.month(day);
            self.taxes[month][cooperative_of(bill.unit)].0 += (bill.amount - bill.credit) * 5 / 100;
        }
        if bill.credit > 0 {
            let lines = [(bill.income, bill.credit, Some(title)), (Account::Receivable, -bill.credit, Some(title))];
            self.post(&bill.journal("JN-", day, "estorno"), &lines)?;
        }
        let reminded = world.office.on_or_after(bill.due + 3) * DAY + 10 * HOUR;
        if bill.cancelled.is_none() && bill.paid.is_none_or(|paid| paid > reminded) {
            self.log("receivable", title, "receivable.reminded", reminded, bill.unit, 2, "")?;
        }
        if let Some(lost) = bill.lost {
            let lines = [(Account::LossOnCredit, bill.amount, Some(title)), (Account::Receivable, -bill.amount, Some(title))];
            self.post(&bill.journal("JP-", lost.div_euclid(DAY), "perda"), &lines)?;
            self.log("receivable", title, "receivable.written_off", lost, bill.unit, 3, "cliente")?;
        }
        if let Some(paid) = bill.paid {
            self.log("receivable", title, "receivable.paid", paid, bill.unit, 3, "")?;
        }
        let table = self.table(At::Titles);
        table.key(title).text(COOPERATIVES[cooperative_of(bill.unit)].0).text("receber").key(organization_key(bill.organization));
        table.key(bill.key(family.invoice)).maybe_key(bill.contract).maybe_key(bill.order).text(UNITS[bill.unit].id).text("servico");
        table.key(bill.key(family.invoice)).day(day).day(bill.due).money(bill.amount);
        table.money(if bill.paid.is_some() { bill.amount - bill.credit } else { 0 }).money(bill.credit + lost).money(0).money(0);
        table.maybe_day(bill.paid.map(|paid| paid.div_euclid(DAY)));
        table.text(match bill {
            Bill { cancelled: Some(_), .. } => "cancelado",
            Bill { lost: Some(_), .. } => "baixado",
            Bill { paid: Some(_), .. } => "liquidado",
            _ if bill.case % 97 == 5 && bill.due < END_DAY => "em_disputa",
            _ => "aberto",
        });
        table.end(civil(day).0)
    }

    /// One payment for some bills; what is refunded goes back the same way.
    fn receive(&mut self, world: &World, family: &Family, key: Key, at: i64, bills: &[Bill], refunded: Option<i64>) -> io::Result<()> {
        let Some(first) = bills.first() else { return Ok(()) };
        let mut lines: [Line; 9] = [(Account::Bank, 0, None); 9];
        let title = (bills.len() == 1).then(|| first.key(family.title));
        for (bill, line) in bills.iter().zip(&mut lines[5..]) {
            *line = (Account::Receivable, bill.credit - bill.amount, Some(bill.key(family.title)));
        }
        let whole: i64 = bills.iter().map(|bill| bill.amount - bill.credit).sum();
        let (tax, advance) = bills.iter().map(Bill::withheld).fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
        let shared = bills.iter().map(|bill| (bill.amount - bill.credit) * SHARED / 100).sum::<i64>();
        let shared = if family.invoice == SALES.invoice { 0 } else { shared };
        let amount = whole - tax - advance;
        lines[0] = (Account::Bank, amount, title);
        lines[1] = (Account::Taxes, tax, title);
        lines[2] = (Account::TaxRecoverable, advance, title);
        lines[3] = (Account::Shares, shared, title);
        lines[4] = (Account::SharesPayable, -shared, title);
        let journal = Journal { key: Key { prefix: family.paid, ..key }, ..first.journal(family.paid, 0, "recebimento") };
        let movement = Movement {
            key,
            at,
            amount,
            is_in: true,
            organization: Some(first.organization),
            title,
            reverses: None,
            is_reversed: refunded.is_some(),
            matched: family.matched,
        };
        self.settle(world, &movement, &journal, &lines)?;
        for bill in bills {
            self.keep_back(family, bill, at, 1)?;
        }
        if refunded.is_none() {
            let run = Run::of(world, cooperative_of(first.unit), at);
            let week = ((run.friday - world.first_day) / 7).max(0) as usize;
            if let Some(week) = self.received.get_mut(week) {
                week[run.cooperative] += whole;
            }
        }
        let Some(refunded) = refunded else { return Ok(()) };
        let back = Movement {
            key: Key { prefix: "PX-", ..key },
            at: refunded,
            is_in: false,
            reverses: Some(key),
            is_reversed: false,
            matched: "CX-",
            ..movement
        };
        let reversed = Journal { key: Key { prefix: family.refunded, ..key }, reverses: Some(journal.key), ..journal };
        self.settle(world, &back, &reversed, &lines.map(|(account, amount, title)| (account, -amount, title)))?;
        for bill in bills {
            self.keep_back(family, bill, refunded, -1)?;
        }
        Ok(())
    }

    fn keep_back(&mut self, family: &Family, bill: &Bill, at: i64, sign: i64) -> io::Result<()> {
        let (tax, advance) = bill.withheld();
        for (place, (kind, amount)) in [("iss", tax), ("irrf", advance)].into_iter().enumerate().filter(|(_, (_, amount))| *amount > 0) {
            let title = bill.key(family.title);
            let table = self.table(At::Withheld);
            table.key(bill.key(family.withheld[place])).and(if sign < 0 { "E" } else { "" }).text(kind).text("cliente").key(title).blank();
            table.money(sign * amount).day(at.div_euclid(DAY)).end(year_of(at))?;
        }
        Ok(())
    }
}

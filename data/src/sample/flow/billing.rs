//! From what was accepted to what is shared out: invoices, payments, distribution.

use super::{DAY, END, Flow, HOUR, Invoice, Kind, Layer, Run, cooperative_of, things::Payment};

impl Flow<'_> {
    /// Bills what each meeting accepted of an opportunity; internal work is told to be not billable.
    pub(super) fn billing(&mut self, place: usize) {
        let part = self.case.opportunities[place].part;
        let mut accepted: Vec<(i64, usize)> = Vec::with_capacity(4);
        for (number, one) in self.case.deliverables.iter().enumerate().filter(|(_, one)| one.opportunity == part) {
            accepted.extend(one.approved.map(|at| (at, number)));
        }
        accepted.sort_unstable();
        if self.case.layer == Layer::Internal {
            for (approved, deliverable) in accepted {
                let at = self.after(approved, HOUR, 8 * HOUR);
                let actor = self.coordinator(at);
                if self.happen("deliverable.not_billable", at, Some(actor)) {
                    self.worked(approved, HOUR / 6, HOUR);
                    self.touch_deliverable(deliverable);
                }
            }
            return;
        }
        let mut rest = accepted.as_slice();
        while let [first, ..] = rest {
            let day = first.0.div_euclid(DAY);
            let length = rest.iter().take_while(|(at, _)| at.div_euclid(DAY) == day).count();
            let (meeting, others) = rest.split_at(length);
            self.bill(place, meeting);
            rest = others;
        }
    }

    fn bill(&mut self, place: usize, meeting: &[(i64, usize)]) {
        let Some((approved, _)) = meeting.last() else { return };
        let issued = self.after(*approved, 3 * HOUR, 20 * HOUR);
        // Some clients want a note for each thing, and pay them at once.
        let is_each = meeting.len() > 1 && self.random.chance(150);
        let mut bills: Vec<(usize, &[(i64, usize)])> = Vec::with_capacity(3);
        for billed in meeting.chunks(if is_each { 1 } else { meeting.len() }) {
            bills.push((self.issue(place, billed, *approved, issued), billed));
        }
        let mut issued = issued;
        if let ([(invoice, billed)], true) = (bills.as_slice(), self.random.chance(30)) {
            let (invoice, billed) = (*invoice, *billed);
            let cancelled = self.after(issued, 2 * HOUR, 10 * HOUR);
            let actor = self.someone(cancelled);
            if !self.happen("invoice.cancelled", cancelled, Some(actor)) {
                return;
            }
            self.worked(issued, HOUR / 6, HOUR);
            self.because("erro");
            self.touch_billed(&[(invoice, billed)]);
            (self.case.invoices[invoice].status, self.case.invoices[invoice].cancelled) = ("cancelada", Some(cancelled));
            issued = self.after(cancelled, HOUR, 8 * HOUR);
            bills.clear();
            bills.push((self.issue(place, billed, cancelled, issued), billed));
        }
        if !bills.is_empty() && self.case.invoices[bills[0].0].issued.is_some() {
            self.pay(&bills, issued);
        }
    }

    /// An invoice for what is billed, or its draft when the day has not come yet.
    fn issue(&mut self, place: usize, billed: &[(i64, usize)], since: i64, at: i64) -> usize {
        let amount = billed.iter().map(|(_, deliverable)| self.share(place, *deliverable)).sum();
        let number = self.case.invoices.len();
        let actor = self.coordinator(at);
        let is_issued = self.happen("invoice.issued", at, Some(actor));
        if is_issued {
            self.worked(since, HOUR / 4, 3 * HOUR);
        }
        self.case.invoices.push(Invoice {
            part: number as u64 + 1,
            opportunity: self.case.opportunities[place].part,
            cancelled: None,
            issued: is_issued.then_some(at),
            due: at.div_euclid(DAY) + 10,
            amount,
            status: if is_issued { "emitida" } else { "rascunho" },
            is_paid_late: false,
        });
        if is_issued {
            self.touch_billed(&[(number, billed)]);
            if let Some(contract) = self.case.contract {
                self.case.touch_key(Kind::Contract, contract);
            }
        }
        number
    }

    /// What a deliverable is worth: the value by weight, cut so that all parts add up to it.
    fn share(&self, place: usize, deliverable: usize) -> i64 {
        let one = &self.case.opportunities[place];
        let mine = || self.case.deliverables.iter().enumerate().filter(|(_, it)| it.opportunity == one.part && it.status != "cancelado");
        let total: i64 = mine().map(|(_, it)| it.weight).sum();
        let before: i64 = mine().filter(|(number, _)| *number < deliverable).map(|(_, it)| it.weight).sum();
        let until = before + self.case.deliverables[deliverable].weight;
        one.value * until / total.max(1) - one.value * before / total.max(1)
    }

    fn pay(&mut self, bills: &[(usize, &[(i64, usize)])], issued: i64) {
        let is_late = self.random.chance(50) && !self.world.is_calm();
        let mut cleared = self.after(issued, 8 * HOUR, 48 * HOUR);
        if is_late {
            cleared = self.after(cleared, 40 * HOUR, 120 * HOUR);
        }
        if !self.happen("payment.cleared", cleared, None) {
            return;
        }
        let part = self.case.payments.len() as u64 + 1;
        let (first, count) = (bills.first().map_or(0, |bill| bill.0), bills.len());
        self.case.payments.push(Payment { part, at: cleared, refunded: None, first, count });
        self.case.touch(Kind::BankTransaction, part);
        self.touch_paid(bills);
        for (invoice, _) in bills {
            let it = &mut self.case.invoices[*invoice];
            (it.status, it.is_paid_late) = ("paga", cleared.div_euclid(DAY) > it.due);
        }
        if self.random.chance(6) {
            let refunded = self.after(cleared, 2 * HOUR, 7 * HOUR);
            if self.happen("payment.refunded", refunded, None) {
                self.because("valor");
                self.case.touch(Kind::BankTransaction, part);
                self.touch_paid(bills);
                self.case.payments.iter_mut().filter(|payment| payment.part == part).for_each(|payment| payment.refunded = Some(refunded));
                bills.iter().for_each(|(invoice, _)| self.case.invoices[*invoice].status = "emitida");
            }
            return;
        }
        self.share_out(bills, &Run::of(self.world, cooperative_of(self.case.unit), cleared));
    }

    /// A run pays what came in; what it takes back the next one pays again.
    fn share_out(&mut self, bills: &[(usize, &[(i64, usize)])], run: &Run) {
        if !run.is_paid() {
            return;
        }
        self.case.share_in(run.event(4), run.paid);
        self.touch_billed(bills);
        if let Some(reversed) = run.reversed.filter(|reversed| *reversed < END) {
            self.case.share_in(run.event(5), reversed);
            self.touch_billed(bills);
            self.share_out(bills, &run.next(self.world));
        }
    }

    /// Invoices with what they bill, and what that is part of.
    fn touch_billed(&mut self, bills: &[(usize, &[(i64, usize)])]) {
        for (invoice, billed) in bills {
            self.case.touch(Kind::Invoice, *invoice as u64 + 1);
            for (_, deliverable) in *billed {
                let part = self.case.deliverables[*deliverable].part;
                self.case.touch(Kind::Deliverable, part);
            }
        }
        self.touch_origin(bills);
    }

    fn touch_paid(&mut self, bills: &[(usize, &[(i64, usize)])]) {
        for (invoice, _) in bills {
            self.case.touch(Kind::Invoice, *invoice as u64 + 1);
        }
        self.touch_origin(bills);
    }

    fn touch_origin(&mut self, bills: &[(usize, &[(i64, usize)])]) {
        if let Some(deliverable) = bills.first().and_then(|(_, billed)| billed.first()) {
            let opportunity = self.case.deliverables[deliverable.1].opportunity;
            self.touch(Kind::Opportunity, opportunity);
        }
        self.touch_demand();
    }
}

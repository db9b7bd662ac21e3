//! The things of one case, as its tables will show them, and its events with the objects that they touch.

use super::super::{table::Key, time::END};

/// A kind of object.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Kind {
    Demand,
    Opportunity,
    Application,
    Assignment,
    Deliverable,
    Invoice,
    BankTransaction,
    Contract,
    Substitution,
}

impl Kind {
    /// Its code and the prefix of its keys.
    pub(in super::super) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Demand => ("demand", "D-"),
            Self::Opportunity => ("opportunity", "OP-"),
            Self::Application => ("application", "CA-"),
            Self::Assignment => ("assignment", "AL-"),
            Self::Deliverable => ("deliverable", "E-"),
            Self::Invoice => ("invoice", "F-"),
            Self::BankTransaction => ("bank_transaction", "PG-"),
            Self::Contract => ("contract", "CT-"),
            Self::Substitution => ("substitution", "SB-"),
        }
    }

    /// The key of the n-th thing of a case.
    pub(in super::super) const fn key(self, case: u64, part: u64) -> Key {
        Key { prefix: self.words().1, case, part }
    }
}

/// Something that happened.
pub(in super::super) struct Event {
    pub(in super::super) name: &'static str,
    pub(in super::super) at: i64,
    /// Order in which it was noted: what is noted later at one instant follows.
    noted: usize,
    pub(in super::super) started: Option<i64>,
    pub(in super::super) actor: Option<u32>,
    pub(in super::super) reason: &'static str,
    /// The event of a distribution run that this is; it is written there, and only its objects here.
    pub(in super::super) of_run: Option<Key>,
    /// Its objects in the list of the case, the first as principal.
    pub(in super::super) objects: (usize, usize),
}

impl Event {
    /// Does the office that bills and pays write it down?
    pub(in super::super) fn is_of_billing(&self) -> bool {
        ["invoice.", "payment.", "distribution."].iter().any(|subject| self.name.starts_with(subject))
    }
}

/// Where a demand comes from.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(in super::super) enum Layer {
    #[default]
    External,
    Intermediate,
    Internal,
}

impl Layer {
    /// The code.
    pub(in super::super) const fn word(self) -> &'static str {
        match self {
            Self::External => "externo",
            Self::Intermediate => "intermediario",
            Self::Internal => "interno",
        }
    }
}

/// A demand with all that follows from it.
#[derive(Default)]
pub(in super::super) struct Case {
    pub(in super::super) number: u64,
    pub(in super::super) has_demand: bool,
    pub(in super::super) layer: Layer,
    pub(in super::super) organization: usize,
    pub(in super::super) line: usize,
    pub(in super::super) unit: usize,
    pub(in super::super) contract: Option<Key>,
    pub(in super::super) is_in_catalogue: bool,
    pub(in super::super) has_area: bool,
    pub(in super::super) minutes: i64,
    pub(in super::super) amount: i64,
    pub(in super::super) submitted: i64,
    pub(in super::super) qualified: Option<i64>,
    pub(in super::super) rejected: Option<(i64, &'static str)>,
    pub(in super::super) withdrawn: Option<i64>,
    pub(in super::super) is_served: bool,
    pub(in super::super) opportunities: Vec<Opportunity>,
    pub(in super::super) applications: Vec<Application>,
    pub(in super::super) assignments: Vec<Assignment>,
    pub(in super::super) deliverables: Vec<Deliverable>,
    pub(in super::super) deliveries: Vec<Delivery>,
    pub(in super::super) invoices: Vec<Invoice>,
    pub(in super::super) payments: Vec<Payment>,
    pub(in super::super) substitutions: Vec<Substitution>,
    pub(in super::super) events: Vec<Event>,
    pub(in super::super) objects: Vec<(Kind, Key)>,
}

pub(in super::super) struct Opportunity {
    pub(in super::super) part: u64,
    pub(in super::super) positions: u64,
    pub(in super::super) days: i64,
    pub(in super::super) value: i64,
    pub(in super::super) minutes: i64,
    pub(in super::super) scope: [u64; 4],
    pub(in super::super) has_scope: bool,
    pub(in super::super) opened: Option<i64>,
    pub(in super::super) closed: Option<i64>,
    pub(in super::super) status: &'static str,
    pub(in super::super) is_done: bool,
}

pub(in super::super) struct Application {
    pub(in super::super) part: u64,
    pub(in super::super) opportunity: u64,
    pub(in super::super) member: u32,
    pub(in super::super) submitted: i64,
    pub(in super::super) is_eligible: bool,
    pub(in super::super) decided: Option<i64>,
    pub(in super::super) decided_by: Option<u32>,
    pub(in super::super) status: &'static str,
}

pub(in super::super) struct Assignment {
    pub(in super::super) part: u64,
    pub(in super::super) opportunity: u64,
    pub(in super::super) member: u32,
    pub(in super::super) level: i64,
    pub(in super::super) coverage: i64,
    pub(in super::super) accepted: i64,
    pub(in super::super) start: Option<i64>,
    pub(in super::super) end: Option<(i64, &'static str)>,
    pub(in super::super) minutes: i64,
    pub(in super::super) amount: Option<i64>,
}

pub(in super::super) struct Deliverable {
    pub(in super::super) part: u64,
    pub(in super::super) opportunity: u64,
    pub(in super::super) due: i64,
    pub(in super::super) extended: Option<i64>,
    pub(in super::super) weight: i64,
    pub(in super::super) status: &'static str,
    pub(in super::super) approved: Option<i64>,
}

pub(in super::super) struct Delivery {
    pub(in super::super) part: u64,
    /// Its place in the list of deliverables.
    pub(in super::super) deliverable: usize,
    pub(in super::super) attempt: i64,
    pub(in super::super) member: u32,
    pub(in super::super) submitted: i64,
    /// When, how, why, by whom.
    pub(in super::super) decided: Option<(i64, &'static str, &'static str, u32)>,
}

pub(in super::super) struct Invoice {
    pub(in super::super) part: u64,
    pub(in super::super) opportunity: u64,
    pub(in super::super) cancelled: Option<i64>,
    pub(in super::super) issued: Option<i64>,
    pub(in super::super) due: i64,
    pub(in super::super) amount: i64,
    pub(in super::super) status: &'static str,
    pub(in super::super) is_paid_late: bool,
}

/// One payment for invoices that follow each other in the list.
pub(in super::super) struct Payment {
    pub(in super::super) part: u64,
    pub(in super::super) at: i64,
    pub(in super::super) refunded: Option<i64>,
    pub(in super::super) first: usize,
    pub(in super::super) count: usize,
}

/// Someone takes over from someone who leaves.
pub(in super::super) struct Substitution {
    pub(in super::super) part: u64,
    /// The number of the assignment that is taken over.
    pub(in super::super) assignment: u64,
    pub(in super::super) backup: u32,
    pub(in super::super) planned: Option<i64>,
    pub(in super::super) activated: Option<i64>,
    pub(in super::super) handed_over: Option<i64>,
}

impl Case {
    /// Empty again, with the memory that it has.
    pub(in super::super) fn clear(&mut self) {
        let Self { opportunities, applications, assignments, deliverables, deliveries, invoices, payments, substitutions, events, objects, .. } =
            self;
        opportunities.clear();
        applications.clear();
        assignments.clear();
        deliverables.clear();
        deliveries.clear();
        invoices.clear();
        payments.clear();
        substitutions.clear();
        events.clear();
        objects.clear();
        (self.qualified, self.rejected, self.withdrawn, self.is_served) = (None, None, None, false);
    }

    /// Notes an event, unless it would come after the end.
    pub(in super::super) fn happen(&mut self, name: &'static str, at: i64, actor: Option<u32>) -> bool {
        if at >= END {
            return false;
        }
        let from = self.objects.len();
        self.events.push(Event { name, at, noted: self.events.len(), started: None, actor, reason: "", of_run: None, objects: (from, from) });
        true
    }

    /// Notes what happened to some things of the case in an event that others write down.
    pub(in super::super) fn share_in(&mut self, run: Key, at: i64) {
        self.happen("distribution.paid", at, None);
        if let Some(event) = self.events.last_mut() {
            event.of_run = Some(run);
        }
    }

    /// The opportunity whose invoices a payment is for.
    pub(in super::super) fn opportunity_of(&self, payment: &Payment) -> u64 {
        self.invoices[payment.first].opportunity
    }

    /// The last event touches this thing of the case.
    pub(in super::super) fn touch(&mut self, kind: Kind, part: u64) {
        self.touch_key(kind, kind.key(self.number, part));
    }

    /// The last event touches this thing.
    pub(in super::super) fn touch_key(&mut self, kind: Kind, key: Key) {
        if let Some(event) = self.events.last_mut() {
            self.objects.push((kind, key));
            event.objects.1 = self.objects.len();
        }
    }

    /// Events in the order of time; a place in it is the `sequence`.
    pub(in super::super) fn sort(&mut self) {
        self.events.sort_unstable_by_key(|event| (event.at, event.noted));
    }
}

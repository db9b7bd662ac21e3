//! One demand at a time through the ten stages of `oportunidades`; what would happen after the end has not happened.

use super::{
    books::runs::Run,
    random::{Random, Stream},
    time::{Arrivals, DAY, END, END_DAY, HOUR, QUEUE_SINCE, WORKDAY},
    words::{GROWING, LINES, OVERLOADED, cooperative_of},
    world::World,
};

mod billing;
pub(super) mod effort;
mod review;
pub(super) mod rows;
mod selection;
pub(super) mod things;

use review::Reviews;
use things::{Application, Assignment, Case, Deliverable, Delivery, Invoice, Kind, Layer, Opportunity, Substitution};

/// How many demands there are at small scale.
pub(super) const DEMANDS: u64 = 2_000;
/// By how many percent more come at the end than at the beginning; all of these ask for what grows.
const GROWTH: i64 = 90;
/// How many in a thousand pieces of work have a beginning that somebody wrote down.
const KNOWN: u64 = 850;
/// How many cases are described to learn which part of them a unit gets.
const TRIED: u64 = 2_000;

/// Puts the demands of a world together, one after the other.
pub(super) struct Flow<'a> {
    pub(super) world: &'a World,
    arrivals: Arrivals,
    /// The case in hand; its lists are used again for the next one.
    pub(super) case: Case,
    random: Random,
    reviews: Reviews,
}

impl<'a> Flow<'a> {
    pub(super) fn new(world: &'a World) -> Self {
        let arrivals = world.arrivals(&world.office, GROWTH);
        let expected = arrivals.between(world.size.count(DEMANDS), QUEUE_SINCE / DAY - 28, END_DAY - 28);
        let mut flow = Self { world, arrivals, case: Case::default(), random: Random::of(0, Stream::Flow, 0), reviews: Reviews::new(world, 0, 0) };
        if expected > 0 {
            let share = flow.share_of(world.home(OVERLOADED), (QUEUE_SINCE + END) / 2);
            flow.reviews = Reviews::new(world, expected, share);
        }
        flow
    }

    /// How many of a thousand cases of that time are of a unit.
    fn share_of(&mut self, unit: usize, at: i64) -> u64 {
        let mut its_own = 0;
        for number in 0..TRIED {
            self.random = Random::of(self.world.seed, Stream::Reviews, 1 << 60 | number);
            self.describe(number, at);
            its_own += u64::from(self.case.unit == unit);
        }
        its_own * 1_000 / TRIED
    }

    /// The case of this number, whole.
    pub(super) fn simulate(&mut self, number: u64) {
        self.case.clear();
        self.random = Random::of(self.world.seed, Stream::Flow, number + 1);
        let day = self.arrivals.day(number, self.world.size.count(DEMANDS), &mut self.random);
        let submitted = self.world.office.moment(day, 1, &mut self.random);
        self.describe(number + 1, submitted);
        if self.case.has_demand {
            self.demand(submitted);
        } else {
            // What the unit itself offers begins with its draft.
            self.opportunity(0, submitted);
        }
        if self.case.withdrawn.is_none() && !self.case.opportunities.is_empty() && self.case.opportunities.iter().all(|one| one.is_done) {
            self.case.is_served = true;
        }
        self.case.sort();
    }

    fn describe(&mut self, number: u64, submitted: i64) {
        let (world, random) = (self.world, &mut self.random);
        let layer = match random.below(100) {
            0..=59 => Layer::External,
            60..=74 => Layer::Intermediate,
            _ => Layer::Internal,
        };
        let has_demand = number % 50 != 7;
        let layer = if has_demand { layer } else { Layer::Internal };
        let case = &mut self.case;
        (case.number, case.submitted, case.layer, case.has_demand) = (number, submitted, layer, has_demand);
        // What comes on top of what came in the beginning is all of one kind, so that nothing else grows.
        let more = if world.is_calm() { 0 } else { 10 * GROWTH * (submitted / DAY - world.first_day) / (END_DAY - world.first_day) };
        let client = (has_demand && random.chance((more * 1_000 / (1_000 + more)).max(0) as u64)).then(|| {
            // A contract and the work for it belong to one cooperative.
            (0..8).map(|_| world.client(submitted, random)).find(|client| cooperative_of(world.organizations[*client].unit) == 0)
        });
        if let Some(organization) = client.flatten() {
            case.layer = if layer == Layer::Internal { Layer::External } else { layer };
            (case.organization, case.line, case.unit) = (organization, GROWING, world.home(LINES[GROWING].unit));
            case.contract = Some(world.contract(organization, submitted / DAY));
        } else if layer == Layer::Internal {
            let line = random.below(LINES.len() as u64) as usize;
            (case.organization, case.line, case.unit, case.contract) = (0, line, world.home(LINES[line].unit), None);
        } else {
            let organization = world.client(submitted, random);
            let client = &world.organizations[organization];
            (case.organization, case.line, case.unit) = (organization, client.line, client.unit);
            case.contract = Some(world.contract(organization, submitted / DAY));
        }
        (case.is_in_catalogue, case.has_area) = (random.chance(940), random.chance(980));
        case.minutes = random.early(20, 320) * 30;
        case.amount = case.minutes * random.between(9_000, 16_000) / 60;
    }

    fn demand(&mut self, submitted: i64) {
        self.happen("demand.submitted", submitted, None);
        self.touch(Kind::Demand, 0);
        let decided = self.after(submitted, 2 * HOUR, 24 * HOUR);
        let fate = self.random.below(1_000);
        let name = match fate {
            0..=79 => "demand.rejected",
            80..=109 => "demand.withdrawn",
            _ => "demand.qualified",
        };
        let reason = self.random.pick(&["fora_do_escopo", "fora_do_escopo", "sem_capacidade", "sem_capacidade", "valor", "prazo", "risco", "outro"]);
        let actor = self.coordinator(decided);
        if !self.happen(name, decided, (name != "demand.withdrawn").then_some(actor)) {
            return;
        }
        if name != "demand.withdrawn" {
            self.worked(submitted, HOUR / 2, 4 * HOUR);
        }
        self.touch(Kind::Demand, 0);
        match fate {
            0..=79 => {
                self.case.rejected = Some((decided, reason));
                self.because(reason);
            }
            80..=109 => self.case.withdrawn = Some(decided),
            _ => {
                self.case.qualified = Some(decided);
                let several = 1 + u64::from(self.random.chance(70));
                for number in 1..=several {
                    self.opportunity(if several > 1 { number } else { 0 }, decided);
                }
            }
        }
    }

    /// Draft, publication, selection and work of one opportunity.
    fn opportunity(&mut self, part: u64, from: i64) {
        let drafted = if self.case.has_demand { self.after(from, HOUR, 8 * HOUR) } else { from };
        let author = self.coordinator(drafted);
        if !self.happen("opportunity.drafted", drafted, Some(author)) {
            return;
        }
        self.touch(Kind::Opportunity, part);
        self.touch_demand();
        let place = self.plan(part);
        let writing = self.after(drafted, HOUR / 2, 4 * HOUR);
        let published = self.after(writing, HOUR, 10 * HOUR);
        if self.random.chance(30) {
            return self.stop("opportunity.dropped", published, part, "cancelada");
        }
        if !self.happen("opportunity.published", published, Some(author)) {
            return;
        }
        self.started(writing);
        self.touch(Kind::Opportunity, part);
        self.touch_demand();
        self.case.opportunities[place].opened = Some(published);
        self.case.opportunities[place].status = "publicada";
        self.deliverables(place, published);
        if let Some(team) = self.selection(place, published) {
            self.work(place, team);
            self.billing(place);
        }
    }

    fn plan(&mut self, part: u64) -> usize {
        let random = &mut self.random;
        let positions = 1 + u64::from(random.chance(350));
        let days = random.between(3, 10);
        // Two opportunities share what the demand is worth.
        let halves = if part == 0 { 1 } else { 2 };
        let value = if self.case.layer == Layer::Internal { 0 } else { self.case.amount / halves };
        self.case.opportunities.push(Opportunity {
            part,
            positions,
            days,
            value,
            minutes: self.case.minutes / halves,
            scope: [random.next(), random.next(), random.next(), random.next()],
            has_scope: random.chance(900),
            opened: None,
            closed: None,
            status: "rascunho",
            is_done: false,
        });
        self.case.opportunities.len() - 1
    }

    /// An end before its time: the opportunity is dropped or expires, or the demand is withdrawn.
    fn stop(&mut self, name: &'static str, at: i64, part: u64, status: &'static str) {
        let actor = self.someone(at);
        if !self.happen(name, at, (name != "demand.withdrawn").then_some(actor)) {
            return;
        }
        if name == "demand.withdrawn" {
            self.touch(Kind::Demand, 0);
            self.touch(Kind::Opportunity, part);
            self.case.withdrawn = Some(at);
        } else {
            self.touch(Kind::Opportunity, part);
            self.touch_demand();
        }
        if let Some(one) = self.case.opportunities.iter_mut().find(|one| one.part == part) {
            (one.closed, one.status) = (Some(at), status);
        }
    }

    /// What it must deliver, known when it is published.
    fn deliverables(&mut self, place: usize, published: i64) {
        let (part, days) = (self.case.opportunities[place].part, self.case.opportunities[place].days);
        let several = 1 + self.random.weighted(&[45, 35, 20]) as u64;
        for _ in 0..several {
            let due = self.world.office.after(published, self.world.patience() * (7 + days) * WORKDAY);
            self.case.deliverables.push(Deliverable {
                part: self.case.deliverables.len() as u64 + 1,
                opportunity: part,
                due,
                extended: self.random.chance(60).then(|| self.world.office.after(due, 5 * WORKDAY)),
                weight: self.random.pick(&[1, 2, 3, 5]),
                status: "pendente",
                approved: None,
            });
        }
    }

    /// Work, delivery and acceptance of everything that the opportunity owes.
    fn work(&mut self, place: usize, mut team: [usize; 2]) {
        let part = self.case.opportunities[place].part;
        if self.random.chance(30) {
            match self.substitute(place, team[0]) {
                Some(next) => team = team.map(|one| if one == team[0] { next } else { one }),
                None => return,
            }
        }
        let all: Vec<usize> = (0..self.case.deliverables.len()).filter(|at| self.case.deliverables[*at].opportunity == part).collect();
        let days = self.case.opportunities[place].days;
        for (nth, &deliverable) in all.iter().enumerate() {
            let worker = team[nth % 2];
            let from = self.case.assignments[worker].start.unwrap_or(END);
            if nth > 0 && self.random.chance(25) {
                self.cancel(deliverable, from);
            } else {
                self.deliver(deliverable, worker, from, days);
            }
        }
        self.conclude(place);
    }

    fn substitute(&mut self, place: usize, first: usize) -> Option<usize> {
        let (started, part) = (self.case.assignments[first].start?, self.case.opportunities[place].part);
        let left = self.after(started, 2 * HOUR, 16 * HOUR);
        let is_planned = self.random.chance(650);
        let (name, reason) = if is_planned { ("assignment.substituted", "substituida") } else { ("assignment.abandoned", "abandono") };
        let next = self.someone(left);
        let number = self.case.substitutions.len() as u64 + 1;
        let mut taken_over =
            Substitution { part: number, assignment: first as u64 + 1, backup: next, planned: None, activated: None, handed_over: None };
        if is_planned {
            // Who will take over was agreed when the work began.
            let planned = started + (left - started) / 2;
            taken_over.planned = Some(planned).filter(|at| *at < END);
            self.replace("substitution.opened", started + (left - started) / 4, number, part);
            self.replace("substitution.planned", planned, number, part);
        }
        let taken = self.leave(first, name, left, reason).and_then(|()| {
            let accepted = self.after(left, HOUR, 8 * HOUR);
            let taken = self.accept(place, next, accepted)?;
            if is_planned && self.replace("substitution.activated", accepted, number, part) {
                taken_over.activated = Some(accepted);
            }
            let started = self.after(accepted, HOUR / 2, 4 * HOUR);
            let is_started = self.start(taken, started);
            if is_planned && self.replace("substitution.handed_over", started, number, part) {
                taken_over.handed_over = Some(started);
            }
            is_started.then_some(taken)
        });
        if is_planned {
            self.case.substitutions.push(taken_over);
        }
        taken
    }

    fn replace(&mut self, name: &'static str, at: i64, number: u64, opportunity: u64) -> bool {
        if !self.happen(name, at, None) {
            return false;
        }
        self.touch(Kind::Substitution, number);
        self.touch(Kind::Opportunity, opportunity);
        self.touch_demand();
        true
    }

    fn cancel(&mut self, deliverable: usize, from: i64) {
        let at = self.after(from, WORKDAY, 2 * WORKDAY);
        let actor = self.someone(at);
        if self.happen("deliverable.cancelled", at, Some(actor)) {
            self.touch_deliverable(deliverable);
            self.case.deliverables[deliverable].status = "cancelado";
        }
    }

    /// Attempts at one deliverable, until it is taken.
    fn deliver(&mut self, deliverable: usize, worker: usize, from: i64, days: i64) {
        let member = self.case.assignments[worker].member;
        let mut work_from = self.after(from, HOUR, 7 * HOUR);
        let mut submitted = self.after(work_from, (days - 2) * WORKDAY, (days + 5) * WORKDAY);
        for attempt in 1..=3 {
            if !self.happen("delivery.submitted", submitted, Some(member)) {
                return;
            }
            self.started(work_from);
            self.touch_deliverable(deliverable);
            self.case.deliverables[deliverable].status = "entregue";
            let review = self.reviews.take(self.world, self.case.unit, submitted);
            let (decided, judge) = (review.decided, review.judge);
            let refused = self.random.chance([150, 80, 0][attempt - 1]);
            let decision = match refused {
                true if self.random.chance(250) => "parcial",
                true => "rejeitado",
                false => "aceito",
            };
            let reason = self.random.pick(&["incompleto", "incompleto", "erro", "fora_do_escopo", "formato", "atraso"]);
            let is_decided = decided < END;
            self.case.deliveries.push(Delivery {
                part: self.case.deliveries.len() as u64 + 1,
                deliverable,
                attempt: attempt as i64,
                member,
                submitted,
                decided: is_decided.then_some((decided, decision, if refused { reason } else { "" }, judge)),
            });
            if !self.happen(if refused { "acceptance.rejected" } else { "acceptance.approved" }, decided, Some(judge)) {
                return;
            }
            if review.is_listed {
                self.began(review.began);
            } else {
                self.started(review.began);
            }
            self.touch_deliverable(deliverable);
            if !refused {
                self.case.deliverables[deliverable].status = "aceito";
                self.case.deliverables[deliverable].approved = Some(decided);
                return;
            }
            self.because(reason);
            self.case.deliverables[deliverable].status = "rejeitado";
            work_from = self.after(decided, HOUR, 6 * HOUR);
            submitted = self.after(work_from, WORKDAY, 4 * WORKDAY);
        }
    }

    /// Is everything delivered and taken? Then the opportunity ends, and with it what its people do in it.
    fn conclude(&mut self, place: usize) {
        let part = self.case.opportunities[place].part;
        let mine = || self.case.deliverables.iter().filter(|one| one.opportunity == part);
        if !mine().all(|one| matches!(one.status, "aceito" | "cancelado")) {
            return;
        }
        let Some(last) = mine().filter_map(|one| one.approved).max() else { return };
        let one = &mut self.case.opportunities[place];
        (one.closed, one.status, one.is_done) = (Some(last), "concluida", true);
        for assignment in self.case.assignments.iter_mut().filter(|one| one.opportunity == part && one.start.is_some() && one.end.is_none()) {
            assignment.end = Some((last, "concluida"));
        }
    }

    fn after(&mut self, at: i64, least: i64, most: i64) -> i64 {
        self.world.office.after(at, self.random.early(least, most))
    }

    fn someone(&mut self, at: i64) -> u32 {
        self.world.member(self.case.unit, at, &mut self.random)
    }

    /// Notes an event, unless it would come after the end.
    pub(super) fn happen(&mut self, name: &'static str, at: i64, actor: Option<u32>) -> bool {
        self.case.happen(name, at, actor)
    }

    /// One of those who look after what comes into the unit.
    pub(super) fn coordinator(&mut self, at: i64) -> u32 {
        self.world.coordinator(self.case.unit, at, &mut self.random)
    }

    /// When the work began that the last event ends, if it was written down.
    pub(super) fn started(&mut self, at: i64) {
        if self.random.chance(KNOWN) {
            self.began(at);
        }
    }

    fn began(&mut self, at: i64) {
        if let Some(event) = self.case.events.last_mut() {
            event.started = Some(at);
        }
    }

    /// The last event ends work of so long, which began once there was something to work on.
    pub(super) fn worked(&mut self, since: i64, least: i64, most: i64) {
        if let Some(at) = self.case.events.last().map(|event| event.at) {
            let began = self.world.office.before(at, self.random.early(least, most)).max(since);
            self.started(began);
        }
    }

    fn because(&mut self, reason: &'static str) {
        if let Some(event) = self.case.events.last_mut() {
            event.reason = reason;
        }
    }

    fn touch(&mut self, kind: Kind, part: u64) {
        self.case.touch(kind, part);
    }

    fn touch_demand(&mut self) {
        if self.case.has_demand {
            self.case.touch(Kind::Demand, 0);
        }
    }

    fn touch_deliverable(&mut self, deliverable: usize) {
        let (part, opportunity) = (self.case.deliverables[deliverable].part, self.case.deliverables[deliverable].opportunity);
        self.touch(Kind::Deliverable, part);
        self.touch(Kind::Opportunity, opportunity);
        self.touch_demand();
    }
}

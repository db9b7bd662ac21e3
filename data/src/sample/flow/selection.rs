//! From applications to the people who start: selection, assignment, and who leaves early.

use super::{Application, Assignment, END, Flow, HOUR, Kind, WORKDAY};

/// How the selection for an opportunity ended: nobody began, or these assignments do the work from then on.
pub(super) type Team = Option<[usize; 2]>;

impl Flow<'_> {
    /// Applications until the places are taken and work begins.
    pub(super) fn selection(&mut self, place: usize, published: i64) -> Team {
        let part = self.case.opportunities[place].part;
        let fate = self.random.below(1_000);
        if fate < 35 {
            self.apply(place, published, self.world.office.after(published, 10 * WORKDAY), &[], "expirada");
            self.stop("opportunity.expired", self.world.office.after(published, 10 * WORKDAY), part, "expirada");
            return None;
        }
        if fate < 50 && self.case.has_demand && part == 0 {
            let at = self.after(published, 4 * HOUR, 20 * HOUR);
            self.stop("demand.withdrawn", at, part, "cancelada");
            return None;
        }
        let mut from = published;
        loop {
            let listed = self.after(from, 6 * HOUR, 36 * HOUR);
            let reopens = from == published && self.random.chance(60);
            let chosen = self.shortlist(place, from, listed, reopens)?;
            if !reopens {
                return self.assign(place, listed, chosen);
            }
            let reopened = self.after(listed, 2 * HOUR, 14 * HOUR);
            let actor = self.someone(reopened);
            if !self.happen("opportunity.reopened", reopened, Some(actor)) {
                return None;
            }
            self.because("desistencia");
            self.touch(Kind::Opportunity, part);
            self.touch_demand();
            self.case.opportunities[place].status = "publicada";
            from = reopened;
        }
    }

    /// Applications that came in by `listed`; the first ones are chosen.
    fn shortlist(&mut self, place: usize, from: i64, listed: i64, reopens: bool) -> Option<[u32; 2]> {
        let (part, positions) = (self.case.opportunities[place].part, self.case.opportunities[place].positions);
        let chosen = [(); 2].map(|()| self.someone(listed));
        let chosen = if chosen[0] == chosen[1] { [chosen[0], self.world.member(self.case.unit, listed + 1, &mut self.random)] } else { chosen };
        let first = self.case.applications.len() as u64 + 1;
        self.apply(place, from, listed, &chosen[..positions as usize], if reopens { "desistencia" } else { "selecionada" });
        let actor = self.coordinator(listed);
        // One look through all of them.
        let began = self.world.office.before(listed, self.random.early(HOUR, 5 * HOUR)).max(from);
        for position in 0..positions {
            if !self.happen("application.shortlisted", listed, Some(actor)) {
                return None;
            }
            self.started(began);
            self.touch(Kind::Application, first + position);
            self.touch(Kind::Opportunity, part);
            self.touch_demand();
        }
        self.case.opportunities[place].status = "em_selecao";
        Some(chosen)
    }

    /// Rows of applications: those chosen, and one to three others.
    fn apply(&mut self, place: usize, from: i64, decided: i64, chosen: &[u32], fate: &'static str) {
        let part = self.case.opportunities[place].part;
        let others = self.random.between(1, 4) as usize;
        for number in 0..chosen.len() + others {
            let submitted = self.random.between(from + 600, decided.max(from + 601));
            let member = chosen.get(number).copied().unwrap_or_else(|| self.someone(submitted));
            let is_chosen = number < chosen.len();
            let is_decided = decided < END;
            let judge = self.someone(decided);
            let is_eligible = is_chosen || self.random.chance(800);
            self.case.applications.push(Application {
                part: self.case.applications.len() as u64 + 1,
                opportunity: part,
                member,
                submitted,
                is_eligible,
                decided: is_decided.then_some(decided),
                decided_by: (is_decided && fate != "expirada").then_some(judge),
                status: match (is_decided, is_chosen) {
                    (false, _) => "enviada",
                    (_, true) => fate,
                    _ if fate == "expirada" => fate,
                    _ => "recusada",
                },
            });
        }
    }

    /// Who was chosen accepts and starts; work begins when the first has started.
    fn assign(&mut self, place: usize, listed: i64, chosen: [u32; 2]) -> Team {
        let positions = self.case.opportunities[place].positions as usize;
        let mut team = [usize::MAX; 2];
        for (slot, member) in team.iter_mut().zip(chosen).take(positions) {
            let accepted = self.after(listed, 3 * HOUR, 22 * HOUR);
            let mut taken = self.accept(place, member, accepted)?;
            if self.random.chance(20) {
                let cancelled = self.after(accepted, HOUR, 6 * HOUR);
                self.leave(taken, "assignment.cancelled", cancelled, "cancelada")?;
                let next = self.someone(cancelled);
                let accepted = self.after(cancelled, 2 * HOUR, 10 * HOUR);
                taken = self.accept(place, next, accepted)?;
            }
            let accepted = self.case.assignments[taken].accepted;
            let started = self.after(accepted, HOUR, 14 * HOUR);
            if self.start(taken, started) {
                self.case.opportunities[place].status = "em_execucao";
                *slot = taken;
            }
        }
        match team {
            [usize::MAX, usize::MAX] => None,
            [usize::MAX, only] | [only, usize::MAX] => Some([only, only]),
            both => Some(both),
        }
    }

    pub(super) fn accept(&mut self, place: usize, member: u32, accepted: i64) -> Option<usize> {
        let one = &mut self.case.opportunities[place];
        let (part, positions, value, minutes) = (one.part, one.positions as i64, one.value, one.minutes);
        if !self.happen("assignment.accepted", accepted, Some(member)) {
            return None;
        }
        let number = self.case.assignments.len();
        self.touch(Kind::Assignment, number as u64 + 1);
        self.touch(Kind::Opportunity, part);
        self.touch_demand();
        if self.case.opportunities[place].status != "em_execucao" {
            self.case.opportunities[place].status = "alocada";
        }
        self.case.assignments.push(Assignment {
            part: number as u64 + 1,
            opportunity: part,
            member,
            level: self.random.between(1, 4),
            coverage: 10_000 / positions,
            accepted,
            start: None,
            end: None,
            minutes: minutes / positions,
            // Of each hundred centavos, 62 go to those who do the work.
            amount: (value > 0).then_some(value * 62 / 100 / positions),
        });
        Some(number)
    }

    pub(super) fn start(&mut self, assignment: usize, started: i64) -> bool {
        let (member, part) = (self.case.assignments[assignment].member, self.case.assignments[assignment].opportunity);
        if !self.happen("assignment.started", started, Some(member)) {
            return false;
        }
        self.touch(Kind::Assignment, assignment as u64 + 1);
        self.touch(Kind::Opportunity, part);
        self.touch_demand();
        self.case.assignments[assignment].start = Some(started);
        true
    }

    pub(super) fn leave(&mut self, assignment: usize, name: &'static str, at: i64, reason: &'static str) -> Option<()> {
        let (member, part) = (self.case.assignments[assignment].member, self.case.assignments[assignment].opportunity);
        if !self.happen(name, at, Some(member)) {
            return None;
        }
        self.touch(Kind::Assignment, assignment as u64 + 1);
        self.touch(Kind::Opportunity, part);
        self.touch_demand();
        self.case.assignments[assignment].end = Some((at, reason));
        Some(())
    }
}

//! Promises that rows keep by their own dates: titles by days, signatures by the start of a contract, gaps that a substitute fills.

use super::{DAY, END, Item, Promises, Target, date, instant};
use crate::support::Random;

/// A title, by days.
#[derive(Debug, Clone)]
pub struct Title {
    direction: &'static str,
    unit: &'static str,
    issued: i64,
    due: i64,
    settled: Option<i64>,
    status: &'static str,
}

/// A contract: drafted and signed by minutes, to be signed by a day.
#[derive(Debug, Clone)]
pub struct Signature {
    unit: &'static str,
    drafted: i64,
    signed: Option<i64>,
    start: i64,
    status: &'static str,
}

/// A substitution and the end of the assignment that it is for.
#[derive(Debug, Clone)]
pub struct Gap {
    left: Option<i64>,
    taken_up: Option<i64>,
    own: Option<i64>,
    status: &'static str,
}

#[derive(Debug, Default)]
pub struct Dated {
    pub titles: Vec<Title>,
    pub signatures: Vec<Signature>,
    pub gaps: Vec<Gap>,
}

impl Dated {
    pub fn new(random: &mut Random) -> Self {
        let one = |random: &mut Random, from: &[&'static str]| from[random.below(from.len())];
        let minute = |random: &mut Random| random.below(END as usize / 15 + 90) as i64 * 15;
        let titles = (0..14).map(|_| {
            let issued = random.below(27) as i64;
            Title {
                direction: one(random, &["receber", "pagar"]),
                unit: one(random, &["norte", "sul"]),
                issued,
                due: random.below(30) as i64,
                settled: (random.below(4) > 0).then(|| issued + random.below(12) as i64),
                status: one(random, &["aberto", "parcial", "liquidado", "liquidado", "baixado", "cancelado", "em_disputa"]),
            }
        });
        let titles = titles.collect();
        let signatures = (0..10).map(|_| Signature {
            unit: one(random, &["norte", "sul"]),
            drafted: minute(random),
            signed: (random.below(3) > 0).then(|| minute(random)),
            start: random.below(30) as i64,
            status: one(random, &["minuta", "vigente", "encerrado", "rescindido"]),
        });
        let mut signatures: Vec<Signature> = signatures.collect();
        // Nobody signs what is not written yet.
        signatures.iter_mut().for_each(|one| one.signed = one.signed.map(|signed| signed.max(one.drafted)));
        let gaps = (0..14).map(|_| Gap {
            left: (random.below(6) > 0).then(|| minute(random)),
            taken_up: (random.below(3) > 0).then(|| minute(random)),
            own: (random.below(2) == 0).then(|| 30 * (1 + random.below(90) as i64)),
            status: one(random, &["planejada", "planejada", "ativada", "concluida", "cancelada"]),
        });
        let gaps = gaps.collect();
        Self { titles, signatures, gaps }
    }

    pub fn files(&self) -> Vec<(&'static str, &'static str, Vec<String>)> {
        let titles = self.titles.iter().enumerate().map(|(place, title)| {
            let Title { direction, unit, issued, due, settled, status } = title;
            let settled = settled.map(date).unwrap_or_default();
            format!("t-{place},coop,{direction},{unit},outro,{},{},1,0,0,0,0,{settled},{status}", date(*issued), date(*due))
        });
        let signatures = self.signatures.iter().enumerate().map(|(place, one)| {
            let (unit, drafted, signed) = (one.unit, instant(one.drafted), one.signed.map(instant).unwrap_or_default());
            format!("k-{place},coop,org,{unit},projeto,cooperativo,1,{drafted},{signed},{},true,true,false,{}", date(one.start), one.status)
        });
        let left = self.gaps.iter().enumerate().map(|(place, gap)| {
            let left = gap.left.map(instant).unwrap_or_default();
            format!("a-{place},m,op,executor,1,10000,{left}")
        });
        let gaps = self.gaps.iter().enumerate().map(|(place, gap)| {
            let own = gap.own.map(|own| own.to_string()).unwrap_or_default();
            format!("s-{place},a-{place},{},{own},{}", gap.taken_up.map(instant).unwrap_or_default(), gap.status)
        });
        vec![
            (
                "raw.titles.csv",
                "title_id,cooperative_id,direction,unit_id,category,issued_on,due_on,amount,paid_amount,written_off_amount,fine_amount,\
                 discount_amount,settled_on,status",
                titles.collect(),
            ),
            (
                "raw.contracts.csv",
                "contract_id,cooperative_id,organization_id,unit_id,engagement_model,act_nature,value,drafted_at,signed_at,start_on,\
                 has_responsibilities,has_substitution_clause,is_off_site,status",
                signatures.collect(),
            ),
            ("raw.assignments.csv", "assignment_id,member_id,opportunity_id,role,responsibility_level,coverage_bp,end_at", left.collect()),
            ("raw.substitutions.csv", "substitution_id,assignment_id,activated_at,gap_target_minutes,status", gaps.collect()),
        ]
    }

    pub fn expected(&self, promises: &Promises) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for (place, title) in self.titles.iter().enumerate() {
            let is_over = ["liquidado", "baixado"].contains(&title.status);
            let opened = title.issued * DAY;
            if title.status == "cancelado" || is_over && title.settled.is_none() || opened > END {
                continue;
            }
            let settled = title.settled.filter(|day| is_over && day * DAY <= END);
            let closed = settled.map(|day| ((day + 1) * DAY).min(END));
            rows.push(promises.by_limit([&format!("t-{place}"), "prazo"], title.unit, opened, (title.due + 1) * DAY, closed));
        }
        for (place, one) in self.signatures.iter().enumerate() {
            if one.drafted > END || one.status == "rescindido" && one.signed.is_none() {
                continue;
            }
            let signed = one.signed.filter(|signed| *signed <= END);
            rows.push(promises.by_limit([&format!("k-{place}"), "prazo"], one.unit, one.drafted, (one.start + 1) * DAY, signed));
        }
        for (place, gap) in self.gaps.iter().enumerate() {
            let is_known = gap.status == "planejada" || gap.status != "cancelada" && gap.taken_up.is_some();
            let Some(left) = gap.left.filter(|left| is_known && *left <= END) else { continue };
            let closed = gap.taken_up.map(|at| at.max(left)).filter(|at| *at <= END);
            let item = Item::nothing(left);
            let own = gap.own.map(Target::own);
            let target = own.as_ref().or_else(|| promises.target("substituicao", &item));
            rows.extend(
                target
                    .map(|target| promises.judged([&format!("s-{place}"), "substituicao"], target, &item, &[(left, closed.unwrap_or(END))], closed)),
            );
        }
        rows
    }
}

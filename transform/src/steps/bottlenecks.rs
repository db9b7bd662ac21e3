//! Where work stops: what each stage makes of a process's waiting, whether its queue grows, what could be recovered, and
//! whether that is enough to call it a bottleneck, with the reasons.

use std::collections::{BTreeMap, HashMap};

use mirante_queries::functions::rate::Z;
use polars::prelude::{
    Column, DataFrame, DataType, IntoLazy, IntoSeries, LazyFrame, ListBuilderTrait, ListStringChunkedBuilder, NamedFrom, PolarsError, PolarsResult,
    Series, SortMultipleOptions, col,
};

use crate::{
    stats::{
        ratio,
        trend::{adjusted, trend},
    },
    step::{Inputs, Step},
};

/// `marts.bottlenecks`.
pub const STEP: Step = Step {
    header: "-- name: marts.bottlenecks
-- title: Gargalos, mês a mês | Bottlenecks, month by month
-- grain: process, stage, unit_id, month_on
-- columns: process:code, stage:code, unit_id:id, month_on:on, cases_n:int, waiting_seconds:num?,
--   share:num?, share_low:num?, share_high:num?, value_share:num?, flow_efficiency:num?, efficiency_gain:num?,
--   queue_slope:num?, queue_p:num?, arrival_departure_ratio:num?, breach_low:num?, recoverable_seconds:num?, rank:i32,
--   is_bottleneck:bool, reasons:texts
-- owner: planejamento
-- check: unique(process, stage, unit_id, month_on), range(share, 0, 1), range(efficiency_gain, 0, 1), range(rank, 1, null)
-- check: holds(share_low <= share AND share <= share_high), holds(recoverable_seconds BETWEEN 0 AND waiting_seconds)
-- check: holds(is_bottleneck = (cardinality(reasons) > 0)), holds(NOT is_bottleneck OR recoverable_seconds > 0)
-- tag: fluxo
",
    inputs: &["staging.stage_case_months", "staging.stage_breach_months", "marts.stage_weeks", "staging.parameters"],
    version: 1,
    build,
};

/// All units of a process together.
const ALL: &str = "*";
const DAYS: i32 = 7;

/// What makes a stage a bottleneck.
#[derive(Debug, Clone, Copy)]
struct Limits {
    top: f64,
    queue_weeks: f64,
    ratio: f64,
    breach: f64,
    gain: f64,
    fdr_q: f64,
}

fn build(inputs: &Inputs) -> PolarsResult<LazyFrame> {
    let value = |name: &str| inputs.parameter(name);
    let limits = Limits {
        top: value("bottleneck_top")?,
        queue_weeks: value("queue_weeks")?,
        ratio: value("bottleneck_ratio")?,
        breach: value("bottleneck_breach")?,
        gain: value("bottleneck_gain")?,
        fdr_q: value("fdr_q")?,
    };
    let weeks = ["process", "stage", "unit_id", "week_on", "wip_end_n", "arrival_departure_ratio"];
    let weeks = inputs.scan("marts.stage_weeks")?.select(weeks.map(col)).collect()?;
    let breaches =
        inputs.scan("staging.stage_breach_months")?.select(["process", "stage", "unit_id", "month_on", "breach_low"].map(col)).collect()?;
    let cases = inputs.scan("staging.stage_case_months")?;
    let grain = ["process", "month_on", "case_object_type", "case_id", "stage", "unit_id"];
    let cases = cases.sort(grain, SortMultipleOptions::default()).collect()?;
    let rows = Found { queues: queues(&weeks)?, breaches: lows(&breaches)?, limits }.all(&cases)?;
    Ok(frame(&rows)?.lazy().sort(["process", "stage", "unit_id", "month_on"], SortMultipleOptions::default()))
}

/// A stage of a process in a unit, or in all.
type Place = (String, String, String);

/// A week of a queue: its day, what was in it at its end, arrivals for each exit.
type Week = (i32, i64, Option<f64>);

fn queues(weeks: &DataFrame) -> PolarsResult<HashMap<Place, Vec<Week>>> {
    let text = |name: &str| weeks.column(name)?.str();
    let (process, stage, unit) = (text("process")?, text("stage")?, text("unit_id")?);
    let days = weeks.column("week_on")?.cast(&DataType::Int32)?;
    let (days, wip, ratio) = (days.i32()?, weeks.column("wip_end_n")?.i64()?, weeks.column("arrival_departure_ratio")?.f64()?);
    let mut queues: HashMap<Place, Vec<Week>> = HashMap::new();
    for row in 0..weeks.height() {
        let (Some(process), Some(stage), Some(unit), Some(day), Some(wip)) =
            (process.get(row), stage.get(row), unit.get(row), days.get(row), wip.get(row))
        else {
            return Err(missing());
        };
        queues.entry((process.to_owned(), stage.to_owned(), unit.to_owned())).or_default().push((day, wip, ratio.get(row)));
    }
    queues.values_mut().for_each(|weeks| weeks.sort_by_key(|week| week.0));
    Ok(queues)
}

fn lows(breaches: &DataFrame) -> PolarsResult<HashMap<(Place, i32), f64>> {
    let text = |name: &str| breaches.column(name)?.str();
    let (process, stage, unit) = (text("process")?, text("stage")?, text("unit_id")?);
    let days = breaches.column("month_on")?.cast(&DataType::Int32)?;
    let (days, low) = (days.i32()?, breaches.column("breach_low")?.f64()?);
    let row = |row: usize| {
        let place = (process.get(row)?.to_owned(), stage.get(row)?.to_owned(), unit.get(row)?.to_owned());
        Some(((place, days.get(row)?), low.get(row)?))
    };
    (0..breaches.height()).map(|at| row(at).ok_or_else(missing)).collect()
}

fn missing() -> PolarsError {
    PolarsError::ComputeError("a row of what bottlenecks are found in has a cell without value".into())
}

/// What a case did in a stage of one unit in one month.
#[derive(Debug, Clone, Copy)]
struct Part<'a> {
    /// The number of the case in the month.
    case: usize,
    stage: &'a str,
    service: Option<i64>,
    waiting: Option<i64>,
    recoverable: Option<i64>,
    centavo_hours: Option<i64>,
}

/// One row of the mart.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    place: Place,
    month: i32,
    cases: i64,
    waiting: Option<i64>,
    share: Option<f64>,
    interval: Option<(f64, f64)>,
    value_share: Option<f64>,
    efficiency: Option<f64>,
    gain: Option<f64>,
    slope: Option<f64>,
    p: Option<f64>,
    ratio: Option<f64>,
    breach_low: Option<f64>,
    recoverable: Option<i64>,
    rank: i32,
    reasons: Vec<&'static str>,
}

/// What is known beside the cases.
struct Found {
    queues: HashMap<Place, Vec<Week>>,
    breaches: HashMap<(Place, i32), f64>,
    limits: Limits,
}

impl Found {
    /// Months of cases in, sorted by process, month and case; a row for each stage of each unit, and of all units together.
    fn all(&self, cases: &DataFrame) -> PolarsResult<Vec<Row>> {
        let text = |name: &str| cases.column(name)?.str();
        let whole = |name: &str| cases.column(name)?.i64();
        let (process, kind, id) = (text("process")?, text("case_object_type")?, text("case_id")?);
        let (stage, unit) = (text("stage")?, text("unit_id")?);
        let (months, ends) = (cases.column("month_on")?.cast(&DataType::Int32)?, cases.column("month_end_on")?.cast(&DataType::Int32)?);
        let (months, ends) = (months.i32()?, ends.i32()?);
        let (service, waiting) = (whole("service_micros")?, whole("waiting_micros")?);
        let (recoverable, centavo_hours) = (whole("recoverable_micros")?, whole("centavo_hours")?);
        let mut rows = Vec::new();
        let mut from = 0;
        while from < cases.height() {
            let (Some(of_process), Some(month), Some(end)) = (process.get(from), months.get(from), ends.get(from)) else { return Err(missing()) };
            let mut units: BTreeMap<&str, Vec<Part<'_>>> = BTreeMap::new();
            let (mut row, mut case) = (from, 0);
            while row < cases.height() && process.get(row) == Some(of_process) && months.get(row) == Some(month) {
                case += usize::from(row > from && (kind.get(row), id.get(row)) != (kind.get(row - 1), id.get(row - 1)));
                let (Some(stage), Some(unit)) = (stage.get(row), unit.get(row)) else { return Err(missing()) };
                let part = Part {
                    case,
                    stage,
                    service: service.get(row),
                    waiting: waiting.get(row),
                    recoverable: recoverable.get(row),
                    centavo_hours: centavo_hours.get(row),
                };
                units.entry(unit).or_default().push(part);
                units.entry(ALL).or_default().push(part);
                row += 1;
            }
            for (unit, parts) in &units {
                rows.extend(self.stages(of_process, unit, (month, end), parts));
            }
            from = row;
        }
        Ok(rows)
    }

    /// The stages of one process in one unit in one month, which is from its first day to the next month's.
    fn stages(&self, process: &str, unit: &str, (month, end): (i32, i32), parts: &[Part<'_>]) -> Vec<Row> {
        let sum = |values: &mut dyn Iterator<Item = Option<i64>>| values.flatten().sum::<i64>();
        // Cases of which something is known, in their order.
        let mut cases: Vec<usize> = parts.iter().filter(|part| part.waiting.is_some()).map(|part| part.case).collect();
        cases.dedup();
        let by_case = |stage: Option<&str>| {
            let mut waited = vec![0.0; cases.len()];
            for part in parts.iter().filter(|part| stage.is_none_or(|stage| part.stage == stage)) {
                if let (Some(waiting), Ok(place)) = (part.waiting, cases.binary_search(&part.case)) {
                    waited[place] += waiting as f64;
                }
            }
            waited
        };
        let whole = by_case(None);
        let known = || parts.iter().filter(|part| part.service.is_some());
        let (worked, waited) = (sum(&mut known().map(|part| part.service)) as f64, sum(&mut known().map(|part| part.waiting)) as f64);
        let efficiency = (worked + waited > 0.0).then(|| worked / (worked + waited));
        let value = sum(&mut parts.iter().map(|part| part.centavo_hours)) as f64;
        let mut stages: Vec<&str> = parts.iter().map(|part| part.stage).collect();
        stages.sort_unstable();
        stages.dedup();
        let row = |stage: &&str| {
            let of_stage: Vec<&Part<'_>> = parts.iter().filter(|part| part.stage == *stage).collect();
            let mut visited: Vec<usize> = of_stage.iter().map(|part| part.case).collect();
            visited.dedup();
            let of = |get: fn(&Part<'_>) -> Option<i64>| {
                let values: Vec<i64> = of_stage.iter().filter_map(|part| get(part)).collect();
                (!values.is_empty()).then(|| values.iter().sum::<i64>())
            };
            let waiting = of(|part| part.waiting);
            let (share, interval) = if waiting.is_some() { ratio::share(&by_case(Some(stage)), &whole, Z) } else { (None, None) };
            let vanished = worked + waited - waiting.unwrap_or_default() as f64;
            let place = (process.to_owned(), (*stage).to_owned(), unit.to_owned());
            let (slope, p, ratio) = self.queue(&place, end);
            Row {
                month,
                cases: visited.len() as i64,
                share,
                interval,
                value_share: of(|part| part.centavo_hours).filter(|_| value > 0.0).map(|part| part as f64 / value),
                efficiency,
                gain: efficiency.filter(|_| waiting.is_some() && vanished > 0.0).map(|before| (worked / vanished - before).max(0.0)),
                slope,
                p,
                ratio,
                breach_low: self.breaches.get(&(place.clone(), month)).copied(),
                waiting,
                recoverable: of(|part| part.recoverable),
                rank: 0,
                reasons: Vec::new(),
                place,
            }
        };
        let mut rows: Vec<Row> = stages.iter().map(row).collect();
        self.judge(&mut rows);
        rows
    }

    /// How the queue of a place moved in the last weeks that ended with the month: items a week, how likely by chance, and
    /// arrivals for each exit in the last of them.
    fn queue(&self, place: &Place, end: i32) -> (Option<f64>, Option<f64>, Option<f64>) {
        let Some(weeks) = self.queues.get(place) else { return (None, None, None) };
        let before = &weeks[..weeks.partition_point(|week| week.0 + DAYS <= end)];
        let Some(last) = before.last() else { return (None, None, None) };
        let since = last.0 - (self.limits.queue_weeks as i32 - 1) * DAYS;
        let points: Vec<(i64, f64)> =
            before.iter().filter(|week| week.0 >= since).map(|week| (i64::from((week.0 - since) / DAYS), week.1 as f64)).collect();
        let found = trend(&points, false);
        (found.map(|trend| trend.slope), found.map(|trend| trend.p), last.2)
    }

    /// Ranks the stages of a process by what could be recovered, and says of the first what makes them bottlenecks.
    fn judge(&self, rows: &mut [Row]) {
        let limits = self.limits;
        let p = adjusted(&rows.iter().map(|row| row.p).collect::<Vec<_>>());
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by(|left, right| (rows[*right].recoverable, &rows[*left].place).cmp(&(rows[*left].recoverable, &rows[*right].place)));
        for (rank, place) in (1..).zip(order) {
            let row = &mut rows[place];
            row.rank = rank;
            if f64::from(rank) > limits.top || row.recoverable.is_none_or(|micros| micros == 0) {
                continue;
            }
            let is_growing = row.slope.is_some_and(|slope| slope > 0.0) && p[place].is_some_and(|p| p <= limits.fdr_q);
            let reasons = [
                (is_growing, "fila_crescente"),
                (row.ratio.is_some_and(|ratio| ratio > limits.ratio), "chegada_maior_que_saida"),
                (row.breach_low.is_some_and(|low| low >= limits.breach), "sla_rompido"),
                (row.gain.is_some_and(|gain| gain >= limits.gain), "muito_a_recuperar"),
            ];
            row.reasons = reasons.into_iter().filter(|(is_so, _)| *is_so).map(|(_, reason)| reason).collect();
        }
    }
}

fn frame(rows: &[Row]) -> PolarsResult<DataFrame> {
    let seconds = |micros: Option<i64>| micros.map(|micros| micros as f64 / 1e6);
    let text = |name: &str, get: fn(&Row) -> &str| Column::from(Series::new(name.into(), rows.iter().map(get).collect::<Vec<_>>()));
    let number = |name: &str, get: &dyn Fn(&Row) -> Option<f64>| Column::from(Series::new(name.into(), rows.iter().map(get).collect::<Vec<_>>()));
    let mut reasons = ListStringChunkedBuilder::new("reasons".into(), rows.len(), rows.len());
    rows.iter().for_each(|row| reasons.append_values_iter(row.reasons.iter().copied()));
    DataFrame::new(
        rows.len(),
        vec![
            text("process", |row| &row.place.0),
            text("stage", |row| &row.place.1),
            text("unit_id", |row| &row.place.2),
            Column::from(Series::new("month_on".into(), rows.iter().map(|row| row.month).collect::<Vec<_>>())).cast(&DataType::Date)?,
            Column::from(Series::new("cases_n".into(), rows.iter().map(|row| row.cases).collect::<Vec<_>>())),
            number("waiting_seconds", &|row| seconds(row.waiting)),
            number("share", &|row| row.share),
            number("share_low", &|row| row.interval.map(|(low, _)| low)),
            number("share_high", &|row| row.interval.map(|(_, high)| high)),
            number("value_share", &|row| row.value_share),
            number("flow_efficiency", &|row| row.efficiency),
            number("efficiency_gain", &|row| row.gain),
            number("queue_slope", &|row| row.slope),
            number("queue_p", &|row| row.p),
            number("arrival_departure_ratio", &|row| row.ratio),
            number("breach_low", &|row| row.breach_low),
            number("recoverable_seconds", &|row| seconds(row.recoverable)),
            Column::from(Series::new("rank".into(), rows.iter().map(|row| row.rank).collect::<Vec<_>>())),
            Column::from(Series::new("is_bottleneck".into(), rows.iter().map(|row| !row.reasons.is_empty()).collect::<Vec<_>>())),
            Column::from(reasons.finish().into_series()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { top: 3.0, queue_weeks: 13.0, ratio: 1.05, breach: 0.10, gain: 0.05, fdr_q: 0.10 };

    fn part(case: usize, stage: &'static str, waiting: i64, recoverable: i64) -> Part<'static> {
        Part { case, stage, service: Some(10), waiting: Some(waiting), recoverable: Some(recoverable), centavo_hours: None }
    }

    fn place(stage: &str) -> Place {
        ("p".to_owned(), stage.to_owned(), ALL.to_owned())
    }

    fn found(queue: &[i64]) -> Found {
        let weeks = queue.iter().zip(0..).map(|(wip, week)| (week * DAYS, *wip, Some(1.0))).collect();
        Found { queues: HashMap::from([(place("b"), weeks)]), breaches: HashMap::new(), limits: LIMITS }
    }

    #[test]
    fn a_long_stage_alone_is_no_bottleneck_and_a_growing_queue_makes_it_one() {
        let parts = [part(0, "a", 20, 0), part(0, "b", 900, 30), part(1, "a", 30, 10), part(1, "b", 800, 20)];
        let end = 20 * DAYS;
        let steady = found(&[4, 5, 4, 5, 4, 5, 4, 5, 4, 5, 4, 5, 4]).stages("p", ALL, (0, end), &parts);
        let b = steady.iter().find(|row| row.place.1 == "b").unwrap();
        assert_eq!((b.rank, b.cases, b.waiting, b.recoverable), (1, 2, Some(1700), Some(50)));
        // Nearly all of the time is waiting in b, and still only what it would give back says so.
        assert_eq!(b.reasons, ["muito_a_recuperar"]);
        let growing = found(&[1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18]).stages("p", ALL, (0, end), &parts);
        let b = growing.iter().find(|row| row.place.1 == "b").unwrap();
        assert_eq!(b.reasons, ["fila_crescente", "muito_a_recuperar"]);
        assert!(b.slope.unwrap() > 1.0 && b.p.unwrap() < 0.05);
        assert!(growing.iter().all(|row| row.place.1 == "b" || row.reasons.is_empty()));
        let shares: f64 = growing.iter().filter_map(|row| row.share).sum();
        assert!((shares - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_stage_without_waiting_is_never_one_and_unknown_waiting_is_no_zero() {
        let unknown = Part { service: None, waiting: None, recoverable: None, ..part(0, "c", 0, 0) };
        let rows = found(&[1, 9, 20]).stages("p", ALL, (0, 400), &[part(0, "a", 0, 0), part(0, "b", 0, 0), unknown]);
        assert!(rows.iter().all(|row| row.reasons.is_empty()));
        let c = rows.iter().find(|row| row.place.1 == "c").unwrap();
        assert_eq!((c.waiting, c.share, c.recoverable, c.rank), (None, None, None, 3));
        assert_eq!(rows[0].share, None, "of no waiting there are no shares");
    }

    #[test]
    fn a_queue_is_read_up_to_the_end_of_the_month() {
        let found = found(&[1, 2, 3, 4, 5, 90, 1]);
        let (slope, ..) = found.queue(&place("b"), 5 * DAYS);
        assert_eq!(slope, Some(1.0));
        assert_eq!(found.queue(&place("b"), 3), (None, None, None));
        assert_eq!(found.queue(&place("z"), 100), (None, None, None));
    }
}

//! The figures and the months behind them, over a random log of some hundred cases, against a plain recount that shares no
//! code with the project.

use std::collections::{BTreeMap, BTreeSet};

use mirante_queries::engine::Limits;

use crate::{
    flow_vectors::Given,
    golden::World,
    support::{Random, ask, block, seed},
};

/// Minutes are counted from 1 January 2024, a Monday, midnight in São Paulo; its clocks have been three hours behind ever since.
const DAY: i64 = 1440;
/// 1 October 2026, nine in the morning.
const END: i64 = 1004 * DAY + 540;
const MONTHS: usize = 33;

type Words = &'static [&'static str];

/// Stages of the processes `p` and `q`: key, words that enter, exit and divert. `dropped` and `closed` end a case.
const STAGES: [(&str, Words, Words, Words); 3] = [
    ("fila", &["opened"], &["taken"], &["sent"]),
    ("mesa", &["taken", "returned"], &["done"], &["returned"]),
    ("saida", &["done"], &["sent"], &["returned"]),
];
const FINALS: [&str; 2] = ["closed", "dropped"];
const WORDS: [&str; 8] = ["opened", "taken", "returned", "done", "sent", "paused", "closed", "dropped"];
/// How many cases of each kind; `z` is no process's case, and `q` has so few that nothing of it is left out.
const KINDS: [(&str, usize); 3] = [("p", 260), ("q", 4), ("z", 30)];

/// Everything that happened to one object, in order.
struct Case {
    kind: &'static str,
    id: String,
    events: Vec<(String, i64)>,
}

impl Case {
    fn random(kind: &'static str, number: usize, months: &[i64], random: &mut Random) -> Self {
        let usual = ["opened", "taken", "done", "closed"];
        let is_usual = random.below(3) == 0;
        let words: Vec<Option<&str>> = if is_usual { usual.map(Some).to_vec() } else { vec![None; 1 + random.below(12)] };
        let mut at = random.below((END / 60) as usize) as i64 * 60;
        let mut events = Vec::new();
        for word in words {
            let word = match (word, random.below(2)) {
                (Some(word), _) => word.to_owned(),
                (None, 0) => format!("n{:02}", random.below(18)),
                (None, _) => WORDS[random.below(WORDS.len())].to_owned(),
            };
            let word = if word == "paused" { format!("{kind}.paused") } else { word };
            events.push((word, at));
            // Some wait for the first instant of the next month, some for nothing at all.
            at = match random.below(8) {
                0 => months.iter().copied().find(|start| *start >= at).unwrap_or(END),
                1 => at,
                2 => at + random.below(2000) as i64 * 60,
                _ => at + random.below(200) as i64 * 60,
            };
            if at > END {
                break;
            }
        }
        Self { kind, id: format!("{kind}{number:03}"), events }
    }

    fn first(&self) -> i64 {
        self.events[0].1
    }

    /// When it was last seen, and does it run on? None when no stage ever saw it.
    fn seen_until(&self) -> Option<(i64, bool)> {
        let mut is_known = false;
        let mut is_open = [false; STAGES.len()];
        for (word, _) in &self.events {
            let word = word.as_str();
            is_known |= word.ends_with(".paused");
            for (open, (_, enter, exit, divert)) in is_open.iter_mut().zip(STAGES) {
                *open &= !(exit.contains(&word) || divert.contains(&word) || FINALS.contains(&word));
                *open |= enter.contains(&word);
                is_known |= enter.contains(&word);
            }
        }
        let has_ended = self.events.iter().any(|(word, _)| FINALS.contains(&word.as_str()));
        let runs = is_open.contains(&true) || !has_ended;
        is_known.then(|| (if runs { END } else { self.events[self.events.len() - 1].1 }, runs))
    }
}

/// First minutes of the months, and of the one after the last.
fn months() -> Vec<i64> {
    let days = |month: usize| match (month % 12, month / 12) {
        (1, 0) => 29,
        (1, _) => 28,
        (3 | 5 | 8 | 10, _) => 30,
        _ => 31,
    };
    (0..=MONTHS + 1).map(|month| (0..month).map(days).sum::<i64>() * DAY).collect()
}

/// The day of a minute, as systems write it.
fn date(minute: i64) -> String {
    let months = months();
    let month = months.iter().rposition(|start| *start <= minute).unwrap();
    format!("{}-{:02}-{:02}", 2024 + month / 12, month % 12 + 1, (minute - months[month]) / DAY + 1)
}

fn instant(minute: i64) -> String {
    format!("{}T{:02}:{:02}:00-03:00", date(minute), minute % DAY / 60, minute % 60)
}

/// The only text of a number, so that counts and seconds compare.
fn number(value: f64) -> String {
    format!("{value:.6}")
}

fn seconds(minutes: Option<i64>) -> String {
    minutes.map(|minutes| number(minutes as f64 * 60.0)).unwrap_or_default()
}

fn log(random: &mut Random) -> Vec<Case> {
    let months = months();
    KINDS.iter().flat_map(|(kind, count)| (0..*count).map(|number| Case::random(kind, number, &months, random)).collect::<Vec<_>>()).collect()
}

async fn build(cases: &[Case]) -> World {
    let mut given = Given::default();
    for case in cases {
        case.events.iter().for_each(|(word, at)| given.event((case.kind, &case.id), word, &instant(*at), ""));
    }
    for (name, _) in &KINDS[..2] {
        let mut toml = format!("process = '{name}'\nlabel = '{name} | {name}'\nobject_type = '{name}'\nfinal = {FINALS:?}\n");
        for (key, enter, exit, divert) in STAGES {
            toml.push_str(&format!(
                "[[stages]]\nkey = '{key}'\nlabel = 'E | S'\nenter = {enter:?}\nexit = {exit:?}\nother_exits = {divert:?}\nnature = 'espera'\n"
            ));
        }
        given.processes.push(((*name).to_owned(), toml));
    }
    let figures = ["ageing_now", "cumulative_flow", "headline_cards", "lead_time", "rework_loops", "stage_wait", "variants"];
    let names = figures.map(|name| format!("figures.{name}"));
    let world = given.build(&instant(END), &names.each_ref().map(String::as_str), Limits::default()).await;
    assert!(world.failed.is_empty(), "{:?}", world.failed);
    world
}

/// Rows with every number in its only text.
async fn rows(world: &World, sql: &str) -> Vec<Vec<String>> {
    let rows = ask(&world.lake, &world.snapshot, sql).await;
    assert!(!rows.is_empty(), "{sql} gives nothing");
    rows.iter().map(|row| row.iter().map(|cell| cell.parse().map_or_else(|_| cell.clone(), number)).collect()).collect()
}

/// The first row in which two lists differ, with its place.
#[track_caller]
fn assert_same(what: &str, actual: &[Vec<String>], expected: &[Vec<String>]) {
    let differs = (0..actual.len().max(expected.len())).find(|place| actual.get(*place) != expected.get(*place));
    if let Some(place) = differs {
        panic!(
            "{what}, row {place} of {} and {}:\n  got      {:?}\n  expected {:?}",
            actual.len(),
            expected.len(),
            actual.get(place),
            expected.get(place)
        );
    }
}

/// A spell: the age at which it joined, the age at which it was last seen, did it end there?
type Spell = (Option<i64>, i64, bool);

/// Kaplan and Meier's product, age by age: age, share that goes on, and both ends of its 90 % interval.
fn product(spells: &[Spell]) -> Vec<(i64, [f64; 3])> {
    let ages: BTreeSet<i64> = spells.iter().filter(|spell| spell.2).map(|spell| spell.1).collect();
    let (mut share, mut variance) = (1.0_f64, 0.0_f64);
    let step = |age: i64| {
        let n = spells.iter().filter(|(entry, end, _)| entry.is_none_or(|entry| entry < age) && age <= *end).count() as f64;
        let d = spells.iter().filter(|(_, end, has_ended)| *has_ended && *end == age).count() as f64;
        share *= (n - d) / n;
        variance += d / n / (n - d);
        if share <= 0.0 {
            return (age, [0.0; 3]);
        }
        // ln(-ln S) has the variance of Greenwood over (ln S) squared (Kalbfleisch and Prentice 1980).
        let (middle, width) = ((-share.ln()).ln(), 1.644_853_626_951_472_2 * variance.sqrt() / -share.ln());
        (age, [share, (-(middle + width).exp()).exp(), (-(middle - width).exp()).exp()])
    };
    ages.into_iter().map(step).collect()
}

/// What `marts.lead_times` must say.
fn expected_months(cases: &[Case]) -> Vec<Vec<String>> {
    let starts = months();
    let mut all: BTreeMap<(&str, usize), Vec<Spell>> = BTreeMap::new();
    for case in cases.iter().filter(|case| case.kind != "z") {
        let Some((until, runs)) = case.seen_until() else { continue };
        for (month, span) in starts.windows(2).enumerate() {
            let begins = (span[0]..span[1]).contains(&case.first());
            if begins || (case.first() < span[0] && span[0] < until) {
                let entry = (!begins).then(|| span[0] - case.first());
                all.entry((case.kind, month)).or_default().push((entry, until.min(span[1]) - case.first(), !runs && until <= span[1]));
            }
        }
    }
    let row = |((kind, month), spells): (&(&str, usize), &Vec<Spell>)| {
        let product = product(spells);
        let reaches = |place: usize, level: f64| seconds(product.iter().find(|(_, ends)| ends[place] <= level + 1e-12).map(|(age, _)| *age));
        let count = |is: fn(&Spell) -> bool| number(spells.iter().filter(|spell| is(spell)).count() as f64);
        let counts = [count(|spell| spell.0.is_none()), count(|spell| spell.2), count(|spell| !spell.2)];
        let ages = [reaches(0, 0.5), reaches(1, 0.5), reaches(2, 0.5), reaches(0, 0.15)];
        [&[(*kind).to_owned(), date(starts[*month])][..], &counts, &ages, &[(starts[*month + 1] <= END).to_string()]].concat()
    };
    all.iter().map(row).collect()
}

/// The last rows of each process, which come in order; `head` columns name the process.
fn last_of_each(rows: &[Vec<String>], most: usize) -> Vec<Vec<String>> {
    let of_process = |process: &[Vec<String>]| process[process.len().saturating_sub(most)..].to_vec();
    rows.chunk_by(|left, right| left[0] == right[0]).flat_map(of_process).collect()
}

const MONTH: &str = "process, month_on, started_n, ended_n, open_n, p50_seconds, p50_low_seconds, p50_high_seconds, p85_seconds, is_whole";

async fn check_months(world: &World, cases: &[Case]) {
    let lead_times = rows(world, &format!("SELECT {MONTH} FROM marts.lead_times ORDER BY process, month_on")).await;
    assert_same("lead times", &lead_times, &expected_months(cases));
    let figure = rows(world, &format!("SELECT {MONTH} FROM figures.lead_time ORDER BY process, month_on")).await;
    assert_same("the figure of lead times", &figure, &last_of_each(&lead_times, 24));
    let cards =
        rows(world, "SELECT process, card, month_on, value, low, high, is_whole FROM figures.headline_cards ORDER BY process, month_on, card").await;
    let of_month = |row: &Vec<String>| {
        let card = |name: &str, values: [usize; 3]| {
            [&[row[0].clone(), name.to_owned(), row[1].clone()][..], &values.map(|place| row[place].clone()), &[row[9].clone()]].concat()
        };
        [card("concluidos", [3; 3]), card("em_andamento", [4; 3]), card("tempo_total", [5, 6, 7])]
    };
    let expected: Vec<Vec<String>> = last_of_each(&lead_times, 14).iter().flat_map(of_month).collect();
    assert_same("the cards", &cards, &expected);
}

fn of_kind<'a>(cases: &'a [Case], kind: &'a str) -> impl Iterator<Item = &'a Case> {
    cases.iter().filter(move |case| case.kind == kind)
}

/// What `figures.rework_loops` must say of a kind.
fn expected_loops(cases: &[Case], kind: &str) -> Vec<Vec<String>> {
    let mut words: BTreeMap<&str, [i64; 4]> = BTreeMap::new();
    for case in of_kind(cases, kind) {
        for word in case.events.iter().map(|(word, _)| word.as_str()).collect::<BTreeSet<_>>() {
            let at: Vec<i64> = case.events.iter().filter(|event| event.0 == word).map(|event| event.1).collect();
            let times = at.len() as i64;
            let sums = words.entry(word).or_default();
            sums.iter_mut().zip([1, i64::from(times > 1), times - 1, at[at.len() - 1] - at[0]]).for_each(|(sum, value)| *sum += value);
        }
    }
    let mut repeated: Vec<_> = words.into_iter().filter(|(_, sums)| sums[2] > 0).collect();
    repeated.sort_by_key(|(word, sums)| (-sums[3], *word));
    let head = |place: usize, word: &str| vec![kind.to_owned(), number(place as f64), word.to_owned()];
    let row = |(place, (word, [cases, again, repeats, extra])): (usize, &(&str, [i64; 4]))| {
        let counts = [*cases, *again, *repeats, *extra * 60].map(|count| number(count as f64));
        [head(place + 1, word), counts.to_vec(), vec![number(*again as f64 / *cases as f64)]].concat()
    };
    let mut rows: Vec<Vec<String>> = repeated.iter().enumerate().take(14).map(row).collect();
    let rest = &repeated[rows.len()..];
    if !rest.is_empty() {
        let sum = |place: usize| rest.iter().map(|(_, sums)| sums[place]).sum::<i64>();
        let none = String::new;
        rows.push([head(15, "*"), vec![none(), none(), number(sum(2) as f64), seconds(Some(sum(3))), none()]].concat());
    }
    rows
}

/// What `figures.variants` must say of a kind.
fn expected_paths(cases: &[Case], kind: &str) -> Vec<Vec<String>> {
    let mut paths: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
    of_kind(cases, kind).for_each(|case| *paths.entry(case.events.iter().map(|event| event.0.as_str()).collect()).or_default() += 1);
    let all = of_kind(cases, kind).count();
    let mut paths: Vec<(String, usize, usize)> = paths.into_iter().map(|(path, cases)| (path.join(" > "), path.len(), cases)).collect();
    paths.sort_by(|left, right| (right.2, &left.0).cmp(&(left.2, &right.0)));
    let counts = |cases: usize| [number(cases as f64), number(cases as f64 / all as f64)];
    let row = |(place, (path, steps, cases)): (usize, &(String, usize, usize))| {
        [&[kind.to_owned(), number((place + 1) as f64), path.clone(), number(*steps as f64)][..], &counts(*cases)].concat()
    };
    let mut rows: Vec<Vec<String>> = paths.iter().enumerate().take(10).map(row).collect();
    let rest = paths.iter().skip(10).map(|path| path.2).sum::<usize>();
    if rest > 0 {
        rows.push([&[kind.to_owned(), number(11.0), "*".to_owned(), String::new()][..], &counts(rest)].concat());
    }
    rows
}

async fn check_paths(world: &World, cases: &[Case]) {
    let loops = "SELECT process, place, event_type, cases_n, cases_repeated_n, repeats_n, extra_seconds, repeat_rate
        FROM figures.rework_loops ORDER BY process, place";
    let loops = rows(world, loops).await;
    assert_same("loops", &loops, &KINDS.iter().flat_map(|(kind, _)| expected_loops(cases, kind)).collect::<Vec<_>>());
    let paths = rows(world, "SELECT process, place, variant, steps_n, cases_n, share FROM figures.variants ORDER BY process, place").await;
    assert_same("paths", &paths, &KINDS.iter().flat_map(|(kind, _)| expected_paths(cases, kind)).collect::<Vec<_>>());
    let others = |rows: &[Vec<String>]| rows.iter().filter(|row| row[2] == "*").map(|row| row[0].clone()).collect::<Vec<_>>();
    assert!(others(&loops).contains(&"p".to_owned()) && others(&paths) == ["p", "z"], "the log is too small: {loops:?} {paths:?}");

    // Nothing is lost between mart and figure, and every share is there.
    let sums =
        "SELECT object_type, sum(repeats_n), sum(extra_seconds) FROM marts.rework WHERE repeats_n > 0 GROUP BY object_type ORDER BY object_type";
    let figure = "SELECT process, sum(repeats_n), sum(extra_seconds) FROM figures.rework_loops GROUP BY process ORDER BY process";
    assert_same("sums of loops", &rows(world, figure).await, &rows(world, sums).await);
    let sums = "SELECT object_type, sum(n_cases) FROM marts.variants GROUP BY object_type ORDER BY object_type";
    let figure = "SELECT process, sum(cases_n) FROM figures.variants GROUP BY process ORDER BY process";
    assert_same("sums of paths", &rows(world, figure).await, &rows(world, sums).await);
    let is_one = "SELECT process, abs(sum(share) - 1) < 1e-12 FROM figures.variants GROUP BY process ORDER BY process";
    let expected = KINDS.map(|(kind, _)| vec![kind.to_owned(), "true".to_owned()]);
    assert_same("shares", &rows(world, is_one).await, &expected);
}

async fn check_flow(world: &World) {
    let flow =
        rows(world, "SELECT process, stage, day_on, entered_n, left_n, wip_n FROM marts.cumulative_flow ORDER BY process, stage, day_on").await;
    let last = date(END);
    let sundays: BTreeSet<String> = (0..=END / DAY).filter(|day| day % 7 == 6).map(|day| date(day * DAY)).collect();
    let kept = |stage: &[Vec<String>]| {
        let days: Vec<Vec<String>> = stage.iter().filter(|row| row[2] == last || sundays.contains(&row[2])).cloned().collect();
        days[days.len().saturating_sub(28)..].to_vec()
    };
    let expected: Vec<Vec<String>> = flow.chunk_by(|left, right| left[..2] == right[..2]).flat_map(kept).collect();
    let figure =
        rows(world, "SELECT process, stage, day_on, entered_n, left_n, wip_n FROM figures.cumulative_flow ORDER BY process, stage, day_on").await;
    assert_same("cumulative flow", &figure, &expected);

    let ageing = "SELECT process, stage, object_id, age_seconds, is_old FROM marts.ageing_work ORDER BY process, stage, age_seconds DESC, object_id";
    let ageing = rows(world, ageing).await;
    let kept = |stage: &[Vec<String>]| {
        let counts = [stage.len(), stage.iter().filter(|row| row[4] == "true").count()].map(|count| number(count as f64));
        let row = |(place, row): (usize, &Vec<String>)| [&row[..], &[number((place + 1) as f64)], &counts].concat();
        stage.iter().enumerate().take(40).map(row).collect::<Vec<_>>()
    };
    let expected: Vec<Vec<String>> = ageing.chunk_by(|left, right| left[..2] == right[..2]).flat_map(kept).collect();
    let figure = "SELECT process, stage, object_id, age_seconds, is_old, place, open_n, old_n FROM figures.ageing_now ORDER BY process, stage, place";
    assert_same("ageing", &rows(world, figure).await, &expected);
    assert!(expected.iter().any(|row| row[5] == number(40.0)) && ageing.len() > expected.len(), "the log is too small");

    let figure = "SELECT process, stage, open_n FROM figures.stage_wait WHERE open_n > 0 ORDER BY process, stage";
    let open = "SELECT process, stage, count(*) FROM marts.ageing_work GROUP BY process, stage ORDER BY process, stage";
    assert_same("open visits", &rows(world, figure).await, &rows(world, open).await);
    let is_one = "SELECT DISTINCT abs(sum(waiting_share) - 1) < 1e-12 FROM figures.stage_wait WHERE waiting_share IS NOT NULL GROUP BY process";
    assert_eq!(rows(world, is_one).await, [["true"]]);
}

#[test]
fn figures_say_what_a_plain_recount_says() {
    let mut random = Random::new(seed("figures_say_what_a_plain_recount_says"));
    let cases = log(&mut random);
    block(async {
        let world = build(&cases).await;
        check_months(&world, &cases).await;
        check_paths(&world, &cases).await;
        check_flow(&world).await;
    });
}

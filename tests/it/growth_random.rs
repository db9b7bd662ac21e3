//! Random demands and random work against a plain count that shares no code with the project.

use std::collections::{BTreeMap, BTreeSet};

use mirante_data::{canonical::parse_instant, clock::Clock};
use mirante_queries::engine::Limits;

use crate::{
    golden::{World, world},
    support::{Random, ask, block, seed},
};

/// October 2026 still runs.
const NOW: &str = "2026-10-01T12:00:00Z";
/// Complete months of demand, July 2025 to September 2026; number 15 is the one that runs.
const MONTHS: usize = 15;
const AREAS: [&str; 3] = ["dados", "gestao", ""];
const CLIENTS: [&str; 4] = ["feira", "prefeitura", "escola", "banco"];
const STATES: [&str; 4] = ["qualificada", "atendida", "recusada", "desistencia"];

/// The first day of a month, counted from July 2025.
fn month(number: usize) -> String {
    let months = 2025 * 12 + 6 + number;
    format!("{}-{:02}-01", months / 12, months % 12 + 1)
}

#[derive(Debug, Clone)]
struct Demand {
    id: usize,
    client: &'static str,
    area: &'static str,
    month: usize,
    at: String,
    minutes: i64,
    state: &'static str,
}

fn demands(random: &mut Random) -> Vec<Demand> {
    let mut all = Vec::new();
    for id in 0..30 + random.below(30) {
        // The first one makes the series begin where the months are counted from.
        let month_no = if id == 0 { 0 } else { random.below(MONTHS) };
        // In São Paulo a month begins at three in the morning of UTC; until then it is the month before.
        let at = match random.below(4) {
            0 => format!("{}T03:00:00Z", month(month_no)),
            1 => format!("{}T02:59:59Z", month(month_no + 1)),
            _ => format!("{}{:02}T12:00:00Z", &month(month_no)[..8], 1 + random.below(28)),
        };
        let minutes = random.below(20) as i64 * 30 + month_no as i64 * 10;
        let pick = |random: &mut Random, of: &[&'static str]| of[random.below(of.len())];
        let (client, area, state) = (pick(random, &CLIENTS), pick(random, &AREAS), pick(random, &STATES));
        all.push(Demand { id, client, area, month: month_no, at, minutes, state });
    }
    all
}

fn shuffled<T>(mut rows: Vec<T>, random: &mut Random) -> Vec<T> {
    for place in 1..rows.len() {
        rows.swap(place, random.below(place + 1));
    }
    rows
}

/// A folder of tables, loaded and built; checks of severity error must pass.
async fn build(tables: &[(&str, &str, Vec<String>)], select: &[&str], threads: usize) -> World {
    let folder = tempfile::tempdir().unwrap();
    for (name, header, rows) in tables {
        std::fs::write(folder.path().join(format!("raw.{name}.csv")), format!("{header}\n{}\n", rows.join("\n"))).unwrap();
    }
    let select = select.iter().map(|name| format!("+{name}")).collect();
    let clock = Clock::fixed(parse_instant(NOW).unwrap());
    let world = world(folder.path(), "", clock, select, Limits { threads, ..Limits::default() }).await;
    assert!(world.failed.is_empty(), "{:?}", world.failed);
    world
}

async fn rows(world: &World, sql: &str) -> Vec<Vec<String>> {
    ask(&world.lake, &world.snapshot, sql).await
}

const DEMANDS: &str = "demand_id,organization_id,proponent_type,layer,area_id,origin,submitted_at,estimated_minutes,status";

fn demand_rows(demands: &[Demand]) -> Vec<String> {
    let row = |demand: &Demand| {
        let Demand { id, client, area, at, minutes, state, .. } = demand;
        format!("d-{id},{client},organizacao,externo,{area},portal,{at},{minutes},{state}")
    };
    demands.iter().map(row).collect()
}

const OF_DEMAND: [&str; 3] = ["marts.demand_months", "marts.growth_areas", "figures.demand_trend"];

#[test]
fn random_demand_is_counted_month_by_month() {
    let mut random = Random::new(seed("random_demand_is_counted_month_by_month"));
    for round in 0..4 {
        let demands = demands(&mut random);
        let given = shuffled(demand_rows(&demands), &mut random);
        block(async {
            let world = build(&[("demands", DEMANDS, given)], &OF_DEMAND, 1 + round % 3).await;
            let mut expected: BTreeMap<(String, String), [i64; 4]> = BTreeMap::new();
            for area in demands.iter().map(|demand| demand.area).collect::<BTreeSet<_>>() {
                let area = if area.is_empty() { "nao_informado" } else { area };
                expected.extend((0..MONTHS).map(|number| ((area.to_owned(), month(number)), [0; 4])));
            }
            for demand in &demands {
                let area = if demand.area.is_empty() { "nao_informado" } else { demand.area };
                let sums = expected.get_mut(&(area.to_owned(), month(demand.month))).unwrap();
                let is_kept = demand.state != "desistencia";
                let filled = if demand.state == "atendida" { demand.minutes } else { 0 };
                for (sum, more) in sums.iter_mut().zip([1, demand.minutes, filled, if is_kept { demand.minutes } else { 0 }]) {
                    *sum += more;
                }
            }
            let sql = "SELECT scope_id, month_on, demands_n, requested_minutes, filled_minutes, kept_minutes FROM staging.growth_months \
                       WHERE scope_kind = 'area' ORDER BY scope_id, month_on";
            let found: Vec<Vec<String>> = rows(&world, sql).await;
            let plain: Vec<Vec<String>> = expected
                .iter()
                .map(|((area, month), sums)| [area.clone(), month.clone()].into_iter().chain(sums.iter().map(i64::to_string)).collect())
                .collect();
            assert_eq!(found, plain, "round {round}");
            // Every client is new once, in the row of its first demand.
            let clients = demands.iter().map(|demand| demand.client).collect::<BTreeSet<_>>().len();
            let new = rows(&world, "SELECT sum_checked(new_clients_n), sum_checked(demands_n) FROM marts.demand_months").await;
            assert_eq!(new[0], [clients.to_string(), demands.len().to_string()], "round {round}");
        });
    }
}

#[test]
fn doubling_demand_keeps_rates_and_the_running_month_is_never_used() {
    let mut random = Random::new(seed("doubling_demand_keeps_rates_and_the_running_month_is_never_used"));
    for round in 0..3 {
        let once = demands(&mut random);
        let mut twice: Vec<Demand> = once.iter().map(|demand| Demand { minutes: demand.minutes * 2, ..demand.clone() }).collect();
        // Nobody has asked for this area before, and the month has not ended.
        let running = Demand { id: 999, month: MONTHS, at: "2026-10-01T11:00:00Z".to_owned(), minutes: 99_999, ..once[0].clone() };
        twice.push(running);
        let other = shuffled(demand_rows(&twice), &mut random);
        block(async {
            let plain = build(&[("demands", DEMANDS, demand_rows(&once))], &OF_DEMAND, 1).await;
            let doubled = build(&[("demands", DEMANDS, other)], &OF_DEMAND, 4).await;
            let rates = "SELECT scope_kind, scope_id, growth_rate, p_value, p_adjusted, trend, months_n, forecast_error FROM staging.growth_trends \
                         ORDER BY scope_kind, scope_id";
            let (left, right) = (rows(&plain, rates).await, rows(&doubled, rates).await);
            assert!(!left.is_empty() && left == right, "round {round}: {left:?} and {right:?}");
            let asked = "SELECT scope_kind, scope_id, requested_12m_minutes, unmet_share FROM marts.growth_areas ORDER BY scope_kind, scope_id";
            for (one, two) in rows(&plain, asked).await.iter().zip(rows(&doubled, asked).await) {
                assert_eq!(one[2].parse::<i64>().unwrap() * 2, two[2].parse::<i64>().unwrap(), "round {round}: {one:?} and {two:?}");
                assert_eq!(one[3], two[3], "round {round}: {one:?} and {two:?}");
            }
        });
    }
}

/// One spell of work: who, on which opportunity, how many days after 1 January 2026, minutes.
#[derive(Debug, Clone)]
struct Work {
    id: usize,
    member: usize,
    opportunity: usize,
    day: usize,
    minutes: i64,
}

const ROLES: [&str; 2] = ["executor", "revisor"];
const LAYERS: [&str; 3] = ["interno", "intermediario", "externo"];
/// The first of October is not over.
const DAYS: usize = 273;

fn work(random: &mut Random) -> Vec<Work> {
    let one = |id: usize, random: &mut Random| Work {
        id,
        member: random.below(7),
        opportunity: random.below(5),
        day: random.below(DAYS),
        minutes: 1 + random.below(600) as i64,
    };
    (0..60 + random.below(60)).map(|id| one(id, random)).collect()
}

/// The day so many days after 1 January 2026.
fn date(mut day: usize) -> String {
    let mut month = 1;
    for length in [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if day < length {
            break;
        }
        (day, month) = (day - length, month + 1);
    }
    format!("2026-{month:02}-{:02}", day + 1)
}

/// Area, unit, layer and role of the work of a member on an opportunity: opportunities 3 and 4 are alike.
fn place(work: &Work) -> (&'static str, &'static str, &'static str, &'static str) {
    let alike = work.opportunity.min(3);
    (["dados", "gestao", "design", "dados"][alike], ["norte", "sul", "sul", "sul"][alike], LAYERS[alike % 3], ROLES[work.member % 2])
}

fn work_tables(work: &[Work], random: &mut Random) -> Vec<(&'static str, &'static str, Vec<String>)> {
    let opportunities: Vec<String> = (0..5)
        .map(|number| {
            let (area, unit, layer, _) = place(&Work { id: 0, member: 0, opportunity: number, day: 0, minutes: 0 });
            format!("o-{number},{layer},{area},{unit},1,2026-01-01T12:00:00Z,em_execucao")
        })
        .collect();
    let duties: BTreeSet<(usize, usize)> = work.iter().map(|work| (work.member, work.opportunity)).collect();
    let assignments = duties
        .iter()
        .map(|(member, of)| format!("a-{member}-{of},m-{member},o-{of},{},1,10000,2026-01-01T12:00:00Z,2026-01-01T12:00:00Z", ROLES[member % 2]));
    let spells = work.iter().map(|work| {
        let Work { id, member, opportunity, day, minutes } = work;
        format!("p-{id},a-{member}-{opportunity},,m-{member},{},{minutes},comum,produtivo,validada", date(*day))
    });
    vec![
        ("opportunities", "opportunity_id,layer,area_id,unit_id,positions,opened_at,status", shuffled(opportunities, random)),
        (
            "assignments",
            "assignment_id,member_id,opportunity_id,role,responsibility_level,coverage_bp,accepted_at,start_at",
            shuffled(assignments.collect(), random),
        ),
        (
            "participations",
            "participation_id,assignment_id,opportunity_id,member_id,work_on,minutes,stream,work_kind,status",
            shuffled(spells.collect(), random),
        ),
    ]
}

const OF_WORK: [&str; 5] = ["marts.mobility", "marts.layer_mix", "marts.trajectories", "figures.dependence", "figures.layers"];

#[test]
fn random_work_is_counted_person_by_person() {
    let mut random = Random::new(seed("random_work_is_counted_person_by_person"));
    for round in 0..4 {
        let work = work(&mut random);
        let tables = work_tables(&work, &mut random);
        block(async {
            let world = build(&tables, &OF_WORK, 1 + round % 3).await;
            // Everybody who worked in a quarter is counted in it once.
            let mut members: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
            for work in &work {
                let date = date(work.day);
                let first = (date[5..7].parse::<usize>().unwrap() - 1) / 3 * 3 + 1;
                members.entry(format!("2026-{first:02}-01")).or_default().insert(work.member);
            }
            let found = rows(&world, "SELECT quarter_on, sum_checked(members_n) FROM marts.mobility GROUP BY quarter_on ORDER BY quarter_on").await;
            let plain: Vec<Vec<String>> = members.iter().map(|(quarter, members)| vec![quarter.clone(), members.len().to_string()]).collect();
            assert_eq!(found, plain, "round {round}");
            // Minutes are neither lost nor doubled, and everybody began once.
            let minutes: i64 = work.iter().map(|work| work.minutes).sum();
            let people = work.iter().map(|work| work.member).collect::<BTreeSet<_>>().len();
            let mix = rows(&world, "SELECT sum_checked(minutes), sum_checked(newcomers_n) FROM marts.layer_mix").await;
            assert_eq!(mix[0], [minutes.to_string(), people.to_string()], "round {round}");
            // Spells, from the days of each place.
            let sql =
                "SELECT started_on, COALESCE(CAST(ended_on AS VARCHAR), ''), minutes, opportunities_n FROM marts.trajectories ORDER BY 1, 2, 3, 4";
            assert_eq!(rows(&world, sql).await, spells(&work), "round {round}");
            assert_half(&world, &work, round).await;
        });
    }
}

/// Spells by a plain walk over the days of each member's place.
fn spells(work: &[Work]) -> Vec<Vec<String>> {
    let mut places: BTreeMap<_, Vec<&Work>> = BTreeMap::new();
    work.iter().for_each(|work| places.entry((work.member, place(work))).or_default().push(work));
    let mut spells = Vec::new();
    for mut days in places.into_values() {
        days.sort_by_key(|work| work.day);
        let mut from = 0;
        for to in 0..days.len() {
            let is_last = days.get(to + 1).is_none_or(|next| next.day - days[to].day > 90);
            if !is_last {
                continue;
            }
            let spell = &days[from..=to];
            let ended = if DAYS - days[to].day > 90 { date(days[to].day) } else { String::new() };
            let opportunities = spell.iter().map(|work| work.opportunity).collect::<BTreeSet<_>>().len();
            let minutes: i64 = spell.iter().map(|work| work.minutes).sum();
            spells.push(vec![date(days[from].day), ended, minutes.to_string(), opportunities.to_string()]);
            from = to + 1;
        }
    }
    spells.sort_by_cached_key(|spell| (spell[0].clone(), spell[1].clone(), spell[2].parse::<i64>().unwrap(), spell[3].clone()));
    spells
}

/// The fewest people who did a half, by trying: never more than half of all, rounded up.
async fn assert_half(world: &World, work: &[Work], round: usize) {
    let mut minutes: BTreeMap<usize, i64> = BTreeMap::new();
    work.iter().for_each(|work| *minutes.entry(work.member).or_default() += work.minutes);
    let mut minutes: Vec<i64> = minutes.into_values().collect();
    minutes.sort_unstable_by(|left, right| right.cmp(left));
    let all: i64 = minutes.iter().sum();
    let half = (0..=minutes.len()).find(|n| minutes[..*n].iter().sum::<i64>() * 2 >= all).unwrap();
    assert!(half <= minutes.len().div_ceil(2), "round {round}");
    let found = rows(world, "SELECT DISTINCT half_n, all_n FROM figures.dependence").await;
    assert_eq!(found, [[half.to_string(), minutes.len().to_string()]], "round {round}");
}

#[test]
fn the_order_of_work_and_partitions_change_nothing() {
    let mut random = Random::new(seed("the_order_of_work_and_partitions_change_nothing"));
    for round in 0..2 {
        let work = work(&mut random);
        let (one, other) = (work_tables(&work, &mut random), work_tables(&work, &mut random));
        block(async {
            let (plain, other) = (build(&one, &OF_WORK, 1).await, build(&other, &OF_WORK, 4).await);
            for dataset in OF_WORK {
                let sql = format!("SELECT * FROM {dataset} ORDER BY 1, 2, 3, 4");
                let (left, right) = (rows(&plain, &sql).await, rows(&other, &sql).await);
                assert!(!left.is_empty() && left == right, "{dataset} differs in round {round}");
            }
        });
    }
}

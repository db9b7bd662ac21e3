//! Figures as drawings: their sentences, the equality of drawing, table and files, hostile names, one snapshot for each kind.

use std::collections::BTreeMap;

use mirante_data::{
    arrow::array::RecordBatch,
    rows::{Cell, batch},
    schema::Column,
    types::ColumnType,
};
use mirante_reports::{
    Language, Words,
    charts::Size,
    csv::Dialect,
    figure::{
        Figure, Slice,
        spec::{self, Spec},
    },
    theme::Mode,
};

use crate::support::repository;

/// Days since 1970 of a day written `2026-11-21`.
pub fn on(day: &str) -> Cell {
    let mut parts = day.split('-').map(|part| part.parse::<i64>().unwrap());
    let (year, month, day) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    // Days from civil (Hinnant 2013).
    let (year, shifted) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * shifted + 2) / 5 + day - 1;
    Cell::Whole(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// Rows of a figure, each a list of cells under named columns; what is not named is null.
fn rows(name: &str, given: &[Vec<(&str, Cell)>]) -> Vec<RecordBatch> {
    let models = mirante_transform::builtin().unwrap();
    // Lists are read as their items, joined.
    let plain = |column: &Column| match column.r#type {
        ColumnType::Texts | ColumnType::Ids => Column::optional(&column.name, ColumnType::Text),
        _ => column.clone(),
    };
    let columns: Vec<Column> = models[format!("figures.{name}").as_str()].header.columns.iter().map(plain).collect();
    let cell = |row: &Vec<(&str, Cell)>, column: &str| row.iter().find(|(name, _)| *name == column).map_or(Cell::Nothing, |(_, cell)| cell.clone());
    let full: Vec<Vec<Cell>> = given.iter().map(|row| columns.iter().map(|column| cell(row, &column.name)).collect()).collect();
    vec![batch(&columns, &full)]
}

fn of(process: &str, more: Vec<(&'static str, Cell)>) -> Vec<(&'static str, Cell)> {
    [vec![("process", process.into()), ("process_label", format!("{process} PT | {process} EN").into())], more].concat()
}

fn stage(key: &'static str, label: &str, seconds: Option<f64>, share: f64) -> Vec<(&'static str, Cell)> {
    let near = |factor: f64| seconds.map_or(Cell::Nothing, |seconds| Cell::Number(seconds * factor));
    let counts =
        vec![("visits_n", Cell::Whole(37)), ("open_n", Cell::Whole(4)), ("waiting_share", Cell::Number(share)), ("stage_no", Cell::Whole(1))];
    let times = vec![("p25_seconds", near(0.5)), ("p50_seconds", near(1.0)), ("p75_seconds", near(1.5))];
    of("compras", [vec![("stage", key.into()), ("label", label.into())], counts, times].concat())
}

fn month(on: Cell, days: Option<(f64, f64, f64)>, is_whole: bool) -> Vec<(&'static str, Cell)> {
    let value = |pick: fn((f64, f64, f64)) -> f64| days.map_or(Cell::Nothing, |days| Cell::Number(pick(days) * 86_400.0));
    let times = vec![("p50_low_seconds", value(|each| each.0)), ("p50_seconds", value(|each| each.1)), ("p50_high_seconds", value(|each| each.2))];
    let counts = vec![("started_n", Cell::Whole(9)), ("ended_n", Cell::Whole(8)), ("open_n", Cell::Whole(3)), ("is_whole", Cell::Truth(is_whole))];
    of("compras", [vec![("month_on", on)], times, counts].concat())
}

fn flow(stage: &'static str, day: &str, entered: i64, left: i64) -> Vec<(&'static str, Cell)> {
    let counts = vec![("entered_n", Cell::Whole(entered)), ("left_n", Cell::Whole(left)), ("wip_n", Cell::Whole(entered - left))];
    of("compras", [vec![("stage", stage.into()), ("label", stage.into()), ("stage_no", Cell::Whole(1)), ("day_on", on(day))], counts].concat())
}

fn item(stage: &'static str, key: &str, hours: f64, is_old: bool) -> Vec<(&'static str, Cell)> {
    let age = vec![("age_seconds", Cell::Number(hours * 3600.0)), ("p50_seconds", Cell::Number(7200.0)), ("p85_seconds", Cell::Number(18_000.0))];
    let known =
        vec![("stage", stage.into()), ("label", stage.into()), ("object_id", key.into()), ("case_id", key.into()), ("is_old", Cell::Truth(is_old))];
    let counts =
        vec![("stage_no", Cell::Whole(1)), ("place", Cell::Whole(1)), ("open_n", Cell::Whole(12)), ("old_n", Cell::Whole(i64::from(is_old) * 5))];
    of("compras", [known, age, counts].concat())
}

/// Small rows for each figure that is drawn.
fn examples() -> Vec<(&'static Spec, Vec<RecordBatch>)> {
    let months: Vec<_> = (1..=12).map(|n| month(on(&format!("2025-{n:02}-01")), Some((8.0, 10.0 + f64::from(n % 3), 13.0)), true)).collect();
    let path = |place: i64, text: &str, share: f64| {
        let rest =
            vec![("cases_n", Cell::Whole(place * 3)), ("share", Cell::Number(share)), ("last_event", "fim".into()), ("steps_n", Cell::Whole(2))];
        of("compras", [vec![("place", Cell::Whole(place)), ("variant", text.into())], rest].concat())
    };
    let again = |place: i64, event: &str, seconds: f64| {
        let counts = vec![
            ("cases_n", Cell::Whole(20)),
            ("cases_repeated_n", Cell::Whole(3)),
            ("repeats_n", Cell::Whole(4)),
            ("repeat_rate", Cell::Number(0.15)),
        ];
        of("compras", [vec![("place", Cell::Whole(place)), ("event_type", event.into()), ("extra_seconds", Cell::Number(seconds))], counts].concat())
    };
    let days = ["2026-09-06", "2026-09-13", "2026-09-20"];
    let bands = |stage, counts: [(i64, i64); 3]| days.into_iter().zip(counts).map(move |(day, (entered, left))| flow(stage, day, entered, left));
    let figures = [
        (
            "stage_wait",
            vec![
                stage("triagem", "Triagem | Triage", Some(7_200.0), 0.2),
                stage("aceite", "Aceite | Acceptance", Some(32_400.0), 0.8),
                stage("fim", "Fim | End", None, 0.0),
            ],
        ),
        ("lead_time", [months, vec![month(on("2026-01-01"), Some((14.0, 19.0, 30.0)), true), month(on("2026-02-01"), None, false)]].concat()),
        ("cumulative_flow", bands("triagem", [(9, 5), (12, 9), (15, 12)]).chain(bands("aceite", [(5, 5), (9, 6), (12, 6)])).collect()),
        ("ageing_now", vec![item("triagem", "C-1", 1.5, false), item("aceite", "C-2", 9.0, true), item("aceite", "C-3", 6.0, true)]),
        ("rework_loops", vec![again(1, "pedido.devolvido", 864_000.0), again(2, "pedido.<b>", 86_400.0), again(15, "*", 3_600.0)]),
        ("variants", vec![path(1, "a > b", 0.5), path(2, "a > c", 0.3), path(11, "*", 0.2)]),
    ];
    figures.into_iter().map(|(name, given)| (spec::get(name).unwrap(), rows(name, &given))).collect()
}

/// The values of an attribute in a drawing, in order.
fn attribute<'a>(svg: &'a str, name: &str) -> Vec<&'a str> {
    svg.split(&format!(" {name}=\"")).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

/// The values of each series of a drawing, in order.
fn drawn(svg: &str) -> BTreeMap<&str, Vec<f64>> {
    let mut series: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for group in svg.split(" data-series=\"").skip(1) {
        let values = attribute(group, "data-v").into_iter().map(|value| value.parse::<f64>().unwrap());
        series.entry(group.split('"').next().unwrap()).or_default().extend(values);
    }
    series
}

/// Drawing, table and file of a figure hold the same values, series by series; what is left out of the drawing is counted.
pub fn drawing_equals_rows(figure: &Figure<'_>) {
    let name = &figure.spec().name;
    let table = figure.table();
    let mut csv = Vec::new();
    figure.csv(&mut csv, Dialect::Iso).unwrap();
    let mut known: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for value in figure.spec().chart.values() {
        let place = table.heads.iter().position(|head| head.column == value).unwrap_or_else(|| panic!("{name} shows {value}, which it draws"));
        let mut shown: Vec<String> = table.rows.iter().filter_map(|row| row[place].value.clone()).collect();
        let mut reader = csv::Reader::from_reader(csv.as_slice());
        let column = reader.headers().unwrap().iter().position(|head| head == value).unwrap();
        let mut filed: Vec<String> = reader.records().map(|row| row.unwrap()[column].to_owned()).filter(|cell| !cell.is_empty()).collect();
        shown.sort();
        filed.sort();
        assert_eq!(shown, filed, "table and file of {name}");
        known.insert(value, shown.iter().map(|value| value.parse().unwrap()).collect());
    }
    for size in [Size::Wide, Size::Narrow] {
        let Some(svg) = figure.svg(size, Mode::Inline) else { continue };
        let mut left = known.clone();
        for (series, values) in drawn(&svg) {
            for value in values {
                let place = left[series].iter().position(|each| *each == value);
                left.get_mut(series).unwrap().remove(place.unwrap_or_else(|| panic!("{name} draws {value} of {series}, which no row holds")));
            }
        }
        let missing: usize = left.values().map(Vec::len).sum();
        // A phone has fewer columns of a heatmap.
        let may_miss = size == Size::Narrow && figure.spec().chart.word() == "heatmap";
        assert!(missing == figure.left_out() || may_miss && missing > figure.left_out(), "{name} leaves out {missing}: {left:?}");
    }
    let total: Option<f64> = figure.spec().chart.values().first().map(|value| known[value].iter().sum());
    let told = figure.metadata()["total"].as_f64();
    assert!((total.unwrap_or(0.0) - told.unwrap_or(0.0)).abs() <= 1e-9 * total.unwrap_or(0.0).abs().max(1.0), "{name}: {total:?} and {told:?}");
}

/// Every mark of a series has a key of its own.
pub fn keys_are_unique(name: &str, svg: &str) {
    let mut keys: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for group in svg.split(" data-series=\"").skip(1) {
        keys.entry(group.split('"').next().unwrap()).or_default().extend(attribute(group, "data-k"));
    }
    assert!(keys.values().any(|keys| !keys.is_empty()), "{name} has marks");
    for (series, mut keys) in keys {
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert!(keys.len() == all, "{name}, {series}: every mark has a key of its own");
    }
}

/// A drawing holds nothing that a strict page refuses, and no text too small to read.
pub fn is_strict(name: &str, svg: &str, mode: Mode) {
    for refused in ["<style", "style=", "<script", "javascript:", "<b>", "href"] {
        assert!(!svg.contains(refused), "{name} holds {refused}");
    }
    assert_eq!(svg.contains("var(--"), mode == Mode::Inline, "tokens are for pages");
    let sizes = attribute(svg, "font-size");
    assert!(sizes.iter().all(|size| size.parse::<f32>().unwrap() >= 12.0), "{name}: {sizes:?}");
}

/// Title, texts and drawing of a figure are as they were seen and found good.
pub fn is_as_before(figure: &Figure<'_>, language: Language) {
    let svg = figure.svg(Size::Wide, Mode::Standalone).unwrap();
    let told = format!("{}\n{}\n{}\n{}\n{}", figure.title(), figure.subtitle(), figure.note(), figure.description(), svg.replace('>', ">\n"));
    let snapshots = repository().join("tests/it/snapshots");
    insta::with_settings!({ snapshot_path => snapshots, prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(format!("{}.{language}", figure.spec().name), told);
    });
}

#[test]
fn drawing_table_and_file_are_equal_and_every_kind_has_its_snapshot() {
    let mut kinds = Vec::new();
    for language in [Language::PtBr, Language::En] {
        let words = Words::of(language);
        for (spec, rows) in examples() {
            let figure = Figure::new(spec, &rows, None, "2026-T3", &words);
            drawing_equals_rows(&figure);
            let svg = figure.svg(Size::Wide, Mode::Standalone).unwrap();
            keys_are_unique(&spec.name, &svg);
            assert_eq!(svg, Figure::new(spec, &rows, None, "2026-T3", &words).svg(Size::Wide, Mode::Standalone).unwrap(), "same rows, same bytes");
            is_as_before(&figure, language);
            kinds.push(spec.chart.word());
        }
    }
    kinds.extend(crate::kinds::words());
    let drawn: Vec<&str> = spec::all().iter().map(|spec| spec.chart.word()).filter(|kind| *kind != "card").collect();
    assert!(drawn.iter().all(|kind| kinds.contains(kind)), "every kind that is drawn has an example");
}

#[test]
fn a_drawing_holds_nothing_that_a_strict_page_refuses_and_names_stay_text() {
    let words = Words::of(Language::PtBr);
    for (spec, rows) in examples() {
        let figure = Figure::new(spec, &rows, None, "2026-T3", &words);
        for (size, mode) in [(Size::Wide, Mode::Inline), (Size::Narrow, Mode::Inline), (Size::Wide, Mode::Standalone)] {
            let svg = figure.svg(size, mode).unwrap();
            is_strict(&spec.name, &svg, mode);
            keys_are_unique(&spec.name, &svg);
        }
    }
}

#[test]
fn a_change_is_claimed_only_when_margins_do_not_meet() {
    let words = Words::of(Language::PtBr);
    let spec = spec::get("lead_time").unwrap();
    let title = |months: &[Vec<(&str, Cell)>]| Figure::new(spec, &rows("lead_time", months), None, "e", &words).title();
    let first = || month(on("2026-01-01"), Some((8.0, 10.0, 12.0)), true);
    let cases =
        [(Some((12.5, 15.0, 18.0)), "demora mais"), (Some((3.0, 5.0, 7.9)), "demora menos"), (Some((11.0, 15.0, 18.0)), "sem diferença clara")];
    for (later, said) in cases {
        let title = title(&[first(), month(on("2026-02-01"), later, true)]);
        assert!(title.contains(said) && title.contains("fev. 2026"), "{title}");
    }
    // A month that is not over, or whose half has not ended, says nothing.
    let only = title(&[first(), month(on("2026-02-01"), Some((50.0, 60.0, 70.0)), false), month(on("2026-03-01"), None, true)]);
    assert!(only.contains("jan. 2026") && only.contains("ainda não há outro mês"), "{only}");
    assert!(title(&[month(on("2026-03-01"), None, true)]).contains("Histórico ainda curto"), "nothing is known");
}

#[test]
fn units_differ_only_where_the_rows_claim_it() {
    let words = Words::of(Language::En);
    let spec = spec::get("unit_profile").unwrap();
    let quarter = |unit: &'static str, on_day: &str, share: f64, difference: &'static str| {
        let place = Cell::Whole(if unit == "norte" { 1 } else { 2 });
        let names = vec![
            ("place", place),
            ("panel", unit.into()),
            ("unit_id", unit.into()),
            ("measure", "prazo_cumprido".into()),
            ("unit_label", unit.into()),
        ];
        let values = vec![
            ("good_share", Cell::Number(share)),
            ("good_low_share", Cell::Number(share)),
            ("good_high_share", Cell::Number(share)),
            ("counted_n", Cell::Whole(9)),
            ("others_share", Cell::Number(0.9)),
            ("others_n", Cell::Whole(90)),
            ("quarter_on", on(on_day)),
        ];
        of("compras", [names, values, vec![("difference", difference.into())]].concat())
    };
    let figure = |rows_of: &[Vec<(&str, Cell)>]| {
        let rows = rows("unit_profile", rows_of);
        let figure = Figure::new(spec, &rows, None, "e", &words);
        drawing_equals_rows(&figure);
        (
            figure.title(),
            figure.svg(Size::Wide, Mode::Inline).unwrap(),
            figure.table().rows[0].iter().map(|cell| cell.text.clone()).collect::<Vec<_>>(),
        )
    };
    let (title, svg, cells) = figure(&[
        quarter("norte", "2026-04-01", 0.5, "abaixo"),
        quarter("norte", "2026-07-01", 0.6, "abaixo"),
        quarter("sul", "2026-07-01", 0.2, "sem_diferenca"),
    ]);
    assert_eq!(title, "A clear difference in 1 of 2 comparisons with the other units: 0 above, 1 below");
    assert_eq!((svg.matches(">below<").count(), svg.matches(">above<").count()), (1, 0), "a low share alone is no claim");
    assert!(cells.contains(&"Q2 2026".to_owned()) && cells.contains(&"below the others".to_owned()), "{cells:?}");
    assert!(
        svg.contains(">promises kept<") && svg.contains("norte, promises kept, the unit, Q3 2026: 60.0%") && svg.contains("var(--context"),
        "the others are grey"
    );
    let (title, svg, _) = figure(&[quarter("norte", "2026-07-01", 0.1, "sem_diferenca")]);
    assert_eq!((title.as_str(), svg.contains(">below<")), ("No clear difference between one unit and the others; comparisons: 1", false));
}

#[test]
fn cells_say_whether_all_is_well() {
    let words = Words::of(Language::PtBr);
    let cell = |source: &'static str, missing: Option<i64>, is_odd: bool| {
        let missing = missing.map_or(Cell::Nothing, Cell::Whole);
        let period = vec![("period_no", Cell::Whole(1)), ("period", "2026-09".into()), ("period_label", "set. 2026 | Sep 2026".into())];
        [vec![("source", source.into()), ("missing_rows", missing), ("is_odd", Cell::Truth(is_odd))], period].concat()
    };
    let told = |given: &[Vec<(&str, Cell)>]| {
        let rows = rows("completeness", given);
        let figure = Figure::new(spec::get("completeness").unwrap(), &rows, None, "e", &words);
        drawing_equals_rows(&figure);
        (figure.title(), figure.svg(Size::Wide, Mode::Inline).unwrap_or_default())
    };
    assert!(told(&[cell("crm", Some(0), false)]).0.starts_with("Tudo o que as fontes deram"));
    assert!(told(&[cell("crm", Some(0), false), cell("erp", Some(3), false)]).0.ends_with("3, de erp, set. 2026"));
    let (title, _) = told(&[cell("crm", Some(0), true), cell("erp", Some(3), false)]);
    assert_eq!(title, "A conta não fecha em 1 de 2 meses de fontes, a começar por crm, set. 2026");
    // A source that gave nothing has its row and no number.
    let (title, svg) = told(&[cell("crm", Some(0), false), cell("mudo", None, false)]);
    assert!(title.starts_with("Nada veio de mudo;") && svg.contains(">mudo<") && svg.matches("class=\"m cell\"").count() == 1, "{svg}");
}

#[test]
fn without_rows_a_figure_says_so_and_draws_nothing() {
    for language in [Language::PtBr, Language::En] {
        let words = Words::of(language);
        for spec in spec::all() {
            let figure = Figure::new(spec, &rows(&spec.name, &[]), Some(&Slice::of("nenhum")), "2026-T3", &words);
            assert!(figure.is_empty() && figure.svg(Size::Wide, Mode::Inline).is_none() && figure.cards().is_empty());
            assert!(!figure.title().starts_with("fig-"), "{} has words", spec.name);
            assert!(figure.table().rows.is_empty());
        }
    }
}

#[test]
fn counts_that_fall_are_refused() {
    let words = Words::of(Language::En);
    let falling = [flow("triagem", "2026-09-06", 9, 5), flow("triagem", "2026-09-13", 8, 5)];
    let figure = Figure::new(spec::get("cumulative_flow").unwrap(), &rows("cumulative_flow", &falling), None, "e", &words);
    assert!(figure.svg(Size::Wide, Mode::Inline).is_none());
    assert!(figure.refusal().unwrap().contains("triagem"));
    let holes = [flow("a", "2026-09-06", 9, 5), flow("a", "2026-09-13", 9, 5), flow("b", "2026-09-06", 9, 5)];
    let figure = Figure::new(spec::get("cumulative_flow").unwrap(), &rows("cumulative_flow", &holes), None, "e", &words);
    assert!(figure.refusal().unwrap().contains("b"));
}

#[test]
fn cards_compare_with_the_year_before() {
    let words = Words::of(Language::En);
    let card = |key: &'static str, n: i64, value: f64, is_whole: bool| {
        let on = on(&format!("{}-{:02}-01", 2025 + (n - 1) / 12, (n - 1) % 12 + 1));
        let values =
            vec![("value", Cell::Number(value)), ("low", Cell::Number(value)), ("high", Cell::Number(value)), ("is_whole", Cell::Truth(is_whole))];
        of("compras", [vec![("card", key.into()), ("month_on", on)], values].concat())
    };
    let given: Vec<_> = (1..=13).map(|n| card("em_andamento", n, 100.0 + n as f64, true)).chain([card("em_andamento", 14, 7.0, false)]).collect();
    let figure = Figure::new(spec::get("headline_cards").unwrap(), &rows("headline_cards", &given), None, "e", &words);
    let cards = figure.cards();
    assert_eq!((cards.len(), cards[0].shown.as_str(), cards[0].change.as_str()), (1, "113", "Jan 2026: more than in Jan 2025 (101)"));
    assert!(cards[0].spark.as_ref().unwrap().contains("<polyline"));
}

#[test]
fn plotters_measures_no_text_itself() {
    let lock = std::fs::read_to_string(repository().join("Cargo.lock")).unwrap();
    assert!(!lock.contains("name = \"font-kit\""), "plotters' `ttf` feature measures unknown fonts by bytes");
}

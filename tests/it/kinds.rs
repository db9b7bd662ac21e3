//! Each kind of drawing with a made-up figure of its own: what it says, what it draws, and what it makes of awkward rows.

use std::io::Write;

use mirante_data::arrow::{
    array::{ArrayRef, ListArray, RecordBatch, StringArray},
    compute::take_record_batch,
    datatypes::DataType,
};
use mirante_reports::{
    Language, Words,
    charts::Size,
    figure::{Figure, Slice},
    text::{self, Weight},
    theme::Mode,
    words::LANGUAGES,
};

mod examples;

use examples::Example;

use crate::drawings::{drawing_equals_rows, is_as_before, is_strict, keys_are_unique};

const SIZES: [(Size, Mode); 4] =
    [(Size::Wide, Mode::Inline), (Size::Narrow, Mode::Inline), (Size::Wide, Mode::Standalone), (Size::Narrow, Mode::Standalone)];

/// The kinds that have an example here.
pub fn words() -> Vec<&'static str> {
    examples::all().iter().map(|example| example.spec.chart.word()).collect()
}

/// A figure that no process cuts.
pub fn uncut() -> Example {
    examples::pairs()
}

/// A figure of rows, and what is asked of it.
fn with<T>(example: &Example, language: Language, ask: impl FnOnce(&Figure<'_>) -> T) -> T {
    let words = example.words(language);
    ask(&Figure::new(&example.spec, &example.rows, None, "2026-T3", &words))
}

fn title(example: &Example, columns: &str, lines: &[&str]) -> String {
    let rows = examples::rows(columns, &lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>());
    with(&example.of(rows), Language::En, |figure| {
        drawing_equals_rows(figure);
        figure.title()
    })
}

/// Every text lies within its drawing.
fn nothing_sticks_out(name: &str, svg: &str) {
    let frame: Vec<f32> =
        svg.split("viewBox=\"0 0 ").nth(1).unwrap().split('"').next().unwrap().split(' ').map(|each| each.parse().unwrap()).collect();
    for element in svg.split("<text ").skip(1) {
        let (head, rest) = element.split_once('>').unwrap();
        let of = |name: &str| head.split(&format!("{name}=\"")).nth(1).map(|rest| rest.split('"').next().unwrap());
        let number = |name: &str| of(name).unwrap().parse::<f32>().unwrap();
        let said = rest.split("</text>").next().unwrap().replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        let weight = if of("font-weight").is_some() { Weight::Bold } else { Weight::Regular };
        let (x, y, wide) = (number("x"), number("y"), text::width(&said, number("font-size"), weight));
        let (from, to) = match of("text-anchor") {
            _ if of("transform").is_some() => {
                assert!(y - wide >= -2.0, "{name}: `{said}` begins above the drawing");
                (x - 12.0, x)
            }
            Some("end") => (x - wide, x),
            Some("middle") => (x - wide / 2.0, x + wide / 2.0),
            _ => (x, x + wide),
        };
        assert!(from >= -2.0 && to <= frame[0] + 2.0, "{name}: `{said}` lies from {from} to {to} of {}", frame[0]);
        assert!((9.0..=frame[1]).contains(&y) || of("transform").is_some(), "{name}: `{said}` lies at {y} of {}", frame[1]);
    }
}

/// What holds for every figure that is drawn.
fn is_sound(example: &Example, language: Language) {
    with(example, language, |figure| {
        let name = &example.spec.name;
        drawing_equals_rows(figure);
        for (size, mode) in SIZES {
            let svg = figure.svg(size, mode).unwrap_or_else(|| panic!("{name} is drawn: {:?}", figure.refusal()));
            is_strict(name, &svg, mode);
            keys_are_unique(name, &svg);
            nothing_sticks_out(name, &svg);
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{name} has a number that is none");
        }
        for said in [figure.title(), figure.note(), figure.subtitle(), figure.description()] {
            assert!(!said.is_empty() && !said.contains("fig-") && !said.contains('{'), "{name} lacks words: {said}");
        }
    });
}

/// The same rows with every label replaced, or only some of them kept.
fn relabelled(example: &Example, label: &str) -> Example {
    let batch = &example.rows[0];
    let columns: Vec<ArrayRef> = batch
        .schema()
        .fields()
        .iter()
        .zip(batch.columns())
        .map(|(field, column)| {
            let is_label = field.name().ends_with("label") && *field.data_type() == DataType::Utf8;
            if is_label { std::sync::Arc::new(StringArray::from(vec![label; batch.num_rows()])) as ArrayRef } else { column.clone() }
        })
        .collect();
    example.of(vec![RecordBatch::try_new(batch.schema(), columns).unwrap()])
}

fn picked(example: &Example, places: impl Iterator<Item = usize>) -> Example {
    let places = mirante_data::arrow::array::UInt64Array::from_iter_values(places.map(|place| place as u64));
    example.of(vec![take_record_batch(&example.rows[0], &places).unwrap()])
}

#[test]
fn every_kind_says_and_draws_what_its_rows_hold() {
    for language in LANGUAGES {
        for example in examples::all() {
            is_sound(&example, language);
            with(&example, language, |figure| is_as_before(figure, language));
            for key in example.spec.words() {
                assert!(example.words(language).has(&key), "{} lacks {key}", example.spec.name);
            }
        }
    }
}

#[test]
fn every_kind_bears_one_row_no_row_and_names_without_end() {
    for example in examples::all() {
        with(&picked(&example, std::iter::empty()), Language::PtBr, |figure| {
            assert!(figure.is_empty() && figure.svg(Size::Wide, Mode::Inline).is_none() && figure.left_out() == 0);
            assert!(!figure.title().contains("fig-") && figure.description() == "Sem dados", "{}", figure.title());
        });
        for row in [0, example.rows[0].num_rows() - 1] {
            is_sound(&picked(&example, std::iter::once(row)), Language::PtBr);
        }
        is_sound(&relabelled(&example, &"Conferência da conformidade contratual ".repeat(8)), Language::PtBr);
        is_sound(&relabelled(&example, &"w".repeat(300)), Language::En);
        is_sound(&relabelled(&example, "<script>alert(1)</script> & \"onload"), Language::En);
    }
}

#[test]
fn kinds_that_order_their_rows_draw_the_same_of_any_order() {
    for example in [examples::stacked(), examples::columns(), examples::curve(), examples::pairs(), examples::fan(), examples::survival()] {
        let backwards = picked(&example, (0..example.rows[0].num_rows()).rev());
        for size in [Size::Wide, Size::Narrow] {
            let drawing =
                |example: &Example| with(example, Language::PtBr, |figure| (figure.title(), figure.description(), figure.svg(size, Mode::Inline)));
            assert_eq!(drawing(&example), drawing(&backwards), "{}", example.spec.name);
        }
    }
}

/// Compressed, as pages send it.
fn compressed(svg: &str) -> usize {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(svg.as_bytes()).unwrap();
    packed.finish().unwrap().len()
}

#[test]
fn hundreds_of_rows_stay_small() {
    let many = |columns: &str, lines: Vec<String>, example: Example| example.of(examples::rows(columns, &lines));
    let (month, day) =
        (|nth: usize| format!("{}-{:02}-01", 2020 + nth / 12, nth % 12 + 1), |nth: usize| format!("2026-{:02}-{:02}", nth / 28 + 1, nth % 28 + 1));
    let each = |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<Vec<_>>();
    let cases = [
        many(
            examples::STACKED,
            each(800, &|n| format!("u{};Unit {};c{};Cause {};{};3", n / 20, n / 20, n % 20, n % 20, n % 37)),
            examples::stacked(),
        ),
        many(examples::HEAT, each(900, &|n| format!("u{};Unit {};v{};Other {};{};false", n / 30, n / 30, n % 30, n % 30, n)), examples::heat()),
        many(examples::PAIRS, each(500, &|n| format!("s{n};Skill {n};{};{};2", n * 61 % 997, n * 37 % 991)), examples::pairs()),
        many(examples::STATES, each(500, &|n| format!("s{n};Stage {n};bad;fila_cresce|concentra_espera;0.{n};0.1;0.9")), examples::states()),
        many(
            examples::PANELS,
            each(900, &|n| format!("a{};Area {};{};{};{};1;0.5", n / 36, n / 36, month(n % 36), n * 61 % 97, n * 37 % 91)),
            examples::panels(),
        ),
        many(examples::COLUMNS, each(600, &|n| format!("{};l{};Layer {};{}", month(n / 10), n % 10, n % 10, n * 61 % 997)), examples::columns()),
        many(examples::FAN, each(300, &|n| format!("{};{};;;;;;;1", day(n), n * 61 % 997)), examples::fan()),
        many(examples::SURVIVAL, each(400, &|n| format!("{n};{};;;{}", 1.0 - n as f64 / 500.0, 400 - n)), examples::survival()),
        many(examples::CURVE, each(400, &|n| format!("{};{};40;400", n as f64 / 399.0, (n as f64 / 399.0).sqrt())), examples::curve()),
        many(examples::INTERVALS, each(500, &|n| format!("a{n};Area {n};0.5;0.{n};0.9;7;true;cresce")), examples::intervals()),
        many(examples::RANKED, each(500, &|n| format!("s{n};Skill {n};{n};2")), examples::ranked()),
    ];
    for example in &cases {
        is_sound(example, Language::En);
        with(example, Language::En, |figure| {
            for size in [Size::Wide, Size::Narrow] {
                let svg = figure.svg(size, Mode::Inline).unwrap();
                let (marks, bytes) = (svg.matches(" data-k=").count(), compressed(&svg));
                assert!(marks <= 500 && bytes <= 20_000, "{}: {marks} marks, {bytes} bytes", example.spec.name);
            }
            let rest = figure.left_out();
            assert_eq!(figure.note().contains("in the table only"), rest > 0, "{}: {}", example.spec.name, figure.note());
        });
    }
}

#[test]
fn a_whole_has_at_most_five_parts_and_none_below_zero() {
    let svg = with(&examples::stacked(), Language::En, |figure| figure.svg(Size::Wide, Mode::Inline).unwrap());
    let names = svg.split("<g class=\"names\">").nth(1).unwrap().split("</g>").next().unwrap();
    assert!(names.matches("<rect").count() == 5 && names.contains("all others"), "{names}");
    // The three smallest causes are one colour, and each is a mark of its own.
    assert_eq!(svg.matches("class=\"m part\"").count(), 21);
    let five = ["a;A;p1;P1;5;1", "a;A;p2;P2;4;1", "a;A;p3;P3;3;1", "a;A;p4;P4;2;1", "a;A;p5;P5;1;1"];
    let said = title(&examples::stacked(), examples::STACKED, &five);
    assert_eq!(said, "A: P1 is 33.3% of the waiting (0.1 h of 0.3 h)");
    let rest = title(&examples::stacked(), examples::STACKED, &["a;A;*;*;50;1", "a;A;p2;P2;4;1", "*;*;p2;P2;900;1"]);
    assert_eq!(rest, "A: P2 is 7.4% of the waiting (0.1 h of 0.9 h)", "all others together are no finding");
    for (example, columns, line) in
        [(examples::stacked(), examples::STACKED, "a;A;p1;P1;-5;1"), (examples::columns(), examples::COLUMNS, "2026-01-01;x;X;-5")]
    {
        with(&example.of(examples::rows(columns, &[line.to_owned()])), Language::En, |figure| {
            assert!(figure.svg(Size::Wide, Mode::Inline).is_none() && figure.refusal().unwrap().contains("below zero"));
        });
    }
    let nothing = examples::stacked().of(examples::rows(examples::STACKED, &["a;A;p1;P1;0;1".to_owned()]));
    with(&nothing, Language::En, |figure| assert!(figure.svg(Size::Wide, Mode::Inline).is_none() && figure.title() == "No waiting"));
}

#[test]
fn findings_claim_only_what_the_rows_bear() {
    let pairs = |lines: &[&str]| title(&examples::pairs(), examples::PAIRS, lines);
    assert_eq!(pairs(&["a;A;60;60;1", "b;B;60;120;1"]), "No skill is missing");
    assert_eq!(pairs(&["a;A;60;;1", "b;B;120;60;1"]), "1.0 h of B are missing: 2.0 h asked for, 1.0 h available", "what is not known is not zero");

    let areas = |lines: &[&str]| title(&examples::intervals(), examples::INTERVALS, lines);
    assert_eq!(areas(&["a;A;0.5;-0.1;0.9;7;false;cresce"]), "No area grows beyond chance");
    assert_eq!(areas(&["a;A;0.5;-0.1;0.9;7;false;cresce", "b;B;0.2;0.1;0.3;7;true;cresce"]), "B grows by 20.0% a year (10.0% to 30.0%)");

    assert_eq!(areas(&["b;B;-0.2;-0.3;-0.1;7;true;cai"]), "B falls by 20.0% a year");

    let panel =
        |p: &str, n: usize| (0..n).map(|nth| format!("a{nth};A{nth};2026-01-01;5;;1;{}", if nth == 0 { p } else { "0.9" })).collect::<Vec<_>>();
    let panels = |lines: &[String]| with(&examples::panels().of(examples::rows(examples::PANELS, lines)), Language::En, |figure| figure.title());
    assert!(panels(&panel("0.04", 1)).starts_with("A0 rises"));
    assert!(panels(&panel("0.04", 2)).starts_with("None of 2 areas"), "of several, the least probability is weighed with their number");
    assert!(panels(&panel("0.004", 12)).starts_with("A0 rises"));

    let waits = |lines: &[&str]| title(&examples::survival(), examples::SURVIVAL, lines);
    assert_eq!(waits(&["3;0.8;0.7;0.9;10", "9;0.6;0.4;0.8;5"]), "After 9 days, 60.0% have not begun");
    assert_eq!(waits(&["3;0.8;0.7;0.9;10", "9;0.5;0.4;0.8;5", "12;0.3;0.1;0.5;2"]), "Half begin to work within 9 days (between 9 days and 12 days)");

    let fan = |lines: &[&str]| title(&examples::fan(), examples::FAN, lines);
    assert_eq!(fan(&["2026-01-01;600;;;;;;;1"]), "History still too short for a forecast");
    assert_eq!(
        fan(&["2026-01-01;600;;;;;;;1", "2026-02-01;;660;640;680;600;720;;1"]),
        "11.0 h are expected in Feb 2026 (between 10.0 h and 12.0 h); Jan 2026 had 10.0 h"
    );

    assert_eq!(fan(&["2026-01-01;600;;;;;;;1", "2026-02-01;;660;;;;;;1"]), "History still too short for a forecast", "no margin, no claim");

    let stages = |lines: &[&str]| title(&examples::states(), examples::STATES, lines);
    assert_eq!(stages(&["a;A;good;;;;", "b;B;none;curto;;;"]), "No stage stands out");
    assert_eq!(
        stages(&["a;A;warn;;0.1;;", "b;B;bad;;0.2;0.1;0.3"]),
        "Bottleneck: B, with 20.0% of the waiting (from 10.0% to 30.0%)",
        "the worst comes first"
    );
    assert_eq!(title(&examples::ranked(), examples::RANKED, &["a;A;2;1", "b;B;1;1"]), "Below 2 people: 1 of four services");
}

#[test]
fn states_are_told_by_shape_and_word() {
    let example = examples::states();
    with(&example, Language::En, |figure| {
        let svg = figure.svg(Size::Wide, Mode::Standalone).unwrap();
        for word in ["Problem: ", "Attention: ", "In order", "Not known: "] {
            assert!(svg.contains(word), "{word}");
        }
        // A square on its corner, a triangle, a disc, a ring.
        assert_eq!((svg.matches("<polygon").count(), svg.matches("<circle").count()), (2, 2));
        let table = figure.table();
        assert_eq!(table.rows[0][1].text, "Problem");
        assert_eq!(table.rows[1][2].text, "the queue has grown for eight weeks");
    });
    // Reasons may be a list of texts.
    let batch = &example.rows[0];
    let mut lists = mirante_data::arrow::array::ListBuilder::new(mirante_data::arrow::array::StringBuilder::new());
    lists.append_value([Some("fila_cresce"), Some("curto")]);
    let list: ListArray = lists.finish();
    let row = batch.slice(0, 1);
    let schema = batch.schema();
    let columns = schema.fields().iter().zip(row.columns()).map(|(field, column)| {
        let is_list = field.name() == "reasons";
        (field.name(), if is_list { std::sync::Arc::new(list.clone()) as ArrayRef } else { column.clone() })
    });
    let listed = example.of(vec![RecordBatch::try_from_iter(columns).unwrap()]);
    with(&listed, Language::En, |figure| {
        assert_eq!(figure.table().rows[0][2].text, "the queue has grown for eight weeks; history still short");
    });
}

#[test]
fn tables_tell_what_is_drawn_in_its_unit() {
    let cells = |example: &Example, row: usize| {
        with(example, Language::PtBr, |figure| figure.table().rows[row].iter().map(|cell| cell.text.clone()).collect::<Vec<_>>())
    };
    assert_eq!(cells(&examples::pairs(), 0), ["Rust", "80,0 h", "20,0 h", "2"]);
    assert_eq!(cells(&examples::intervals(), 0)[1..6], ["8,2%", "3,1%", "14,0%", "64", "sim"]);
    assert_eq!(cells(&examples::panels(), 0)[4..], ["1,9", "0,001"]);
    // Money is told exactly, wherever it stands.
    let columns = format!("{}, fee_amount:money?", examples::PAIRS);
    let toml = "unit = 'minutes'\ncertainty = 'exato'\ncolumns = ['fee_amount', 'demand_minutes', 'supply_minutes']\n[chart]\nkind = 'dumbbell'\nkey = 'skill'\nlabel = 'label'\nfrom = 'demand_minutes'\nto = 'supply_minutes'";
    let spec = examples::spec("skills_example", toml);
    let batch = &examples::rows(&columns, &["a;A;60;30;1;".to_owned()])[0];
    let money = mirante_data::arrow::array::Decimal128Array::from(vec![123_456_i128]).with_data_type(DataType::Decimal128(18, 2));
    let schema = batch.schema();
    let columns = schema.fields().iter().zip(batch.columns()).map(|(field, column)| {
        let is_money = field.name() == "fee_amount";
        (field.name(), if is_money { std::sync::Arc::new(money.clone()) as ArrayRef } else { column.clone() })
    });
    let rows = vec![RecordBatch::try_from_iter(columns).unwrap()];
    let words = Words::of(Language::PtBr);
    let table = Figure::new(&spec, &rows, None, "e", &words).table();
    assert_eq!((table.rows[0][0].text.as_str(), table.rows[0][0].value.as_deref()), ("R$\u{a0}1.234,56", Some("1234.56")));
}

#[test]
fn rows_without_a_process_are_one_whole() {
    let example = examples::pairs();
    let words = example.words(Language::PtBr);
    for slice in [None, Some(Slice::of("compras"))] {
        let figure = Figure::new(&example.spec, &example.rows, slice.as_ref(), "2026-T3", &words);
        assert!(figure.slices().is_empty() && figure.slice() == &Slice::default());
        assert_eq!(figure.table().rows.len(), example.rows[0].num_rows());
        assert_eq!(figure.metadata()["slice"], serde_json::Value::Null);
        let mut csv = Vec::new();
        figure.csv(&mut csv, mirante_reports::csv::Dialect::Iso).unwrap();
        assert_eq!(String::from_utf8(csv).unwrap().lines().count(), 1 + example.rows[0].num_rows());
    }
    // The same kind with a process is cut by it, as ever.
    let columns = format!("process:id, process_label:text, {}", examples::PAIRS);
    let lines = ["compras;Compras | Purchases;a;A;60;0;1", "vendas;Vendas | Sales;b;B;120;0;1"].map(str::to_owned);
    let cut = examples::rows(&columns, &lines);
    let figure = Figure::new(&example.spec, &cut, Some(&Slice::of("vendas")), "2026-T3", &words);
    assert_eq!((figure.slices().len(), figure.slice().label.as_str(), figure.table().rows.len()), (2, "Vendas", 1));
    assert!(figure.title().contains("2,0 h de B"), "{}", figure.title());
}

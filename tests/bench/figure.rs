//! How long a drawing takes, and how large it is: budget 11. Prints a line for each figure.
//!
//! Only the room of drawings is built for it, so the columns of a figure are read off the header of its model.
//! With `MIRANTE_BENCH_SVG` the drawings are written to that folder.

#![allow(clippy::unwrap_used, reason = "a bench that cannot go on should say where")]

use std::{env, fs, hint::black_box, path::Path, time::Instant};

use mirante_data::{
    arrow::array::RecordBatch,
    rows::{Cell, batch},
    schema::Column,
    types::ColumnType,
};
use mirante_reports::{Language, Words, charts::Size, figure::Figure, figure::spec, theme::Mode};

const MARKS: i64 = 500;
const TIMES: u32 = 200;

/// The columns that the figure's model says it has.
fn columns(name: &str) -> Vec<Column> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../queries/figures").join(format!("{name}.sql"));
    let text = fs::read_to_string(&file).unwrap();
    let said = text.split_once("-- columns:").unwrap().1.split("\n-- owner:").next().unwrap();
    said.replace("\n--", "").split(',').map(|column| column.trim().parse().unwrap()).collect()
}

/// As many rows as a drawing may hold, whatever the columns are.
fn rows(name: &str) -> Vec<RecordBatch> {
    // Lists are read as their items, joined.
    let plain = |column: Column| {
        if matches!(column.r#type, ColumnType::Texts | ColumnType::Ids) { Column { r#type: ColumnType::Text, ..column } } else { column }
    };
    let columns: Vec<Column> = columns(name).into_iter().map(plain).collect();
    let cell = |column: &Column, nth: i64| match column.name.as_str() {
        "process" | "process_label" => Cell::Text("compras".to_owned()),
        "stage" | "label" if name == "cumulative_flow" => Cell::Text(format!("etapa {}", nth / 50)),
        "day_on" => Cell::Whole(20_000 + nth % 50),
        "entered_n" => Cell::Whole(1_000 + nth % 50 * 7),
        "left_n" => Cell::Whole(900 + nth % 50 * 6),
        "stage" | "label" => Cell::Text(format!("etapa {}", nth / 40)),
        name => match column.r#type {
            ColumnType::On => Cell::Whole(20_000 + nth * 30),
            ColumnType::At => Cell::Nothing,
            ColumnType::Bool => Cell::Truth(nth % 3 != 0),
            ColumnType::Int | ColumnType::I32 | ColumnType::Bp | ColumnType::Money => Cell::Whole(nth),
            ColumnType::Num => Cell::Number(36_000.0 + (nth * 7_919 % 1_000) as f64 * 100.0),
            _ => Cell::Text(format!("{name} {nth}")),
        },
    };
    let all: Vec<Vec<Cell>> = (0..MARKS).map(|nth| columns.iter().map(|column| cell(column, nth)).collect()).collect();
    vec![batch(&columns, &all)]
}

fn main() {
    let words = Words::of(Language::PtBr);
    for spec in spec::all().iter().filter(|spec| spec.chart.word() != "card") {
        let rows = rows(&spec.name);
        let figure = Figure::new(spec, &rows, None, "2026-T3", &words);
        let svg = figure.svg(Size::Wide, Mode::Inline).unwrap_or_else(|| panic!("{} is drawn: {:?}", spec.name, figure.refusal()));
        if let Ok(folder) = env::var("MIRANTE_BENCH_SVG") {
            fs::write(Path::new(&folder).join(format!("{}.svg", spec.name)), &svg).unwrap();
        }
        let begin = Instant::now();
        for _ in 0..TIMES {
            black_box(figure.svg(Size::Wide, Mode::Inline));
        }
        let micros = begin.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES);
        println!("figure {} {micros:.1} us", spec.name);
    }
}

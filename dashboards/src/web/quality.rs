//! Are the data fresh and whole? What loads, batches, checks, refused rows and runs say of the newest version.

use askama::Template;
use axum::{extract::State, response::Response};
use mirante_data::Snapshot;
use mirante_queries::{
    Engine, QueryError,
    engine::{Limits, Shape},
    model,
};
use mirante_reports::{Words, figure, format};

use super::{
    answer::{Body, Keep},
    app::{App, words},
    component::{Component, Place},
    failure::Trouble,
    frame::Frame,
    pages,
    routes::{self, Viewer},
    shelf::Origin,
};
use crate::reason;

/// How a column is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Text,
    Count,
    At,
    Month,
    Money,
    Minutes,
    Code,
    /// What to do about a reason.
    Advice,
}

/// A saved question and how its rows are shown.
struct Section {
    question: &'static str,
    heading: &'static str,
    note: &'static str,
    columns: &'static [(&'static str, &'static str, Reading)],
}

/// The questions of the page, in order.
const SECTIONS: [Section; 6] = [
    Section {
        question: "loads_freshness",
        heading: "web-freshness",
        note: "web-freshness-note",
        columns: &[
            ("load", "web-load", Reading::Text),
            ("state", "web-state", Reading::Code),
            ("last_change_at", "web-last-change", Reading::At),
            ("newest_occurred_at", "web-newest-event", Reading::At),
            ("age_minutes", "web-age", Reading::Minutes),
            ("expected_minutes", "web-expected", Reading::Minutes),
        ],
    },
    Section {
        question: "loads_completeness",
        heading: "web-completeness",
        note: "web-completeness-note",
        columns: &[
            ("load", "web-load", Reading::Text),
            ("dataset", "web-dataset", Reading::Text),
            ("period_on", "web-period", Reading::Month),
            ("is_complete", "web-state", Reading::Code),
            ("source_rows", "web-source-rows", Reading::Count),
            ("lake_rows", "web-lake-rows", Reading::Count),
            ("rejected_rows", "web-rejected-rows", Reading::Count),
            ("difference_rows", "web-difference", Reading::Count),
            ("source_amount", "web-source-amount", Reading::Money),
            ("lake_amount", "web-lake-amount", Reading::Money),
            ("difference_amount", "web-difference-amount", Reading::Money),
            ("proof", "web-proof", Reading::Code),
            ("horizon_at", "web-horizon", Reading::At),
        ],
    },
    Section {
        question: LATE,
        heading: "web-late-records",
        note: "web-late-records-note",
        columns: &[
            ("dataset", "web-dataset", Reading::Text),
            ("period_on", "web-period", Reading::Month),
            ("change", "web-change", Reading::Code),
            ("rows_n", "web-rows", Reading::Count),
            ("amount", "web-sum", Reading::Money),
            ("edition", "web-unknown-to", Reading::Text),
            ("last_at", "web-recorded", Reading::At),
        ],
    },
    Section {
        question: "checks_latest",
        heading: "web-checks",
        note: "web-checks-note",
        columns: &[
            ("check_name", "web-check", Reading::Text),
            ("passed", "web-state", Reading::Code),
            ("severity", "web-severity", Reading::Code),
            ("offending_n", "web-offending", Reading::Count),
        ],
    },
    Section {
        question: "rejects_by_reason",
        heading: "web-rejects",
        note: "web-rejects-note",
        columns: &[
            ("load", "web-load", Reading::Text),
            ("reason", "web-reason", Reading::Code),
            ("column_name", "web-column", Reading::Text),
            ("pending_n", "web-pending", Reading::Count),
            ("resolved_n", "web-resolved", Reading::Count),
            ("oldest_at", "web-oldest", Reading::At),
            ("reason", "web-advice", Reading::Advice),
        ],
    },
    Section {
        question: "runs_latest",
        heading: "web-runs",
        note: "web-runs-note",
        columns: &[
            ("started_at", "web-started", Reading::At),
            ("command", "web-command", Reading::Text),
            ("status", "web-state", Reading::Code),
            ("version", "web-version", Reading::Count),
            ("built_n", "web-built", Reading::Count),
            ("rows_written", "web-written", Reading::Count),
            ("error_code", "web-error", Reading::Text),
        ],
    },
];

/// Codes with their words and, where they judge, their shape and how good they are.
const CODES: &[(&str, &str, &str, &str)] = &[
    ("em_dia", "web-code-fresh", "●", "good"),
    ("atrasado", "web-code-late", "▲", "warn"),
    ("parado", "web-code-stopped", "■", "bad"),
    ("nunca", "web-code-never", "○", "none"),
    ("true", "web-code-whole", "●", "good"),
    ("false", "web-code-found", "▲", "warn"),
    ("ok", "web-code-ok", "●", "good"),
    ("falhou", "web-code-failed", "■", "bad"),
    ("sem_mudanca", "web-code-unchanged", "○", "none"),
    ("em_curso", "web-code-running", "○", "none"),
    ("contagem", "web-code-counted", "", ""),
    ("contagem_e_soma", "web-code-summed", "", ""),
    ("nenhuma", "web-code-no-proof", "", ""),
    ("insert", "web-code-came", "", ""),
    ("update", "web-code-changed", "", ""),
    ("delete", "web-code-deleted", "", ""),
    ("error", "web-code-blocks", "", ""),
    ("warn", "web-code-warns", "", ""),
];

/// The question whose first row is what happened last.
const LATEST: &str = "runs_latest";
/// The question that lists what came late: each row of it is worth a look, and none is a fault.
const LATE: &str = "records_late";

/// A cell as it is shown.
#[derive(Debug, Clone)]
pub struct Cell {
    text: String,
    shape: &'static str,
    class: &'static str,
}

struct Table {
    id: &'static str,
    heading: String,
    note: String,
    heads: Vec<(String, bool)>,
    rows: Vec<Vec<Cell>>,
    /// Rows that are shown at once; those that are as they should be are one click away.
    first: usize,
    summary: String,
    verdict: Cell,
}

#[derive(Template)]
#[template(path = "quality.html")]
struct QualityView<'a> {
    frame: Frame<'a>,
    question: String,
    about: String,
    figures: Vec<Component<'a>>,
    tables: Vec<Table>,
}

/// `GET /qualidade`: computed once for each version and language.
pub async fn show(State(app): State<App>, viewer: Viewer) -> Result<Response, Trouble> {
    let snapshot = app.shelf.head().await?;
    let version = snapshot.manifest.as_ref().map(|manifest| manifest.hash.clone()).unwrap_or_default();
    let key = format!("quality {version} {}", viewer.language);
    let its = app.clone();
    let work = async move { page(&its, &snapshot, &viewer).await };
    let body = app.bodies.get(key, app.compute(work)).await?;
    Ok(body.answer(&Keep::Nothing))
}

async fn page(app: &App, snapshot: &Snapshot, viewer: &Viewer) -> Result<Body, Trouble> {
    let words = words(viewer.language);
    let engine = Engine::open(&app.lake, snapshot, None, &app.models, Shape::Stored, Limits::default())?;
    let mut tables = Vec::new();
    for section in &SECTIONS {
        tables.push(table(section, &rows(&engine, section.question).await?, words));
    }
    let at = snapshot.manifest.as_ref().map(|manifest| manifest.body.as_of.clone()).unwrap_or_default();
    let about = [("version", snapshot.version().to_string()), ("at", format::moment(&at, viewer.language))];
    let frame = Frame::plain(app, viewer, words.say("web-quality"));
    let live = pages::live(routes::QUALITY);
    let question = live.map(|page| page.question.in_language(viewer.language.tag()).to_owned()).unwrap_or_default();
    let figures = figures(app, snapshot, viewer, live.map_or(&[], |page| &page.figures)).await?;
    let view = QualityView { frame, question, about: words.say_with("web-quality-about", &about), figures, tables };
    view.render().map(Body::page).map_err(Trouble::failed)
}

/// The page's figures, of the version's own rows; none that was not built yet.
async fn figures<'a>(app: &App, snapshot: &Snapshot, viewer: &Viewer, names: &[String]) -> Result<Vec<Component<'a>>, Trouble> {
    let mut shown = Vec::new();
    let Some(origin) = Origin::of_version(snapshot) else { return Ok(shown) };
    for name in names {
        if let (Some(spec), Some(rows)) = (figure::spec::get(name), app.shelf.figure_of_version(snapshot, name).await?) {
            shown.push(Component::new(spec, &rows, &Place { viewer, origin: &origin, slice: None, page: routes::QUALITY }));
        }
    }
    Ok(shown)
}

/// The rows of a saved question, each cell by its column.
type Asked = Vec<Vec<(String, Option<String>)>>;

async fn rows(engine: &Engine, question: &str) -> Result<Asked, QueryError> {
    let (columns, rows) = engine.texts(question, model::audit(question).unwrap_or_default()).await?;
    Ok(rows.into_iter().map(|row| columns.iter().cloned().zip(row).collect()).collect())
}

fn table(section: &Section, rows: &Asked, words: &Words) -> Table {
    let value = |row: &[(String, Option<String>)], name: &str| row.iter().find(|(column, _)| column == name).and_then(|(_, text)| text.clone());
    // What is resolved wants nothing done.
    let is_said = |row: &[(String, Option<String>)], reading| reading != Reading::Advice || value(row, "pending_n").as_deref() != Some("0");
    let cells = |row: &Vec<(String, Option<String>)>| {
        let one = |(name, _, reading): &(&str, &str, Reading)| cell(value(row, name).filter(|_| is_said(row, *reading)), *reading, words);
        section.columns.iter().map(one).collect()
    };
    let shown: Vec<Vec<Cell>> = rows.iter().map(cells).collect();
    let is_judged = |row: &Vec<Cell>| row.iter().any(|cell| !cell.shape.is_empty());
    // What is as it should be is much, and says the same; the questions put it last.
    let first =
        if shown.iter().all(is_judged) && section.question != LATEST { shown.iter().filter(|row| !is_good(row)).count() } else { shown.len() };
    let verdict = verdict(section, rows, &shown, first, words);
    Table {
        id: section.question,
        heading: words.say(section.heading),
        note: words.say(section.note),
        heads: section
            .columns
            .iter()
            .map(|(_, key, reading)| (words.say(key), matches!(reading, Reading::Count | Reading::Money | Reading::Minutes)))
            .collect(),
        summary: words.count("web-more-rows", (shown.len() - first) as u64),
        rows: shown,
        first,
        verdict,
    }
}

fn is_good(row: &[Cell]) -> bool {
    row.iter().all(|cell| cell.shape.is_empty() || cell.class == "good")
}

/// A section in one line, for those who want to know only whether all is well.
fn verdict(section: &Section, rows: &Asked, shown: &[Vec<Cell>], odd: usize, words: &Words) -> Cell {
    let plain = |text: String| Cell { text, shape: "", class: "" };
    match section.question {
        "rejects_by_reason" => {
            let counts = rows.iter().flatten().filter(|(column, _)| column == "pending_n");
            match counts.filter_map(|(_, text)| text.as_ref()?.parse::<u64>().ok()).sum() {
                0 => Cell { text: words.say("web-none-pending"), shape: "●", class: "good" },
                waiting => Cell { text: words.count("web-some-pending", waiting), shape: "▲", class: "warn" },
            }
        }
        LATE if shown.is_empty() => Cell { text: words.say("web-none-late"), shape: "●", class: "good" },
        LATE => {
            let is_published = |row: &&Vec<(String, Option<String>)>| row.iter().any(|(column, text)| column == "edition" && text.is_some());
            let unknown = rows.iter().filter(is_published).count() as u64;
            let class = if unknown > 0 { "warn" } else { "none" };
            Cell { text: words.count("web-some-late", rows.len() as u64), shape: if unknown > 0 { "▲" } else { "○" }, class }
        }
        LATEST => shown.iter().flatten().find(|cell| !cell.shape.is_empty()).cloned().unwrap_or_else(|| plain("—".to_owned())),
        _ if odd == 0 => Cell { text: words.count("web-all-good", shown.len() as u64), shape: "●", class: "good" },
        _ => Cell { text: words.count("web-some-odd", odd as u64), shape: "▲", class: "warn" },
    }
}

fn cell(text: Option<String>, reading: Reading, words: &Words) -> Cell {
    let plain = |text: String| Cell { text, shape: "", class: "" };
    let Some(text) = text else { return plain("—".to_owned()) };
    let language = words.language();
    match reading {
        Reading::Text => plain(text),
        Reading::At => plain(format::moment(&text, language)),
        Reading::Count => plain(text.parse().map_or_else(|_| text.clone(), |number| format::whole(number, language))),
        Reading::Month => plain(format::month(&text, language)),
        Reading::Money => plain(format::money(&text, language)),
        Reading::Minutes => plain(text.parse().map_or_else(|_| text.clone(), |minutes| stretch(minutes, words))),
        Reading::Code => match CODES.iter().find(|(code, ..)| *code == text) {
            Some((_, key, shape, class)) => Cell { text: words.say(key), shape, class },
            None => plain(reason::words(&text).map_or(text, |key| words.say(key))),
        },
        Reading::Advice => {
            let text = reason::advice(&text).map_or_else(|| "—".to_owned(), |key| words.say(key));
            Cell { text, shape: "", class: "said" }
        }
    }
}

/// Minutes as people say them.
fn stretch(minutes: u64, words: &Words) -> String {
    match minutes {
        0..60 => words.count("web-minutes", minutes),
        60..2880 => words.count("web-hours", minutes / 60),
        _ => words.count("web-days", minutes / 1440),
    }
}

//! What was published: every edition, and one with all that it says of itself.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use mirante_data::lake::Sealed;
use mirante_reports::format;

use super::{
    answer::{Body, Keep},
    app::{App, words},
    failure::Trouble,
    frame::{Frame, Link},
    routes::{self, Viewer},
};

/// An edition as a row of the table.
struct Row {
    name: Link,
    detail: String,
    title: String,
    version: u64,
    published: String,
    by: String,
    decision: String,
    checks: String,
    warnings: String,
    seal: String,
    relation: String,
}

#[derive(Template)]
#[template(path = "editions.html")]
struct EditionsView<'a> {
    frame: Frame<'a>,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "edition.html")]
struct EditionView<'a> {
    frame: Frame<'a>,
    title: String,
    name: Link,
    facts: Vec<(String, String)>,
    figures: Vec<(Link, String)>,
}

/// `GET /edicoes`.
pub async fn list(State(app): State<App>, viewer: Viewer) -> Result<Response, Trouble> {
    let editions = app.shelf.editions().await?;
    let title = words(viewer.language).say("web-editions");
    let rows = editions.iter().rev().map(|sealed| row(sealed, &editions, &viewer)).collect();
    let view = EditionsView { frame: Frame::plain(&app, &viewer, title), rows };
    Ok(Body::page(view.render().map_err(Trouble::failed)?).answer(&Keep::Nothing))
}

fn row(sealed: &Sealed, all: &[Sealed], viewer: &Viewer) -> Row {
    let (edition, language) = (&sealed.edition, viewer.language);
    Row {
        name: Link { to: routes::of_edition(language, &edition.name, "/"), text: edition.name.clone(), is_here: false },
        detail: viewer.path(&routes::EDITION.replace("{edition}", &edition.name)),
        title: edition.title.clone(),
        version: edition.version,
        published: format::moment(&edition.published_at, language),
        by: edition.published_by.clone(),
        decision: edition.decision_id.clone().unwrap_or_else(|| "—".to_owned()),
        checks: format::whole(edition.checks_passed_n, language),
        warnings: format::whole(edition.warnings_n, language),
        seal: sealed.seal[..8].to_owned(),
        relation: relation(sealed, all, viewer),
    }
}

/// What an edition corrects, and what corrects it.
fn relation(sealed: &Sealed, all: &[Sealed], viewer: &Viewer) -> String {
    let words = words(viewer.language);
    let corrects = sealed
        .edition
        .supersedes
        .as_ref()
        .map(|old| words.say_with("web-corrects", &[("edition", old.name.clone()), ("reason", old.reason.clone())]));
    let by = corrected_by(sealed, all).map(|new| words.say_with("web-corrected-by", &[("edition", new)]));
    let both: Vec<String> = corrects.into_iter().chain(by).collect();
    if both.is_empty() { "—".to_owned() } else { both.join(" ") }
}

/// The edition that corrects this one.
pub fn corrected_by(sealed: &Sealed, all: &[Sealed]) -> Option<String> {
    let corrects = |other: &&Sealed| other.edition.supersedes.as_ref().is_some_and(|old| old.name == sealed.edition.name);
    all.iter().find(corrects).map(|other| other.edition.name.clone())
}

/// `GET /edicoes/{edition}`.
pub async fn show(State(app): State<App>, viewer: Viewer, Path(name): Path<String>) -> Result<Response, Trouble> {
    let sealed = app.shelf.edition(&name).await?;
    let all = app.shelf.editions().await?;
    let (edition, words, row) = (&sealed.edition, words(viewer.language), row(&sealed, &all, &viewer));
    let fact = |key: &str, value: &str| (words.say(key), value.to_owned());
    let mut facts = vec![
        fact("web-seal", &sealed.seal),
        fact("web-version", &edition.version.to_string()),
        fact("web-version-hash", &edition.version_hash),
        fact("web-until", &format::moment(&edition.as_of, viewer.language)),
        fact("web-published", &row.published),
        fact("web-by", &row.by),
        fact("web-decision", &row.decision),
        fact("web-checks-passed", &row.checks),
        fact("web-warnings", &row.warnings),
        fact("web-program", &edition.program),
        fact("web-corrections", &row.relation),
    ];
    facts.extend(edition.previous.iter().map(|link| fact("web-previous", &format!("{} · {}", link.name, &link.seal[..8.min(link.seal.len())]))));
    let expired = app.expired_inputs(&sealed).await?;
    if expired > 0 {
        facts.push(fact("web-recompute", &words.say_with("web-expired", &[("files", words.count("files", expired))])));
    }
    let method = |name: &String| Link { to: viewer.path(&routes::METHOD.replace("{figure}", name)), text: name.clone(), is_here: false };
    let figures = edition.figures.values().flatten().map(|(name, hash)| (method(name), hash.clone())).collect();
    let frame = Frame::of_edition(&viewer, edition.title.clone(), &sealed).corrected_by(corrected_by(&sealed, &all));
    let view = EditionView { frame, title: edition.title.clone(), name: row.name, facts, figures };
    Ok(Body::page(view.render().map_err(Trouble::failed)?).answer(&Keep::Nothing))
}

//! The pages of an edition: a question, a slice to choose, and the figures that answer it.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use mirante_data::lake::Sealed;
use mirante_reports::figure::{self, Figure, Slice, spec::Spec};
use serde::Deserialize;

use super::{
    answer::{Body, Keep, redirect},
    app::{App, words},
    component::{Component, Place},
    editions::corrected_by,
    failure::Trouble,
    frame::{Frame, Link},
    lead::Lead,
    pages::{self, Page},
    routes::{self, Viewer},
    shelf::{Origin, Rows},
    slice,
};

/// What a page's address may say.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// The process.
    pub processo: Option<String>,
}

#[derive(Template)]
#[template(path = "page.html")]
struct PageView<'a> {
    frame: Frame<'a>,
    question: String,
    lead: Option<Lead>,
    choices: Vec<Link>,
    figures: Vec<Component<'a>>,
    missing: Vec<String>,
}

/// A figure of a page with its rows.
pub type Read = (&'static Spec, Rows);

/// `GET {route}`: leads to the page in the newest edition, so that what is copied from the address bar stays true.
pub async fn newest(page: &'static Page, app: App, viewer: Viewer) -> Result<Response, Trouble> {
    let sealed = app.shelf.newest().await?;
    let query = viewer.here.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
    Ok(redirect(&format!("{}{query}", routes::of_edition(viewer.language, &sealed.edition.name, &page.route))))
}

/// `GET /e/{edition}`: its first page.
pub async fn first(viewer: Viewer, Path(edition): Path<String>, State(app): State<App>) -> Result<Response, Trouble> {
    let sealed = app.shelf.edition(&edition).await?;
    Ok(redirect(&routes::of_edition(viewer.language, &sealed.edition.name, "/")))
}

/// `GET /e/{edition}{route}`: the page as it was published.
pub async fn show(page: &'static Page, app: App, viewer: Viewer, edition: String, asked: Asked) -> Result<Response, Trouble> {
    let sealed = app.shelf.edition(&edition).await?;
    let process = asked.processo.clone().filter(|process| !process.is_empty());
    let (read, missing) = read(&app, &sealed, page).await?;
    let known = slice::known(page, &read, words(viewer.language));
    let slice = slice::of_page(page, &known, process.as_deref())?;
    let (tag, seal) = (viewer.language.tag(), sealed.seal.clone());
    // Only what was checked makes a key, so that nobody fills the cache with addresses that lead nowhere.
    let corrected = corrected_by(&sealed, &app.shelf.editions().await?);
    let of = [slice.as_ref().map(|slice| slice.key.clone()), corrected.clone()].map(Option::unwrap_or_default);
    let key = format!("{seal} {tag} {} {}", page.name, of.join(" "));
    let others = teasers(&app, &sealed, page, viewer.clone()).await?;
    let work = Work { page, viewer, sealed, known, slice, read, missing, others, corrected };
    let body = app.bodies.get(key, app.compute(async move { work.render() })).await?;
    let keep = Keep::Edition(body.tag(&seal, tag));
    Ok(body.answer(&keep))
}

/// The rows of a page's figures, and the names of those that this edition does not have.
async fn read(app: &App, sealed: &Sealed, page: &Page) -> Result<(Vec<Read>, Vec<String>), Trouble> {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for name in &page.figures {
        match (figure::spec::get(name), app.shelf.figure(sealed, name).await?) {
            (Some(spec), Some(rows)) => found.push((spec, rows)),
            _ => missing.push(name.clone()),
        }
    }
    Ok((found, missing))
}

/// For the first page: what the first figure of each other page finds.
async fn teasers(app: &App, sealed: &Sealed, page: &Page, viewer: Viewer) -> Result<Vec<(&'static Page, String)>, Trouble> {
    if page.route != "/" {
        return Ok(Vec::new());
    }
    let mut all = Vec::new();
    for other in pages::of_editions().filter(|other| other.route != "/") {
        let (found, _) = read(app, sealed, other).await?;
        let finding = found.first().map(|(spec, rows)| {
            let of = other.process.as_deref().map(Slice::of);
            Figure::new(spec, rows, of.as_ref(), &sealed.edition.name, words(viewer.language)).title()
        });
        all.push((other, finding.unwrap_or_default()));
    }
    Ok(all)
}

/// Everything that a page is made of, on its way to the threads that draw.
struct Work {
    page: &'static Page,
    viewer: Viewer,
    sealed: Sealed,
    known: Vec<Slice>,
    slice: Option<Slice>,
    read: Vec<Read>,
    missing: Vec<String>,
    others: Vec<(&'static Page, String)>,
    corrected: Option<String>,
}

impl Work {
    fn render(self) -> Result<Body, Trouble> {
        let Self { page, viewer, sealed, known, slice, read, missing, others, corrected } = self;
        let origin = Origin::of_edition(&sealed);
        let place = Place { viewer: &viewer, origin: &origin, slice: slice.as_ref(), page: &page.route };
        let component = |(spec, rows): &Read| Component::new(spec, rows, &place);
        let choice = |each: &Slice| Link { to: each.key.clone(), text: each.label.clone(), is_here: Some(each) == slice.as_ref() };
        let question = page.question.in_language(viewer.language.tag()).to_owned();
        let view = PageView {
            frame: Frame::of_edition(&viewer, page.label.in_language(viewer.language.tag()).to_owned(), &sealed).corrected_by(corrected),
            lead: (page.route == "/").then(|| Lead::of(&sealed, &viewer, &others)),
            choices: known.iter().map(choice).collect(),
            figures: read.iter().map(component).collect(),
            question,
            missing,
        };
        view.render().map(Body::page).map_err(Trouble::failed)
    }
}

/// The handler of a page below an edition.
pub async fn of_edition(
    page: &'static Page,
    State(app): State<App>,
    viewer: Viewer,
    Path(edition): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    show(page, app, viewer, edition, asked).await
}

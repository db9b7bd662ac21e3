//! How a figure is computed: its SQL, what it promises, and everything that it is made of, down to the records.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use mirante_data::{DatasetName, contract::builtin, hash};
use mirante_queries::Model;
use mirante_reports::methods;
use mirante_transform::Graph;

use super::{
    answer::{Body, Keep},
    app::{App, words},
    failure::Trouble,
    frame::{Frame, Link},
    pages,
    routes::Viewer,
};

/// A dataset on the way from the records to the figure.
struct Input {
    name: String,
    title: String,
    sql: Option<String>,
}

#[derive(Template)]
#[template(path = "method.html")]
struct MethodView<'a> {
    frame: Frame<'a>,
    title: String,
    about: String,
    said: Vec<(String, String)>,
    page: Option<Link>,
    sql: String,
    columns: Vec<(String, String)>,
    inputs: Vec<Input>,
}

/// `GET /metodo/{figure}`: computed once for each program, since the texts are part of it.
pub async fn show(State(app): State<App>, viewer: Viewer, Path(figure): Path<String>) -> Result<Response, Trouble> {
    let name: DatasetName = format!("figures.{figure}").parse().map_err(|_| Trouble::Nowhere)?;
    if !app.models.contains_key(&name) {
        return Err(Trouble::Nowhere);
    }
    let (tag, key) = (viewer.language.tag(), format!("method {name} {}", viewer.language));
    let its = app.clone();
    let work = async move { page(&its, &name, &viewer).await };
    let body = app.bodies.get(key, app.compute(work)).await?;
    let keep = Keep::Edition(body.tag(&hash::hex(env!("CARGO_PKG_VERSION").as_bytes()), tag));
    Ok(body.answer(&keep))
}

async fn page(app: &App, name: &DatasetName, viewer: &Viewer) -> Result<Body, Trouble> {
    let (words, tag) = (words(viewer.language), viewer.language.tag());
    let graph = app.graph().await?;
    let model = graph.models.get(name).ok_or(Trouble::Nowhere)?;
    let title = model.header.title.in_language(tag).to_owned();
    let home = pages::home_of(name.short());
    let view = MethodView {
        frame: Frame::plain(app, viewer, title.clone()),
        about: words.say_with("web-method-about", &[("dataset", name.to_string()), ("owner", model.header.owner.clone())]),
        said: methods::text(name.short(), viewer.language).map(methods::paragraphs).unwrap_or_default(),
        page: home.map(|page| Link { to: viewer.path(&page.route), text: page.question.in_language(tag).to_owned(), is_here: false }),
        sql: model.sql().unwrap_or_default().to_owned(),
        columns: model.header.columns.iter().map(|column| (column.name.clone(), column.r#type.to_string())).collect(),
        inputs: upstream(graph, name).iter().map(|input| shown(graph, input, tag)).collect(),
        title,
    };
    view.render().map(Body::page).map_err(Trouble::failed)
}

/// Everything that a dataset is made of, nearest first.
fn upstream(graph: &Graph, name: &DatasetName) -> Vec<DatasetName> {
    let ways = graph.ways();
    let mut seen = BTreeSet::new();
    ways.upstream(name.as_str(), None).iter().filter(|way| seen.insert(&*way.input)).filter_map(|way| way.input.parse().ok()).collect()
}

fn shown(graph: &Graph, name: &DatasetName, tag: &str) -> Input {
    let model: Option<&Model> = graph.models.get(name);
    let contract = builtin::all().find(|contract| contract.dataset == *name);
    let title = model.map(|model| &model.header.title).or_else(|| contract.map(|contract| &contract.purpose));
    Input {
        name: name.to_string(),
        title: title.map(|title| title.in_language(tag).to_owned()).unwrap_or_default(),
        sql: model.and_then(|model| model.sql()).map(str::to_owned),
    }
}

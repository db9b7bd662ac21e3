//! The service: pages, figures and files of a project, for browsers on the machine it runs on.
//!
//! A request's way: [`server`] accepts it, [`guard`] refuses what no page asks for, the router below finds its handler,
//! [`shelf`] gives verified rows, the handler makes a [`answer::Body`] on the engine's threads, and [`failure`] writes a page
//! where that does not work.

use axum::{
    Router, middleware,
    routing::{MethodRouter, get},
};
use tower_http::compression::{
    CompressionLayer,
    predicate::{DefaultPredicate, NotForContentType, Predicate},
};

pub mod answer;
pub mod app;
pub mod assets;
pub mod cache;
pub mod component;
pub mod dictionary;
pub mod download;
pub mod editions;
pub mod failure;
pub mod frame;
pub mod guard;
pub mod health;
pub mod lead;
pub mod limits;
pub mod method;
pub mod page;
pub mod pages;
pub mod patience;
pub mod quality;
pub mod routes;
pub mod server;
pub mod shelf;
pub mod slice;

use app::App;
use failure::Trouble;
use mirante_reports::Language;
use routes::Viewer;

/// Every address of the service.
pub fn router(app: App) -> Router {
    let mut router = Router::new()
        .route(routes::HEALTH, get(health::alive))
        .route(routes::READY, get(health::ready))
        .route(routes::ASSET, get(assets::show))
        .route("/favicon.ico", get(assets::icon));
    for page in pages::of_editions() {
        let newest = move |axum::extract::State(app): axum::extract::State<App>, viewer: Viewer| page::newest(page, app, viewer);
        router = both(router, &page.route, get(newest));
        let shown = move |app, viewer, edition, asked| page::of_edition(page, app, viewer, edition, asked);
        router = both(router, &format!("{}{}", routes::BELOW_EDITION, page.route), get(shown));
    }
    router = both(router, routes::BELOW_EDITION, get(page::first));
    router = both(router, routes::EDITIONS, get(editions::list));
    router = both(router, routes::EDITION, get(editions::show));
    router = both(router, routes::QUALITY, get(quality::show));
    router = both(router, routes::DATA, get(dictionary::list));
    router = both(router, routes::DATASET, get(dictionary::show));
    router = both(router, routes::METHOD, get(method::show));
    router = both(router, routes::FIGURE, get(download::show));
    let is_text = DefaultPredicate::new().and(NotForContentType::const_new("font/"));
    router
        .route("/en", get(async || answer::redirect("/en/")))
        .fallback(async || Trouble::Nowhere)
        .layer(middleware::from_fn(answer::conditional))
        .layer(middleware::from_fn_with_state(app.clone(), guard::admit))
        .layer(middleware::from_fn_with_state(app.clone(), failure::designed))
        .layer(CompressionLayer::new().compress_when(is_text))
        .layer(middleware::from_fn(guard::headers))
        .with_state(app)
}

/// A route in both languages.
fn both(router: Router<App>, route: &str, handler: MethodRouter<App>) -> Router<App> {
    let router = router.route(&routes::path(Language::PtBr, route), handler.clone());
    router.route(&routes::path(Language::En, route), handler)
}

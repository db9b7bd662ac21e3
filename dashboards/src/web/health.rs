//! For those who watch the service: does it live, and can it answer?

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{
    app::{App, words},
    failure::Trouble,
    routes::Viewer,
};
use crate::speech;

/// `GET /healthz`: the process lives.
pub async fn alive() -> Response {
    text(StatusCode::OK, "ok\n".to_owned())
}

/// `GET /readyz`: the lake's newest version can be read, and the newest edition is the one that was sealed.
pub async fn ready(State(app): State<App>, viewer: Viewer) -> Response {
    let words = words(viewer.language);
    match readable(&app).await {
        Ok(edition) => text(StatusCode::OK, format!("ok {edition}\n")),
        Err(trouble) => {
            let said = match &trouble {
                Trouble::Failed(error) => speech::explained(words, error.as_ref()).map(|said| format!("{} {}", said.code, said.message)),
                _ => None,
            };
            text(StatusCode::SERVICE_UNAVAILABLE, format!("{}\n", said.unwrap_or_else(|| words.say("web-no-edition"))))
        }
    }
}

async fn readable(app: &App) -> Result<String, Trouble> {
    app.shelf.head().await?;
    let sealed = app.shelf.newest().await?;
    app.lake.pin_edition(&sealed).await?;
    Ok(format!("{} {}", sealed.edition.name, sealed.seal))
}

fn text(status: StatusCode, text: String) -> Response {
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    (status, [(header::CONTENT_TYPE, plain), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], text).into_response()
}

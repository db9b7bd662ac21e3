//! What did not work, as a page of the language that was read: which thing, why, and what to do.

use std::{error::Error, sync::Arc};

use askama::Template;
use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{
    answer::{Body, Keep},
    app::{App, words},
    frame::Frame,
    routes::Viewer,
};
use crate::speech;

/// Why there is no answer.
#[derive(Debug, Clone)]
pub enum Trouble {
    /// Nothing lies at this address.
    Nowhere,
    /// There is nothing of this name.
    Unknown(String),
    /// Nothing is published yet.
    NoEdition,
    /// Only questions are taken.
    Method,
    /// The request is larger than any that a page asks for.
    TooLarge,
    /// The address is longer than any that a page has.
    TooLong,
    /// The request names another host than this machine.
    Misdirected,
    /// The request cannot be understood.
    Bad,
    /// The work took too long.
    Slow,
    /// Too much is asked at once, or the service ends.
    Busy,
    /// Something below is not as it should be.
    Failed(Arc<dyn Error + Send + Sync>),
}

impl Trouble {
    /// Something below is not as it should be.
    pub fn failed(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Failed(Arc::new(error))
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Nowhere | Self::Unknown(_) => StatusCode::NOT_FOUND,
            Self::NoEdition | Self::Slow | Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooLong => StatusCode::URI_TOO_LONG,
            Self::Misdirected => StatusCode::MISDIRECTED_REQUEST,
            Self::Bad => StatusCode::BAD_REQUEST,
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn of(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::Nowhere,
            StatusCode::METHOD_NOT_ALLOWED => Self::Method,
            _ => Self::Bad,
        }
    }

    /// Heading and sentence, by their keys.
    fn keys(&self) -> (&'static str, &'static str) {
        match self {
            Self::Nowhere => ("web-nowhere", "web-nowhere-text"),
            Self::Unknown(_) => ("web-nowhere", "web-unknown-text"),
            Self::NoEdition => ("web-no-edition", "web-no-edition-text"),
            Self::Method => ("web-refused", "web-method-text"),
            Self::TooLarge | Self::TooLong => ("web-refused", "web-too-long-text"),
            Self::Misdirected => ("web-refused", "web-misdirected-text"),
            Self::Bad => ("web-refused", "web-bad-text"),
            Self::Slow | Self::Busy => ("web-busy", "web-busy-text"),
            Self::Failed(_) => ("web-failed", "web-failed-text"),
        }
    }
}

impl From<mirante_data::lake::LakeError> for Trouble {
    fn from(error: mirante_data::lake::LakeError) -> Self {
        Self::failed(error)
    }
}

impl From<mirante_queries::QueryError> for Trouble {
    fn from(error: mirante_queries::QueryError) -> Self {
        Self::failed(error)
    }
}

impl IntoResponse for Trouble {
    /// The status alone; [`designed`] knows the language and writes the page.
    fn into_response(self) -> Response {
        let mut answer = self.status().into_response();
        answer.extensions_mut().insert(self);
        answer
    }
}

/// A page about what did not work.
#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage<'a> {
    frame: Frame<'a>,
    heading: String,
    text: String,
    code: Option<&'static str>,
    message: Option<String>,
    help: Option<String>,
    command: Option<&'static str>,
}

/// Writes a page for every answer that is only a status.
pub async fn designed(State(app): State<App>, request: Request, next: Next) -> Response {
    let viewer = Viewer::of(request.uri().path(), request.uri().query());
    let mut answer = next.run(request).await;
    let trouble = match answer.extensions_mut().remove::<Trouble>() {
        Some(trouble) => trouble,
        None if answer.status().is_client_error() => Trouble::of(answer.status()),
        None => return answer,
    };
    page(&app, &viewer, &trouble)
}

fn page(app: &App, viewer: &Viewer, trouble: &Trouble) -> Response {
    let words = words(viewer.language);
    let (heading, text) = trouble.keys();
    let name = if let Trouble::Unknown(name) = trouble { name.clone() } else { String::new() };
    let explained = match trouble {
        Trouble::Failed(error) => speech::explained(words, error.as_ref()),
        _ => None,
    };
    if let Trouble::Failed(error) = trouble {
        tracing::error!(address = viewer.here, error = %error, "a page could not be made");
    }
    let page = FailurePage {
        frame: Frame::plain(app, viewer, words.say(heading)),
        heading: words.say(heading),
        text: words.say_with(text, &[("name", name)]),
        code: explained.as_ref().map(|explained| explained.code),
        message: explained.as_ref().map(|explained| explained.message.clone()),
        help: explained.map(|explained| explained.help),
        command: matches!(trouble, Trouble::NoEdition).then_some("mirante publish 2026-T3"),
    };
    let mut answer = Body::page(page.render().unwrap_or_default()).answer(&Keep::Nothing);
    *answer.status_mut() = trouble.status();
    if matches!(trouble, Trouble::Method) {
        answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    answer
}

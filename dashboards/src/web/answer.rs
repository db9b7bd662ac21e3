//! An answer and what may be kept of it: editions never change and are asked for again cheaply, live pages are kept by nobody.

use axum::{
    body::Bytes,
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use mirante_data::hash;

/// What may be kept of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keep {
    /// It never changes, but who may see it may: kept, and asked for again with its tag.
    Edition(String),
    /// Its address is that of its content.
    Forever,
    /// It shows the present.
    Nothing,
}

/// A rendered body, its kind, and the name under which it is downloaded, if it is.
#[derive(Debug, Clone)]
pub struct Body {
    /// Its media type.
    pub kind: &'static str,
    /// Its bytes.
    pub bytes: Bytes,
    /// Name of the file.
    pub file: Option<String>,
    /// Is it shown where it is opened, instead of saved?
    pub is_shown: bool,
}

/// Media type of pages.
pub const HTML: &str = "text/html; charset=utf-8";

impl Body {
    /// A page.
    pub fn page(html: String) -> Self {
        Self { kind: HTML, bytes: html.into(), file: None, is_shown: true }
    }

    /// The tag of this body within an edition: other seal, language, program or content, other tag.
    pub fn tag(&self, seal: &str, language: &str) -> String {
        let content = hash::hex(&self.bytes);
        format!("W/\"{}-{language}-{}\"", &seal[..16.min(seal.len())], &content[..16])
    }

    /// The answer with this body.
    pub fn answer(self, keep: &Keep) -> Response {
        let mut answer = self.bytes.into_response();
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        let kept = match keep {
            Keep::Edition(_) => "private, no-cache",
            Keep::Forever => "public, max-age=31536000, immutable",
            Keep::Nothing => "no-store",
        };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
        let mut set = |name: HeaderName, value: String| HeaderValue::from_str(&value).ok().and_then(|value| headers.insert(name, value));
        if let Keep::Edition(tag) = keep {
            set(header::ETAG, tag.clone());
        }
        if let Some(file) = self.file {
            let place = if self.is_shown { "inline" } else { "attachment" };
            set(header::CONTENT_DISPOSITION, format!("{place}; filename=\"{file}\""));
        }
        answer
    }
}

/// Sends people on; where a bare address leads changes with the next edition, so nobody keeps it.
pub fn redirect(to: &str) -> Response {
    let location = HeaderValue::from_str(to).unwrap_or_else(|_| HeaderValue::from_static("/"));
    (StatusCode::FOUND, [(header::LOCATION, location), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))]).into_response()
}

/// Says "not modified" to those who hold the same tag.
pub async fn conditional(request: Request, next: Next) -> Response {
    let held = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let answer = next.run(request).await;
    let tag = answer.headers().get(header::ETAG).and_then(|value| value.to_str().ok());
    let is_held =
        held.zip(tag).is_some_and(|(held, tag)| held.split(',').any(|one| one.trim().trim_start_matches("W/") == tag.trim_start_matches("W/")));
    if !is_held || answer.status() != StatusCode::OK {
        return answer;
    }
    let (mut parts, _) = answer.into_parts();
    parts.status = StatusCode::NOT_MODIFIED;
    for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_DISPOSITION] {
        parts.headers.remove(name);
    }
    Response::from_parts(parts, axum::body::Body::empty())
}

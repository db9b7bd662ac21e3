//! What is refused before any page thinks about it, and what every answer tells browsers.

use std::net::IpAddr;

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{app::App, failure::Trouble};

/// Nothing but what this service itself serves, no script or style inside of pages, and nobody frames them.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Headers of every answer.
const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"),
];

/// Adds the headers of every answer.
pub async fn headers(request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    for (name, value) in HEADERS {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
}

/// Lets requests through that a page could have made; the work for one ends in time.
pub async fn admit(State(app): State<App>, request: Request, next: Next) -> Response {
    if let Some(trouble) = refused(&request, &app) {
        return trouble.into_response();
    }
    match tokio::time::timeout(app.limits.request, next.run(request)).await {
        Ok(answer) => answer,
        Err(_) => Trouble::Slow.into_response(),
    }
}

fn refused(request: &Request, app: &App) -> Option<Trouble> {
    let number = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).and_then(|text| text.parse::<u64>().ok());
    let address = request.uri().path_and_query().map_or(0, |whole| whole.as_str().len());
    if !is_this_machine(request) {
        Some(Trouble::Misdirected)
    } else if ![Method::GET, Method::HEAD].contains(request.method()) {
        Some(Trouble::Method)
    } else if address > app.limits.address {
        Some(Trouble::TooLong)
    } else if number(header::CONTENT_LENGTH).is_some_and(|bytes| bytes > app.limits.body) || request.headers().contains_key(header::TRANSFER_ENCODING)
    {
        Some(Trouble::TooLarge)
    } else {
        None
    }
}

/// Does the request name this machine? A page of elsewhere whose name was bent to this address names that one instead.
fn is_this_machine(request: &Request) -> bool {
    let mut named = request.headers().get_all(header::HOST).iter();
    match (named.next().map(HeaderValue::to_str), named.next()) {
        (Some(Ok(host)), None) => is_loopback(host) && request.uri().host().is_none_or(is_loopback),
        _ => false,
    }
}

/// Is this a name or an address of this machine that no other machine reaches?
fn is_loopback(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else { return false };
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    let is_plain = !host.contains('@');
    is_plain && (name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_this_machine() {
        for good in ["localhost", "LOCALHOST:8080", "127.0.0.1:80", "127.1.2.3", "[::1]:8080", "[::1]"] {
            assert!(is_loopback(good), "{good}");
        }
        for bad in ["", "exemplo.coop", "localhost.exemplo.coop", "127.0.0.1.nip.io", "10.0.0.1", "0.0.0.0", "a@localhost", "[::]", "localhost:x y"] {
            assert!(!is_loopback(bad), "{bad}");
        }
    }
}

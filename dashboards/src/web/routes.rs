//! The one table of addresses. English pages lie at the same words below `/en`; links of both languages are made here.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};
use mirante_reports::Language;

/// Every edition.
pub const EDITIONS: &str = "/edicoes";
/// One edition.
pub const EDITION: &str = "/edicoes/{edition}";
/// Are the data fresh and whole?
pub const QUALITY: &str = "/qualidade";
/// Every dataset.
pub const DATA: &str = "/dados";
/// One dataset.
pub const DATASET: &str = "/dados/{dataset}";
/// A figure as a file.
pub const FIGURE: &str = "/g/{file}";
/// How a figure is computed.
pub const METHOD: &str = "/metodo/{figure}";
/// Below it lie the pages of an edition.
pub const BELOW_EDITION: &str = "/e/{edition}";
/// Style sheet, script, fonts.
pub const ASSET: &str = "/assets/{file}";
/// Is the process alive?
pub const HEALTH: &str = "/healthz";
/// Can it answer?
pub const READY: &str = "/readyz";

/// Where English pages lie.
const ENGLISH: &str = "/en";

/// An address in a language.
pub fn path(language: Language, route: &str) -> String {
    match language {
        Language::PtBr => route.to_owned(),
        Language::En => format!("{ENGLISH}{route}"),
    }
}

/// A page of an edition.
pub fn of_edition(language: Language, edition: &str, route: &str) -> String {
    path(language, &format!("/e/{edition}{route}"))
}

/// Who looks, and at what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// The language of the address.
    pub language: Language,
    /// The address without its language.
    pub here: String,
}

impl Viewer {
    /// Reads an address with its query.
    pub fn of(path: &str, query: Option<&str>) -> Self {
        let rest = path.strip_prefix(ENGLISH).filter(|rest| rest.is_empty() || rest.starts_with('/'));
        let language = if rest.is_some() { Language::En } else { Language::PtBr };
        // One slash only: two would make a link of it that leads to another machine.
        let route = format!("/{}", rest.unwrap_or(path).trim_start_matches(['/', '\\']));
        Self { language, here: query.map_or_else(|| route.clone(), |query| format!("{route}?{query}")) }
    }

    /// The same page in the other language.
    pub fn switched(&self) -> (Language, String) {
        let other = match self.language {
            Language::PtBr => Language::En,
            Language::En => Language::PtBr,
        };
        (other, path(other, &self.here))
    }

    /// An address in the viewer's language.
    pub fn path(&self, route: &str) -> String {
        path(self.language, route)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Viewer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts.uri.path(), parts.uri.query()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_its_language_and_its_other_one() {
        for (at, language, here, other) in [
            ("/fluxo", Language::PtBr, "/fluxo", "/en/fluxo"),
            ("/en/fluxo", Language::En, "/fluxo", "/fluxo"),
            ("/en", Language::En, "/", "/"),
            ("/entrar", Language::PtBr, "/entrar", "/en/entrar"),
            ("/en//mal.exemplo", Language::En, "/mal.exemplo", "/mal.exemplo"),
            ("//mal.exemplo", Language::PtBr, "/mal.exemplo", "/en/mal.exemplo"),
        ] {
            let viewer = Viewer::of(at, None);
            assert_eq!((viewer.language, viewer.here.as_str(), viewer.switched().1.as_str()), (language, here, other));
        }
        assert_eq!(Viewer::of("/en/e/x/fluxo", Some("processo=a")).switched().1, "/e/x/fluxo?processo=a");
    }
}

//! The flat list of pages: one TOML file each, which says the question it answers and the figures that answer it.

use std::sync::LazyLock;

use mirante_data::contract::Text;
use serde::Deserialize;

/// A page's file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Its name: that of its file.
    #[serde(skip)]
    pub name: String,
    /// Where it lies below an edition: `/`, `/fluxo`; of a live page, where it lies.
    pub route: String,
    /// What it is called in the navigation, `pt | en`.
    pub label: Text,
    /// The question that it answers, `pt | en`.
    pub question: Text,
    /// Who may see it; there is one audience while there are no accounts.
    pub audience: String,
    /// Does it show the newest version, and no edition?
    #[serde(default)]
    pub is_live: bool,
    /// The process that is shown when none is asked for; a page without one has none to choose, and its figures are shown whole.
    pub process: Option<String>,
    /// Its figures, in order.
    pub figures: Vec<String>,
}

/// Names the page files once; a law test compares the list with the folder.
macro_rules! pages {
    ($($name:literal),* $(,)?) => {
        /// Name and text of each page.
        pub const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../pages/", $name, ".toml")))),*];
    };
}

pages!["inicio", "fluxo", "trabalho", "formacao", "comparar", "qualidade"];

static PAGES: LazyLock<Vec<Page>> = LazyLock::new(|| {
    let read = |(name, text): &(&str, &str)| {
        let page: Page = toml::from_str(text).unwrap_or_else(|error| panic!("an embedded page is sound, as a law test makes sure: {name}: {error}"));
        Page { name: (*name).to_owned(), ..page }
    };
    FILES.iter().map(read).collect()
});

/// Every page, in the order of the navigation.
pub fn all() -> &'static [Page] {
    &PAGES
}

/// The pages of an edition, in the order of the navigation.
pub fn of_editions() -> impl Iterator<Item = &'static Page> {
    PAGES.iter().filter(|page| !page.is_live)
}

/// The live page at a route.
pub fn live(route: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.is_live && page.route == route)
}

/// The page on which a figure stands.
pub fn home_of(figure: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.figures.iter().any(|name| name == figure))
}

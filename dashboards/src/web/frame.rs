//! What stands around every page: navigation, the other language, the band over made-up records, the foot with the seal.

use mirante_data::lake::Sealed;
use mirante_reports::{Words, format};

use super::{
    app::{App, words},
    assets, pages,
    routes::{self, Viewer},
};

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub to: String,
    /// What it is called.
    pub text: String,
    /// Is it the page that is looked at?
    pub is_here: bool,
}

/// Around a page.
pub struct Frame<'a> {
    /// The words.
    pub words: &'a Words,
    /// The title of the window.
    pub title: String,
    /// Pages.
    pub nav: Vec<Link>,
    /// The same page in the other language.
    pub switch: Link,
    /// The tag of the other language.
    pub switch_tag: &'static str,
    /// Where the brand leads.
    pub home: String,
    /// Are the records made up?
    pub is_synthetic: bool,
    /// The edition that corrects the one that is shown.
    pub corrected: Option<Link>,
    /// What is shown: an edition or a version.
    pub foot: Vec<String>,
    /// Links of the foot.
    pub foot_links: Vec<Link>,
}

impl<'a> Frame<'a> {
    /// Around a page that is of no edition.
    pub fn plain(app: &App, viewer: &Viewer, title: String) -> Frame<'a> {
        Self::around(viewer, title, None, app.is_synthetic)
    }

    /// Around a page of an edition.
    pub fn of_edition(viewer: &Viewer, title: String, sealed: &Sealed) -> Frame<'a> {
        let (edition, words) = (&sealed.edition, words(viewer.language));
        let mut frame = Self::around(viewer, title, Some(&edition.name), edition.is_synthetic);
        let published = format::moment(&edition.published_at, viewer.language);
        frame.foot = vec![
            words.say_with("web-foot-edition", &[("edition", edition.name.clone()), ("version", edition.version.to_string())]),
            words.say_with("web-foot-seal", &[("seal", sealed.seal[..8].to_owned())]),
            words.say_with("web-foot-published", &[("at", published), ("by", edition.published_by.clone())]),
            words.say_with("web-foot-until", &[("day", format::day_of_moment(&edition.as_of, viewer.language))]),
        ];
        frame
    }

    /// With the edition that corrects the one that is shown, if there is one.
    #[must_use]
    pub fn corrected_by(self, newer: Option<String>) -> Self {
        let language = self.words.language();
        let link = |name: String| Link {
            to: routes::of_edition(language, &name, "/"),
            text: self.words.say_with("web-corrected-by", &[("edition", name)]),
            is_here: false,
        };
        Self { corrected: newer.map(link), ..self }
    }

    fn around(viewer: &Viewer, title: String, edition: Option<&str>, is_synthetic: bool) -> Frame<'a> {
        let words = words(viewer.language);
        let place = viewer.here.split('?').next().unwrap_or_default();
        let link = |route: &str, text: String| Link {
            to: viewer.path(route),
            text,
            is_here: place == route
                || place.starts_with(&format!("{}/", route.trim_end_matches('/'))) && [routes::EDITIONS, routes::DATA].contains(&route),
        };
        let page = |page: &pages::Page| {
            let route = edition.map_or_else(|| page.route.clone(), |edition| format!("/e/{edition}{}", page.route));
            link(&route, page.label.in_language(viewer.language.tag()).to_owned())
        };
        let live = [(routes::EDITIONS, "web-editions"), (routes::QUALITY, "web-quality"), (routes::DATA, "web-data")];
        let live: Vec<Link> = live.iter().map(|(route, key)| link(route, words.say(key))).collect();
        let (other, to) = viewer.switched();
        Frame {
            words,
            title,
            nav: pages::of_editions().map(page).chain(live.clone()).collect(),
            switch: Link { to, text: super::app::words(other).say("web-this-language"), is_here: false },
            switch_tag: other.tag(),
            home: edition.map_or_else(|| viewer.path("/"), |edition| routes::of_edition(viewer.language, edition, "/")),
            is_synthetic,
            corrected: None,
            foot: Vec::new(),
            foot_links: live,
        }
    }

    /// A sentence of the language.
    pub fn say(&self, key: &str) -> String {
        self.words.say(key)
    }

    /// The language's tag.
    pub fn tag(&self) -> &'static str {
        self.words.language().tag()
    }

    /// The address of an asset.
    pub fn asset(&self, name: &str) -> &'static str {
        assets::address(name)
    }

    /// The program's version.
    pub fn program(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}

//! What the first page begins with: the edition, who published it, what was checked, and where to read on.

use mirante_data::lake::Sealed;
use mirante_reports::format;

use super::{
    app::words,
    frame::Link,
    pages::Page,
    routes::{self, Viewer},
};

/// The beginning of the first page.
pub struct Lead {
    /// What people call the edition.
    pub title: String,
    /// Facts: what, and its value.
    pub facts: Vec<(String, String)>,
    /// How it came about: after which edition, correcting which.
    pub story: Vec<String>,
    /// The other pages: their question as a link, and what their first figure finds.
    pub pages: Vec<(Link, String)>,
}

impl Lead {
    /// The beginning of an edition's first page.
    pub fn of(sealed: &Sealed, viewer: &Viewer, others: &[(&'static Page, String)]) -> Self {
        let (edition, language) = (&sealed.edition, viewer.language);
        let words = words(language);
        let fact = |key: &str, value: String| (words.say(key), value);
        let mut facts = vec![
            fact("web-published", format::moment(&edition.published_at, language)),
            fact("web-until", format::day_of_moment(&edition.as_of, language)),
            fact("web-checks-passed", format::whole(edition.checks_passed_n, language)),
            fact("web-warnings", format::whole(edition.warnings_n, language)),
            fact("web-seal", sealed.seal[..8].to_owned()),
        ];
        facts.extend(edition.decision_id.iter().map(|id| fact("web-decision", id.clone())));
        let mut story = vec![match &edition.previous {
            Some(previous) => words.say_with("web-after", &[("edition", previous.name.clone())]),
            None => words.say("web-first-edition"),
        }];
        let corrects = |old: &mirante_data::lake::edition::Correction| {
            words.say_with("web-corrects", &[("edition", old.name.clone()), ("reason", old.reason.clone())])
        };
        story.extend(edition.supersedes.iter().map(corrects));
        let page = |(page, finding): &(&'static Page, String)| {
            let to = routes::of_edition(language, &edition.name, &page.route);
            (Link { to, text: page.question.in_language(language.tag()).to_owned(), is_here: false }, finding.clone())
        };
        Self { title: edition.title.clone(), facts, story, pages: others.iter().map(page).collect() }
    }
}

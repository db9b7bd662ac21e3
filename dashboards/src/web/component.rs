//! The figure as it stands in a page: finding, drawing in two sizes, note, table, files. The same everywhere.

use askama::Template;
use mirante_reports::{
    Words,
    charts::Size,
    figure::{
        Figure, Slice, Table,
        cards::Card,
        spec::{Chart, Spec},
    },
    format,
    theme::Mode,
};

use super::{
    app::words,
    frame::Link,
    routes::{self, Viewer},
    shelf::{Origin, Rows},
};

/// A figure in a page.
#[derive(Template)]
#[template(path = "figure.html")]
pub struct Component<'a> {
    words: &'a Words,
    id: String,
    kind: &'static str,
    certainty: &'static str,
    edition: String,
    finding: String,
    subtitle: String,
    drawings: Vec<(&'static str, String)>,
    note: String,
    until: String,
    cards: Vec<Card>,
    refusal: Option<String>,
    table: Table,
    counted: String,
    files: Vec<Link>,
    permalink: Link,
}

/// What a figure is of, and where it stands.
pub struct Place<'a> {
    /// Who looks.
    pub viewer: &'a Viewer,
    /// The edition, or the version.
    pub origin: &'a Origin,
    /// The slice that the page shows.
    pub slice: Option<&'a Slice>,
    /// The address of the page, in its edition where it is of one.
    pub page: &'a str,
}

impl<'a> Component<'a> {
    /// The component of a figure's rows, cut to the slice of the page.
    pub fn new(spec: &Spec, rows: &Rows, place: &Place<'_>) -> Component<'a> {
        let (language, origin) = (place.viewer.language, place.origin);
        let words = words(language);
        let figure = Figure::new(spec, rows, place.slice, &origin.name, words);
        let draw = |class, size| Some((class, figure.svg(size, Mode::Inline)?));
        let table = figure.table();
        Component {
            id: spec.name.clone(),
            kind: spec.chart.word(),
            certainty: spec.certainty.word(),
            edition: origin.name.clone(),
            finding: figure.title(),
            subtitle: figure.subtitle(),
            drawings: [draw("wide", Size::Wide), draw("narrow", Size::Narrow)].into_iter().flatten().collect(),
            note: if origin.unproven.contains(&spec.name) { format!("{} {}", figure.note(), words.say("web-unproven")) } else { figure.note() },
            until: words.say_with("web-foot-until", &[("day", format::day_of_moment(&origin.as_of, language))]),
            cards: figure.cards(),
            refusal: figure.refusal(),
            counted: words.count("rows", table.rows.len() as u64),
            table,
            files: files(&figure, words, place),
            permalink: permalink(spec, words, place),
            words,
        }
    }

    fn table_link(&self) -> String {
        self.words.say_with("web-to-table", &[("figure", self.finding.clone())])
    }
}

fn query(slice: &Slice, place: &Place<'_>, more: &str) -> String {
    let process = if slice.key.is_empty() { String::new() } else { format!("&processo={}", encoded(&slice.key)) };
    let origin = place.origin;
    format!("?{}={}{process}{more}", if origin.is_edition { "edicao" } else { "versao" }, encoded(&origin.name))
}

fn files(figure: &Figure<'_>, words: &Words, place: &Place<'_>) -> Vec<Link> {
    let (spec, slice) = (figure.spec(), figure.slice());
    let name = &spec.name;
    let query = |more: &str| query(slice, place, more);
    let link = |to: String, key: &str| Link { to: place.viewer.path(&to), text: words.say(key), is_here: false };
    let drawing = (!matches!(spec.chart, Chart::Card { .. })).then(|| link(format!("/g/{name}.svg{}", query("")), "web-svg"));
    [
        Some(link(format!("/g/{name}.csv{}", query("&dialeto=br")), "web-csv-br")),
        Some(link(format!("/g/{name}.csv{}", query("&dialeto=iso")), "web-csv-iso")),
        drawing,
        Some(link(format!("/g/{name}.json{}", query("")), "web-json")),
        Some(link(format!("/metodo/{name}"), "web-method")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn permalink(spec: &Spec, words: &Words, place: &Place<'_>) -> Link {
    let (origin, page) = (place.origin, place.page);
    if !origin.is_edition {
        let text = format!("{} {}", words.say("web-version"), origin.name);
        return Link { to: format!("{}#{}", place.viewer.path(page), spec.name), text, is_here: false };
    }
    let process = place.slice.map(|slice| format!("?processo={}", encoded(&slice.key))).unwrap_or_default();
    let to = format!("{}{process}#{}", routes::of_edition(place.viewer.language, &origin.name, page), spec.name);
    let text = words.say_with("web-permalink", &[("edition", origin.name.clone()), ("seal", origin.seal[..8].to_owned())]);
    Link { to, text, is_here: false }
}

/// A value as an address holds it.
pub fn encoded(value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    value.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

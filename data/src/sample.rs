//! The sample cooperative: made-up records of several years, as thirteen systems of a cooperative would export them.
//!
//! In: a seed and a scale. Out: files below `entrada/`, read by the sources of [`SOURCES`], and what is true of them.
//! Same seed and scale, same bytes. Cases are made one after the other and written at once, so memory does not grow with them.

use std::{collections::BTreeMap, io, path::Path, str::FromStr};

mod books;
mod contracts;
mod flow;
pub mod forms;
mod governance;
mod items;
mod people;
mod quality;
mod random;
mod registry;
mod skills;
mod standing;
mod stock;
mod table;
#[cfg(test)]
mod tests;
mod time;
mod truths;
mod words;
mod world;

use books::Books;
use flow::{Flow, effort::Effort, rows::Tables};
use table::Table;
pub use truths::{Bottleneck, Truths};
use world::World;

/// The `[[sources]]` of a project's `mirante.toml` that read the files.
pub const SOURCES: &str = concat!(include_str!("../demo/sample.toml"), "\n", include_str!("../demo/sample-offices.toml"));

/// The instant before which everything happened: 2026-10-01 at nine in São Paulo, in microseconds since 1970.
pub const PERIOD_END: i64 = (time::END + 3 * time::HOUR) * 1_000_000;

/// How large the cooperative is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// 480 members, two years, about 0.2 million events.
    Small,
    /// 5,000 members, three years, about 2 million events.
    Medium,
    /// 50,000 members, four years, about 10 million events.
    Large,
    /// 500,000 members, five years, about 100 million events.
    Huge,
    /// Twelve members in one unit, two years: the smallest cooperative that does everything.
    Twelve,
    /// A cooperative with its registers and no records yet.
    Empty,
}

impl Scale {
    /// What they are called.
    pub const NAMES: [&str; 6] = ["small", "medium", "large", "huge", "twelve", "empty"];
}

impl FromStr for Scale {
    type Err = UnknownScale;

    fn from_str(text: &str) -> Result<Self, UnknownScale> {
        match text {
            "small" => Ok(Self::Small),
            "medium" => Ok(Self::Medium),
            "large" => Ok(Self::Large),
            "huge" => Ok(Self::Huge),
            "twelve" => Ok(Self::Twelve),
            "empty" => Ok(Self::Empty),
            _ => Err(UnknownScale(text.to_owned())),
        }
    }
}

/// A text that is no scale.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no scale: small, medium, large, huge, twelve or empty")]
pub struct UnknownScale(pub String);

/// A text that is no form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no form: csv, jsonl, xlsx or postgres")]
pub struct UnknownForm(pub String);

/// A sample to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// Another seed gives other records of the same kind.
    pub seed: u64,
    /// How large it is.
    pub scale: Scale,
    /// Is nothing planted in it? Then nothing grows and nothing is scarce, and whatever an analysis claims is a false alarm.
    pub is_calm: bool,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The files, relative to the folder, in name order.
    pub files: Vec<String>,
    /// Events that an ingestion keeps.
    pub events: u64,
    /// Members, candidates and former ones included.
    pub members: u64,
    /// Rows of all files, headers not counted.
    pub rows: u64,
    /// What an analysis of it must find.
    pub truths: Truths,
}

impl Sample {
    /// Writes all files below `entrada/` of this folder; files of the same names are replaced.
    pub fn write(&self, folder: &Path) -> io::Result<Written> {
        write(self.seed, Size { is_calm: self.is_calm, ..Size::of(self.scale) }, folder)
    }
}

/// How many there are of everything.
#[derive(Debug, Clone)]
struct Size {
    years: i64,
    members: u64,
    organizations: u64,
    /// Units that exist: all, or only the first.
    units: usize,
    /// Rows of events against small scale, in thousandths.
    per_mille: u64,
    /// How often the dirt of small scale comes.
    dirt: u64,
    /// Is nothing planted?
    is_calm: bool,
}

impl Size {
    fn of(scale: Scale) -> Self {
        match scale {
            Scale::Small => Self::times(2, (480, 200), 1_000, 1),
            Scale::Medium => Self::times(3, (5_000, 800), 10_000, 2),
            Scale::Large => Self::times(4, (50_000, 3_000), 50_000, 4),
            Scale::Huge => Self::times(5, (500_000, 12_000), 500_000, 8),
            Scale::Twelve => Self { units: 1, ..Self::times(2, (12, 16), 25, 0) },
            Scale::Empty => Self { units: 1, ..Self::times(2, (0, 0), 0, 0) },
        }
    }

    fn times(years: i64, (members, organizations): (u64, u64), per_mille: u64, dirt: u64) -> Self {
        Self { years, members, organizations, units: words::UNITS.len(), per_mille, dirt, is_calm: false }
    }

    /// How many there are of what comes this often at small scale; two at least, unless there is nothing at all.
    fn count(&self, small: u64) -> u64 {
        if self.per_mille == 0 { 0 } else { (small * self.per_mille / 1_000).max(2) }
    }
}

/// What the tables came to.
#[derive(Default)]
struct Tally {
    files: Vec<String>,
    rows: u64,
    kept: BTreeMap<&'static str, u64>,
    rejected: BTreeMap<&'static str, u64>,
    superseded: u64,
    events_without_object: u64,
    links_without_event: u64,
}

impl Tally {
    /// Ends a table and counts it, each row once per load that reads it.
    fn take(&mut self, table: &mut Table) -> io::Result<()> {
        table.finish()?;
        let (counts, dataset) = (&table.counts, table.spec.dataset);
        self.files.append(&mut table.files);
        self.rows += counts.kept + counts.refused + counts.repeated + counts.strays;
        *self.kept.entry(dataset).or_default() += counts.kept + counts.strays;
        *self.rejected.entry(dataset).or_default() += counts.refused;
        self.superseded += counts.repeated;
        match dataset {
            "events" => self.events_without_object += counts.strays,
            "event_objects" => self.links_without_event += counts.strays,
            _ => {}
        }
        // The links of a refused event are sound and stay without it.
        let links = table.spec.links;
        if links > 0 {
            *self.kept.entry("event_objects").or_default() += links * (counts.kept + counts.refused);
            self.links_without_event += links * counts.refused;
        }
        Ok(())
    }
}

fn write(seed: u64, size: Size, folder: &Path) -> io::Result<Written> {
    let world = World::new(seed, size);
    let mut tally = Tally::default();
    registry::write(&world, folder, &mut tally)?;
    contracts::write(&world, folder, &mut tally)?;
    let mut books = Books::new(&world, folder);
    let mut tables = Tables::new(folder, &world);
    let mut effort = Effort::new(folder, &world);
    let mut flow = Flow::new(&world);
    for number in 0..world.size.count(flow::DEMANDS) {
        flow.simulate(number);
        tables.write(&world, &flow.case)?;
        effort.write(&world, &flow.case)?;
        books.case(&world, &flow.case)?;
    }
    tables.finish(&mut tally)?;
    effort.finish(&mut tally)?;
    books.fees(&world)?;
    books.expenses(&world)?;
    books.shares(&world)?;
    items::write(&world, folder, &mut books, &mut tally)?;
    if world.size.per_mille > 0 {
        books.runs(&world)?;
    }
    books.taxes_of_all(&world)?;
    let undecided = governance::write(&world, folder, &mut books, &mut tally)?;
    books.registers(&world)?;
    standing::write(&world, folder, &mut tally)?;
    people::write(&world, folder, &mut tally)?;
    quality::write(&world, folder, &mut tally)?;
    stock::write(&world, folder, &mut tally)?;
    books.finish(&mut tally)?;
    tally.files.sort();
    tally.rejected.retain(|_, rows| *rows > 0);
    let is_planted = !world.is_calm();
    let written = Written {
        files: tally.files,
        events: tally.kept.get("events").copied().unwrap_or(0),
        members: world.members.len() as u64,
        rows: tally.rows,
        truths: Truths {
            bottleneck: is_planted.then(|| Bottleneck {
                process: "oportunidades",
                stage: "aceite",
                unit: words::UNITS[world.home(words::OVERLOADED)].id,
                since_at: (time::QUEUE_SINCE + 3 * time::HOUR) * 1_000_000,
            }),
            missing_skills: skills::MISSING
                .into_iter()
                .filter(|_| is_planted)
                .map(|skill| (skills::SKILLS[skill].id, skills::MISSING_LEVEL))
                .collect(),
            unfillable: effort.unfillable,
            growing_area: is_planted.then_some(words::AREAS[words::LINES[words::GROWING].area].0),
            growing_line: is_planted.then_some(words::LINES[words::GROWING].id),
            ready_front: is_planted.then(|| words::UNITS[people::front(&world)].id),
            sole_skill: is_planted.then(|| (skills::SKILLS[skills::SOLE].id, key_of(people::sole_holder(&world)))),
            sole_system: is_planted.then(|| (items::offices::SOLE_SYSTEM, key_of(items::offices::sole_operator(&world)))),
            late_deliveries: effort.late,
            breaks: books.breaks.0,
            undecided_outflows: undecided,
            rejected: tally.rejected,
            kept: tally.kept,
            superseded: tally.superseded,
            events_without_object: tally.events_without_object,
            links_without_event: tally.links_without_event,
        },
    };
    written.truths.write(folder)?;
    Ok(written)
}

/// The key that the systems have for a member.
fn key_of(member: u32) -> String {
    format!("coop-{:04}", member + 1)
}

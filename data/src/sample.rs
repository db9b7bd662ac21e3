//! The sample cooperative: made-up records of several years, as six systems of a cooperative would export them.
//!
//! In: a seed and a scale. Out: files below `entrada/`, read by the sources of [`SOURCES`], and what is true of them.
//! Same seed and scale, same bytes. Cases are made one after the other and written at once, so memory does not grow with them.

use std::{collections::BTreeMap, io, path::Path, str::FromStr};

mod flow;
mod items;
mod random;
mod registry;
mod table;
#[cfg(test)]
mod tests;
mod time;
mod words;
mod world;

use flow::{Flow, rows::Tables};
use table::Table;
use world::World;

/// The `[[sources]]` of a project's `mirante.toml` that read the files.
pub const SOURCES: &str = include_str!("../demo/sample.toml");

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
}

impl FromStr for Scale {
    type Err = UnknownScale;

    fn from_str(text: &str) -> Result<Self, UnknownScale> {
        match text {
            "small" => Ok(Self::Small),
            "medium" => Ok(Self::Medium),
            "large" => Ok(Self::Large),
            _ => Err(UnknownScale(text.to_owned())),
        }
    }
}

/// A text that is no scale.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no scale: small, medium or large")]
pub struct UnknownScale(pub String);

/// A sample to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// Another seed gives other records of the same kind.
    pub seed: u64,
    /// How large it is.
    pub scale: Scale,
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

/// What is true of a sample because it was made so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truths {
    /// The stage in which cases wait longest.
    pub bottleneck: Bottleneck,
    /// Rows that an ingestion must refuse, by dataset.
    pub rejected: BTreeMap<&'static str, u64>,
    /// Rows that an ingestion must keep, by dataset.
    pub kept: BTreeMap<&'static str, u64>,
    /// Rows that come twice with the same key and content.
    pub superseded: u64,
    /// Events that touch no object.
    pub events_without_object: u64,
    /// Links whose event never came or was refused.
    pub links_without_event: u64,
}

/// Where the work gets stuck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bottleneck {
    /// The process.
    pub process: &'static str,
    /// Its stage.
    pub stage: &'static str,
    /// The unit whose queue grows.
    pub unit: &'static str,
    /// Since when it grows, in microseconds since 1970.
    pub since_at: i64,
}

impl Sample {
    /// Writes all files below `entrada/` of this folder; files of the same names are replaced.
    pub fn write(&self, folder: &Path) -> io::Result<Written> {
        write(self.seed, Size::of(self.scale), folder)
    }
}

/// How many there are of everything.
#[derive(Debug, Clone)]
struct Size {
    years: i64,
    members: u64,
    organizations: u64,
    demands: u64,
    tickets: u64,
    information: u64,
    documents: u64,
    orders: u64,
    /// Rows of events against small scale, in thousandths.
    per_mille: u64,
    /// How often the dirt of small scale comes.
    dirt: u64,
}

impl Size {
    fn of(scale: Scale) -> Self {
        match scale {
            Scale::Small => Self::times(2, (480, 200), 1_000, 1),
            Scale::Medium => Self::times(3, (5_000, 800), 10_000, 2),
            Scale::Large => Self::times(4, (50_000, 3_000), 50_000, 4),
        }
    }

    fn times(years: i64, (members, organizations): (u64, u64), per_mille: u64, dirt: u64) -> Self {
        let of = |small: u64| small * per_mille / 1_000;
        Self {
            years,
            members,
            organizations,
            demands: of(1_800),
            tickets: of(19_000),
            information: of(9_300),
            documents: of(1_200),
            orders: of(3_600),
            per_mille,
            dirt,
        }
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
        if table.spec.is_log {
            // The link of a refused event is sound and stays without it.
            *self.kept.entry("event_objects").or_default() += counts.kept + counts.refused;
            self.links_without_event += counts.refused;
        }
        Ok(())
    }
}

fn write(seed: u64, size: Size, folder: &Path) -> io::Result<Written> {
    let world = World::new(seed, size);
    let mut tally = Tally::default();
    registry::write(&world, folder, &mut tally)?;
    let mut tables = Tables::new(folder, &world);
    let mut flow = Flow::new(&world);
    for number in 0..world.size.demands {
        flow.simulate(number);
        tables.write(&world, &flow.case)?;
    }
    tables.finish(&mut tally)?;
    items::write(&world, folder, &mut tally)?;
    tally.files.sort();
    tally.rejected.retain(|_, rows| *rows > 0);
    Ok(Written {
        files: tally.files,
        events: tally.kept.get("events").copied().unwrap_or(0),
        members: world.members.len() as u64,
        rows: tally.rows,
        truths: Truths {
            bottleneck: Bottleneck {
                process: "oportunidades",
                stage: "aceite",
                unit: words::UNITS[words::OVERLOADED].id,
                since_at: (time::QUEUE_SINCE + 3 * time::HOUR) * 1_000_000,
            },
            rejected: tally.rejected,
            kept: tally.kept,
            superseded: tally.superseded,
            events_without_object: tally.events_without_object,
            links_without_event: tally.links_without_event,
        },
    })
}

//! Tabs of workbooks as rows: the header found, blank lines and totals left out and counted, error cells refused.

use std::{collections::VecDeque, path::Path, sync::Arc};

use futures::future::BoxFuture;
use mirante_data::{detail, explain::Detail};

use super::{
    BATCH_ROWS, Broken, FIELD_LIMIT, Part, Request, Source, SourceBatch, TextColumns, Wanted,
    workbook::{
        Workbook,
        grid::{Cell, Grid, Line, folded},
    },
};
use crate::{IngestError, cooperative, meta::Reason};

pub mod shape;

use shape::{Kind, Shape};

/// How far down the row of the names is looked for.
const HEADER_WITHIN: usize = 100;

/// The workbooks of some loads, one after the other.
pub struct SheetSource {
    request: Request,
    next_file: usize,
    ready: VecDeque<SourceBatch>,
}

impl SheetSource {
    /// A source over these workbooks.
    pub fn new(request: Request) -> Self {
        Self { request, next_file: 0, ready: VecDeque::new() }
    }

    fn read(&mut self) -> Result<Option<SourceBatch>, IngestError> {
        while self.ready.is_empty() {
            let Some(file) = self.request.files.get(self.next_file) else { return Ok(None) };
            self.next_file += 1;
            let failed = |problem: Detail| IngestError::File { load: self.request.load.clone(), file: file.name.clone(), problem };
            let mut workbook = Workbook::open(&file.path).map_err(failed)?;
            let name: Arc<str> = file.name.as_str().into();
            if let Some(secret) = self.request.secret {
                self.ready.extend(cooperative::batches(&mut workbook, &self.request.parts, secret, &name).map_err(failed)?);
                continue;
            }
            for wanted in &self.request.parts {
                let grid = tab(&mut workbook, &wanted.tab).map_err(failed)?;
                self.ready.extend(rows(&grid, wanted, &name).map_err(failed)?);
            }
        }
        Ok(self.ready.pop_front())
    }
}

impl Source for SheetSource {
    fn label(&self) -> String {
        format!("sheet:{}", self.request.files.first().map_or("", |file| file.name.as_str()))
    }

    fn next_batch(&mut self) -> BoxFuture<'_, Result<Option<SourceBatch>, IngestError>> {
        Box::pin(async move { self.read() })
    }
}

/// The columns of a tab; those that the load names bear its spelling.
pub fn header(load: &str, file: &Path, wanted: &Wanted) -> Result<Vec<String>, IngestError> {
    let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let failed = |problem: Detail| IngestError::File { load: load.to_owned(), file: name.clone(), problem };
    let mut workbook = Workbook::open(file).map_err(failed)?;
    if wanted.known.is_some() {
        return cooperative::header(&mut workbook, wanted).map_err(failed);
    }
    let grid = tab(&mut workbook, &wanted.tab).map_err(failed)?;
    let header = Header::find(&grid, wanted.header_row, &wanted.columns).map_err(failed)?;
    Ok(header.names.into_iter().map(|(_, name)| name).collect())
}

fn tab(workbook: &mut Workbook, name: &str) -> Result<Grid, Detail> {
    let found = workbook.find(name)?.ok_or_else(|| workbook.no_tab(name))?;
    workbook.grid(&found)
}

/// The names of a tab's columns, and where they stand.
pub struct Header {
    /// Place of their line among the grid's.
    pub line: usize,
    /// Column and name, in order.
    pub names: Vec<(usize, String)>,
}

impl Header {
    /// The row that was said, else the first that holds every name, else the one that holds most of them.
    pub fn find(grid: &Grid, row: Option<u32>, wanted: &[String]) -> Result<Self, Detail> {
        let missing = |place: &usize| {
            let here: Vec<String> = names(&grid.lines[*place]).map(|(_, name)| folded(&name)).collect();
            wanted.iter().filter(|name| !here.contains(&folded(name))).count()
        };
        let line = match row {
            Some(row) => grid.lines.iter().position(|line| line.number == i64::from(row)),
            None => (0..grid.lines.len().min(HEADER_WITHIN)).min_by_key(missing),
        };
        let Some(line) = line else {
            return Err(match row {
                Some(row) => detail!("d-header-empty", "line {row} of tab {tab}, which should hold the names of columns, is empty", row = row, tab = grid.name),
                None => detail!("d-tab-empty", "tab {tab} is empty: not even a header row", tab = grid.name),
            });
        };
        let spelled = |name: String| wanted.iter().find(|each| folded(each) == folded(&name)).cloned().unwrap_or(name);
        let names: Vec<(usize, String)> = names(&grid.lines[line]).map(|(column, name)| (column, spelled(name))).collect();
        let mut sorted: Vec<String> = names.iter().map(|(_, name)| folded(name)).collect();
        sorted.sort();
        if let Some(twice) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            let name = names.iter().find(|(_, name)| folded(name) == twice[0]).map_or("", |(_, name)| name);
            return Err(detail!("d-tab-twice", "column `{name}` stands twice in tab {tab}", name = name, tab = grid.name));
        }
        Ok(Self { line, names })
    }

    /// The column of a name.
    pub fn column(&self, name: &str) -> Option<usize> {
        let wanted = folded(name);
        self.names.iter().find(|(_, each)| folded(each) == wanted).map(|(column, _)| *column)
    }
}

/// The names in a line: texts with one blank between words.
fn names(line: &Line) -> impl Iterator<Item = (usize, String)> {
    let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.cells.iter().enumerate().filter_map(move |(column, cell)| match cell {
        Cell::Text(text) => Some((column, spaced(text))).filter(|(_, name)| !folded(name).is_empty()),
        _ => None,
    })
}

/// The rows of a tab for one load, as batches of text.
fn rows(grid: &Grid, wanted: &Wanted, file: &Arc<str>) -> Result<Vec<SourceBatch>, Detail> {
    let header = Header::find(grid, wanted.header_row, &wanted.columns)?;
    let places: Vec<Option<usize>> = wanted.columns.iter().map(|name| header.column(name)).collect();
    let mut shape = Shape::new(places.iter().flatten().copied().collect());
    let mut batches = Vec::new();
    let (mut texts, mut numbers, mut broken, mut told) = (TextColumns::new(&wanted.columns), Vec::new(), Vec::new(), Vec::new());
    let part = |told: Vec<(Option<String>, Option<Detail>)>| Part { load: wanted.load.as_str().into(), broken: told, ..Part::default() };
    for line in &grid.lines[header.line + 1..] {
        if shape.kind(line) != Kind::Row {
            continue;
        }
        let cells = || wanted.columns.iter().zip(&places).filter_map(|(name, place)| Some((name, line.cell((*place)?))));
        match cells().find_map(|(name, cell)| problem(cell).map(|(reason, problem)| (name, reason, problem))) {
            Some((name, reason, problem)) => {
                broken.push(Broken { row: line.number, reason, problem, text: String::new() });
                told.push((Some(name.clone()), None));
            }
            None => {
                for (column, place) in places.iter().enumerate() {
                    texts.push(column, place.and_then(|place| line.cell(place).text(wanted.decimal)).as_deref());
                }
                numbers.push(line.number);
            }
        }
        if numbers.len() >= BATCH_ROWS || broken.len() >= BATCH_ROWS {
            let columns = texts.finish(numbers.len());
            let (rows, broken) = (std::mem::take(&mut numbers), std::mem::take(&mut broken));
            batches.push(SourceBatch { file: file.clone(), columns, rows, broken, part: Some(part(std::mem::take(&mut told))) });
        }
    }
    let notes = shape.note(&grid.name, grid.lines[header.line].number).into_iter().collect();
    let columns = texts.finish(numbers.len());
    batches.push(SourceBatch { file: file.clone(), columns, rows: numbers, broken, part: Some(Part { notes, ..part(told) }) });
    Ok(batches)
}

/// Why a cell cannot be read at all.
pub fn problem(cell: &Cell) -> Option<(Reason, String)> {
    match cell {
        Cell::Error(error) => Some((Reason::Type, format!("the cell shows {error}"))),
        Cell::Text(text) if text.len() > FIELD_LIMIT => Some((Reason::TooLarge, "a cell of more than 1 MiB".to_owned())),
        _ => None,
    }
}

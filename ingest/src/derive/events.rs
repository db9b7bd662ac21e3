//! Rows as events and links, in the shape of `raw.events` and `raw.event_objects`.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use chrono_tz::America::Sao_Paulo;
use mirante_data::{
    arrow::{
        array::{Array, ArrayRef, AsArray, RecordBatch},
        datatypes::{DataType, Date32Type, TimestampMicrosecondType},
    },
    canonical::Cells,
    contract::builtin,
    rows::{self, Cell},
};

use super::{
    Dated, Rules,
    links::{self, Known, Named},
};
use crate::coerce::parse;

/// The events of some rows, and what they touch.
#[derive(Debug, Default, PartialEq)]
pub struct Derived {
    /// One row of `raw.events` each.
    pub events: Vec<Vec<Cell>>,
    /// One row of `raw.event_objects` each.
    pub links: Vec<Vec<Cell>>,
}

impl Derived {
    /// Both as the contracts' columns.
    pub fn batches(&self) -> [RecordBatch; 2] {
        let batch = |dataset: &str, cells: &[Vec<Cell>]| {
            let contract = builtin::get(dataset).expect("events are part of the program");
            rows::batch(&contract.columns(), cells)
        };
        [batch("events", &self.events), batch("event_objects", &self.links)]
    }
}

/// The columns of some rows that their events depend on.
pub struct Rows<'a> {
    rules: &'a Rules,
    cells: HashMap<&'a str, Cells<'a>>,
    columns: HashMap<&'a str, &'a ArrayRef>,
}

impl<'a> Rows<'a> {
    /// Rows that hold at least the columns that the rules need.
    pub fn of(rules: &'a Rules, rows: &'a RecordBatch) -> Result<Self, String> {
        let (mut cells, mut columns) = (HashMap::new(), HashMap::new());
        for name in rules.needed() {
            let column = rows.column_by_name(name).ok_or_else(|| format!("no column `{name}`"))?;
            cells.insert(name, Cells::of(column)?);
            columns.insert(name, column);
        }
        Ok(Self { rules, cells, columns })
    }

    fn text(&self, row: usize, column: &str) -> Option<String> {
        self.cells.get(column)?.text(row)
    }

    /// The row's key, its parts joined by `:`.
    pub fn key(&self, row: usize) -> String {
        let parts: Vec<String> = self.rules.contract.key.iter().map(|column| self.text(row, column).unwrap_or_default()).collect();
        parts.join(":")
    }

    /// What the row is, and what it names.
    pub fn named(&self, row: usize) -> Named {
        let contract = self.rules.contract;
        let code = contract.object.as_ref().and_then(|object| object.type_column.as_deref()).and_then(|column| self.text(row, column));
        Named { kind: links::kind_of(contract, code.as_deref()), names: links::names(contract).map(|(column, _)| self.text(row, column)).collect() }
    }

    /// The dates of the row that tell of something, with the instants at which it happened.
    fn dates(&self, row: usize) -> Vec<(&'a str, &'a Dated, i64)> {
        let fits = |date: &&Dated| date.when.iter().all(|(column, codes)| self.text(row, column).is_some_and(|text| codes.contains(&text)));
        let mut dates = Vec::new();
        for (mark, of_mark) in &self.rules.marks {
            if let Some(date) = of_mark.iter().find(fits)
                && let Some(at) = self.columns.get(date.column.as_str()).and_then(|array| instant(array, row))
            {
                dates.push((mark.as_str(), date, at));
            }
        }
        dates
    }

    /// Adds the events of a row.
    pub fn derive(&self, row: usize, known: &Known, derived: &mut Derived) {
        let dates = self.dates(row);
        if dates.is_empty() {
            return;
        }
        let (key, named) = (self.key(row), self.named(row));
        for (mark, date, at) in dates {
            let id = self.rules.event_id(&key, mark);
            let origin = format!("{{\"derived_from\":\"{}.{}\"}}", self.rules.contract.dataset.short(), date.column);
            let mut event: Vec<Cell> = vec![id.as_str().into(), date.event_type.as_str().into(), at.into(), Cell::Nothing, date.sequence.into()];
            event.extend([Cell::Nothing, Cell::Nothing, Cell::Nothing, origin.into()]);
            derived.events.push(event);
            for touched in links::touched(self.rules.contract, &key, &named, known, &date.kinds) {
                derived.links.push(vec![id.as_str().into(), touched.kind.into(), touched.id.into(), touched.qualifier.into()]);
            }
        }
    }
}

/// The instant of a cell: of a day, its first one in America/Sao_Paulo.
fn instant(array: &ArrayRef, row: usize) -> Option<i64> {
    if array.is_null(row) {
        return None;
    }
    match array.data_type() {
        DataType::Date32 => {
            let days = array.as_primitive::<Date32Type>().value(row);
            let epoch = NaiveDate::default();
            let day = match u64::try_from(days) {
                Ok(days) => epoch.checked_add_days(Days::new(days)),
                Err(_) => epoch.checked_sub_days(Days::new(days.unsigned_abs().into())),
            };
            parse::start_of_day(day?, Sao_Paulo).ok()
        }
        _ => Some(array.as_primitive_opt::<TimestampMicrosecondType>()?.value(row)),
    }
}

//! Rows and amounts of a read, month by month: what the source gave, as it was read from its texts, before anything was
//! merged. `meta.completeness` holds the lake's own files to it.

use std::{
    collections::{BTreeMap, HashSet},
    io,
};

use chrono::{DateTime, Datelike, NaiveDate};
use chrono_tz::America::Sao_Paulo;
use mirante_data::{
    arrow::{
        array::{Array, ArrayRef, AsArray, RecordBatch},
        datatypes::{DataType, Date32Type, Decimal128Type, TimestampMicrosecondType},
    },
    contract::Contract,
};

use crate::merge::{Decisions, Incoming};

/// Days since 1970 of a month's first day; none of rows without a date that can be read.
pub type Month = Option<i32>;

/// Rows, and the sum of their amounts in centavos.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many.
    pub rows: i64,
    /// What they come to.
    pub amount: i128,
}

impl Sum {
    fn add(&mut self, amount: Option<i128>) {
        self.rows += 1;
        self.amount += amount.unwrap_or_default();
    }
}

/// What became of the rows of one month, as far as it is no row of the batch in the lake.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// What the source gave.
    pub source: Sum,
    /// What was there already, was replaced in the same read, or was deleted by a mark.
    pub settled: Sum,
    /// What was refused.
    pub rejected: Sum,
}

/// A read, month by month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// The months.
    pub months: BTreeMap<Month, Sums>,
}

impl Tally {
    /// A row that the source gave.
    pub fn read(&mut self, month: Month, amount: Option<i128>) {
        self.months.entry(month).or_default().source.add(amount);
    }

    /// A row that was refused.
    pub fn refuse(&mut self, month: Month, amount: Option<i128>) {
        self.months.entry(month).or_default().rejected.add(amount);
    }

    /// Takes in another part of the same read.
    pub fn extend(&mut self, other: &Self) {
        for (month, sums) in &other.months {
            let mine = self.months.entry(*month).or_default();
            for (mine, theirs) in [(&mut mine.source, sums.source), (&mut mine.settled, sums.settled), (&mut mine.rejected, sums.rejected)] {
                mine.rows += theirs.rows;
                mine.amount += theirs.amount;
            }
        }
    }

    /// Takes in what was decided about the rows: those that are not written are settled, or refused after all.
    pub fn decide(&mut self, contract: &Contract, incoming: &Incoming, decisions: &Decisions) -> io::Result<()> {
        let written = [&decisions.inserts, &decisions.updates, &decisions.corrections];
        if written.iter().map(|rows| rows.len()).sum::<usize>() == incoming.keys.len() {
            return Ok(());
        }
        let written: HashSet<usize> = written.into_iter().flatten().copied().collect();
        let refused: HashSet<usize> = decisions.rejected.iter().map(|(row, _)| *row).collect();
        incoming.rows.each(|numbers, batch| {
            let (periods, amounts) = columns(contract, batch);
            for (place, row) in numbers.iter().enumerate().filter(|(_, row)| !written.contains(row)) {
                let (month, amount) = (periods.and_then(|array| month(array, place)), amounts.and_then(|array| centavos(array, place)));
                let sums = self.months.entry(month).or_default();
                if refused.contains(row) { sums.rejected.add(amount) } else { sums.settled.add(amount) }
            }
        })
    }

    /// The same without the rows that were refused after all: they were no part of the read.
    pub fn without_refused(mut self) -> Self {
        for sums in self.months.values_mut() {
            sums.source.rows -= sums.rejected.rows;
            sums.source.amount -= sums.rejected.amount;
            sums.rejected = Sum::default();
        }
        self
    }

    /// The tally of rows that no source gave as texts.
    pub fn of_typed(contract: &Contract, rows: &RecordBatch) -> Self {
        let mut tally = Self::default();
        let (periods, amounts) = columns(contract, rows);
        for row in 0..rows.num_rows() {
            tally.read(periods.and_then(|array| month(array, row)), amounts.and_then(|array| centavos(array, row)));
        }
        tally
    }
}

fn columns<'a>(contract: &Contract, rows: &'a RecordBatch) -> (Option<&'a ArrayRef>, Option<&'a ArrayRef>) {
    let column = |name: Option<&str>| name.and_then(|name| rows.column_by_name(name));
    (column(contract.period_column()), column(contract.amount_column()))
}

/// The month of a cell, in America/Sao_Paulo.
pub fn month(array: &ArrayRef, row: usize) -> Month {
    if array.is_null(row) {
        return None;
    }
    let day: NaiveDate = match array.data_type() {
        DataType::Date32 => NaiveDate::from_num_days_from_ce_opt(array.as_primitive::<Date32Type>().value(row).checked_add(EPOCH)?)?,
        _ => {
            let micros = array.as_primitive_opt::<TimestampMicrosecondType>()?.value(row);
            DateTime::from_timestamp_micros(micros)?.with_timezone(&Sao_Paulo).date_naive()
        }
    };
    Some(day.with_day(1)?.num_days_from_ce() - EPOCH)
}

/// Days from the year 1 to 1970.
const EPOCH: i32 = 719_163;

fn centavos(array: &ArrayRef, row: usize) -> Option<i128> {
    array.as_primitive_opt::<Decimal128Type>().filter(|array| array.is_valid(row)).map(|array| array.value(row))
}

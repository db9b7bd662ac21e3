//! One exported table: rows put together field by field and written at once, and the dirt that was planted in it.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use super::{
    Size,
    time::{DAY, END_DAY, HOUR, civil, date},
};

/// What a table is.
pub(super) struct Spec {
    /// The dataset that its rows fill.
    pub(super) dataset: &'static str,
    /// Where it lies; `{}` stands for the year, one file each.
    pub(super) path: &'static str,
    /// Names of its columns.
    pub(super) header: &'static str,
    /// How it writes dates.
    pub(super) dates: Dates,
    /// Is it in windows-1252?
    pub(super) is_latin: bool,
    /// How many more loads take each row as a link of the event to an object of it.
    pub(super) links: u64,
    /// About how many rows it has at small scale: the dirt is spread over them.
    pub(super) about: u64,
    /// What is wrong in it.
    pub(super) dirt: &'static [Dirt],
}

/// How a system writes dates.
#[derive(Clone, Copy)]
pub(super) enum Dates {
    /// `2026-03-02 09:30:15`.
    Iso,
    /// `02/03/2026 09:30:15`.
    Seconds,
    /// `02/03/2026 09:30`.
    Minutes,
}

/// Something wrong, and how often at small scale.
pub(super) enum Dirt {
    /// A row of its own key that cannot be taken because of what stands in one column.
    Refused { column: &'static str, text: &'static str, times: u64 },
    /// A row that comes twice.
    Repeated { times: u64 },
    /// A sound row under a key that nothing else knows: an event without objects, or a link whose event never came.
    Stray { times: u64 },
}

/// The key of a thing: a prefix, the number of its case, and its place in the case where it has one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) prefix: &'static str,
    pub(super) case: u64,
    pub(super) part: u64,
}

/// Dirt of one kind, as far as it is planted.
struct Planted {
    dirt: &'static Dirt,
    left: u64,
    stride: u64,
    next: u64,
}

/// What was written into a table.
#[derive(Default)]
pub(super) struct Counts {
    /// Rows that stand: neither refused nor repeated.
    pub(super) kept: u64,
    pub(super) refused: u64,
    pub(super) repeated: u64,
    pub(super) strays: u64,
}

/// A table being written.
pub(super) struct Table {
    pub(super) spec: &'static Spec,
    pub(super) counts: Counts,
    pub(super) files: Vec<String>,
    root: PathBuf,
    is_yearly: bool,
    row: Vec<u8>,
    open: Vec<(i64, BufWriter<File>)>,
    planted: Vec<Planted>,
}

impl Table {
    /// A table below `root`; its files come into being with their first rows.
    pub(super) fn new(root: &Path, spec: &'static Spec, size: &Size) -> Self {
        let planted = spec.dirt.iter().enumerate().map(|(place, dirt)| {
            let (Dirt::Refused { times, .. } | Dirt::Repeated { times } | Dirt::Stray { times }) = dirt;
            let left = times * size.dirt;
            let stride = (spec.about * size.per_mille / 1_000 / (left + 1)).max(1);
            Planted { dirt, left, stride, next: stride / 2 + 1 + place as u64 }
        });
        let planted = planted.collect();
        let is_yearly = spec.path.contains("{}");
        Self { spec, counts: Counts::default(), files: Vec::new(), root: root.to_owned(), is_yearly, row: Vec::new(), open: Vec::new(), planted }
    }

    fn next_field(&mut self) -> &mut Vec<u8> {
        // No first column is ever empty, so an empty row has no fields yet.
        if !self.row.is_empty() {
            self.row.push(b';');
        }
        &mut self.row
    }

    /// A text without delimiters and quotes.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        let is_latin = self.spec.is_latin;
        let row = self.next_field();
        if is_latin {
            push_latin(row, text);
        } else {
            row.extend_from_slice(text.as_bytes());
        }
        self
    }

    /// Nothing.
    pub(super) fn blank(&mut self) -> &mut Self {
        self.next_field();
        self
    }

    /// A whole number from 0 on.
    pub(super) fn int(&mut self, number: i64) -> &mut Self {
        push_number(self.next_field(), number.unsigned_abs(), 1);
        self
    }

    /// A whole number from 0 on, or nothing.
    pub(super) fn maybe_int(&mut self, number: Option<i64>) -> &mut Self {
        if let Some(number) = number { self.int(number) } else { self.blank() }
    }

    /// Thousandths with a decimal comma.
    pub(super) fn quantity(&mut self, thousandths: i64) -> &mut Self {
        let row = self.next_field();
        if thousandths < 0 {
            row.push(b'-');
        }
        push_number(row, thousandths.unsigned_abs() / 1_000, 1);
        row.push(b',');
        push_number(row, thousandths.unsigned_abs() % 1_000, 3);
        self
    }

    /// Yes or no.
    pub(super) fn yes(&mut self, is: bool) -> &mut Self {
        self.text(if is { "S" } else { "N" })
    }

    /// Centavos as reais with a decimal comma and dots between thousands.
    pub(super) fn money(&mut self, centavos: i64) -> &mut Self {
        let row = self.next_field();
        if centavos < 0 {
            row.push(b'-');
        }
        let (reais, rest) = (centavos.unsigned_abs() / 100, centavos.unsigned_abs() % 100);
        if reais >= 1_000_000 {
            push_number(row, reais / 1_000_000, 1);
            row.push(b'.');
            push_number(row, reais / 1_000 % 1_000, 3);
            row.push(b'.');
            push_number(row, reais % 1_000, 3);
        } else if reais >= 1_000 {
            push_number(row, reais / 1_000, 1);
            row.push(b'.');
            push_number(row, reais % 1_000, 3);
        } else {
            push_number(row, reais, 1);
        }
        row.push(b',');
        push_number(row, rest, 2);
        self
    }

    /// Centavos, or nothing.
    pub(super) fn maybe_money(&mut self, centavos: Option<i64>) -> &mut Self {
        if let Some(centavos) = centavos { self.money(centavos) } else { self.blank() }
    }

    /// An instant.
    pub(super) fn at(&mut self, at: i64) -> &mut Self {
        let dates = self.spec.dates;
        self.day(at.div_euclid(DAY));
        let clock = at.rem_euclid(DAY);
        let ([hour, minute], second) = ([two(clock / HOUR), two(clock / 60 % 60)], two(clock % 60));
        self.row.extend_from_slice(&[b' ', hour[0], hour[1], b':', minute[0], minute[1]]);
        if !matches!(dates, Dates::Minutes) {
            self.row.extend_from_slice(&[b':', second[0], second[1]]);
        }
        self
    }

    /// An instant, or nothing.
    pub(super) fn maybe_at(&mut self, at: Option<i64>) -> &mut Self {
        if let Some(at) = at { self.at(at) } else { self.blank() }
    }

    /// A day.
    pub(super) fn day(&mut self, day: i64) -> &mut Self {
        let (year, month, day) = date(day);
        let ([century, year], month, day) = ([two(year / 100), two(year % 100)], two(month), two(day));
        let text = match self.spec.dates {
            Dates::Iso => [century[0], century[1], year[0], year[1], b'-', month[0], month[1], b'-', day[0], day[1]],
            Dates::Seconds | Dates::Minutes => [day[0], day[1], b'/', month[0], month[1], b'/', century[0], century[1], year[0], year[1]],
        };
        self.next_field().extend_from_slice(&text);
        self
    }

    /// A day, or nothing.
    pub(super) fn maybe_day(&mut self, day: Option<i64>) -> &mut Self {
        if let Some(day) = day { self.day(day) } else { self.blank() }
    }

    /// A key such as `D-000123` or `E-000123-2`.
    pub(super) fn key(&mut self, key: Key) -> &mut Self {
        push_key(self.next_field(), key);
        self
    }

    /// A key, or nothing.
    pub(super) fn maybe_key(&mut self, key: Option<Key>) -> &mut Self {
        if let Some(key) = key { self.key(key) } else { self.blank() }
    }

    /// The key of a line of something, such as `JE-000123-1.2`.
    pub(super) fn line(&mut self, key: Key, line: u64) -> &mut Self {
        self.key(key);
        self.row.push(b'.');
        push_number(&mut self.row, line, 1);
        self
    }

    /// The key of a distribution run such as `D-2026-014`.
    pub(super) fn run(&mut self, run: Option<(i64, i64)>) -> &mut Self {
        let row = self.next_field();
        if let Some((year, number)) = run {
            row.extend_from_slice(b"D-");
            push_number(row, year as u64, 4);
            row.push(b'-');
            push_number(row, number as u64, 3);
        }
        self
    }

    /// More of the last field.
    pub(super) fn and(&mut self, text: &str) -> &mut Self {
        self.row.extend_from_slice(text.as_bytes());
        self
    }

    /// A whole number as more of the last field.
    pub(super) fn and_number(&mut self, number: i64) -> &mut Self {
        push_number(&mut self.row, number.unsigned_abs(), 1);
        self
    }

    /// A key as more of the last field.
    pub(super) fn and_key(&mut self, key: Key) -> &mut Self {
        push_key(&mut self.row, key);
        self
    }

    /// A member's key such as `coop-0123`.
    pub(super) fn person(&mut self, member: u32) -> &mut Self {
        let row = self.next_field();
        row.extend_from_slice(b"coop-");
        push_number(row, u64::from(member) + 1, 4);
        self
    }

    /// A member's key, or nothing.
    pub(super) fn maybe_person(&mut self, member: Option<u32>) -> &mut Self {
        if let Some(member) = member { self.person(member) } else { self.blank() }
    }

    /// 64 hexadecimal digits, as a keyed hash of a register number would be.
    pub(super) fn hash(&mut self, words: [u64; 4]) -> &mut Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let row = self.next_field();
        row.extend(words.iter().flat_map(|word| (0..16).map(move |place| DIGITS[(word >> (60 - 4 * place) & 15) as usize])));
        self
    }

    /// Writes the row into the file of this year, with the dirt that is due.
    pub(super) fn end(&mut self, year: i64) -> io::Result<()> {
        self.row.push(b'\n');
        let place = self.file(year)?;
        self.open[place].1.write_all(&self.row)?;
        self.counts.kept += 1;
        for which in 0..self.planted.len() {
            if self.counts.kept == self.planted[which].next && self.planted[which].left > 0 {
                self.plant(which, place)?;
            }
        }
        self.row.clear();
        Ok(())
    }

    fn plant(&mut self, which: usize, place: usize) -> io::Result<()> {
        let suffix = b'a' + which as u8;
        let planted = &mut self.planted[which];
        planted.left -= 1;
        planted.next += planted.stride;
        let out = &mut self.open[place].1;
        match planted.dirt {
            Dirt::Repeated { .. } => {
                self.counts.repeated += 1;
                out.write_all(&self.row)
            }
            Dirt::Stray { .. } => {
                self.counts.strays += 1;
                out.write_all(&varied(&self.row, suffix, None))
            }
            Dirt::Refused { column, text, .. } => {
                self.counts.refused += 1;
                let column =
                    self.spec.header.split(';').position(|name| name == *column).expect("dirt names a column of its table, as a test makes sure");
                let mut bytes = Vec::new();
                if self.spec.is_latin {
                    push_latin(&mut bytes, text);
                } else {
                    bytes.extend_from_slice(text.as_bytes());
                }
                out.write_all(&varied(&self.row, suffix, Some((column, &bytes))))
            }
        }
    }

    fn file(&mut self, year: i64) -> io::Result<usize> {
        let year = if self.is_yearly { year } else { 0 };
        if let Some(place) = self.open.iter().position(|(known, _)| *known == year) {
            return Ok(place);
        }
        let name = format!("entrada/{}", self.spec.path.replace("{}", &year.to_string()));
        let path = self.root.join(&name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut out = BufWriter::with_capacity(128 * 1024, File::create(path)?);
        let mut header = Vec::new();
        if self.spec.is_latin {
            push_latin(&mut header, self.spec.header);
        } else {
            header.extend_from_slice(self.spec.header.as_bytes());
        }
        header.push(b'\n');
        out.write_all(&header)?;
        self.files.push(name);
        self.open.push((year, out));
        Ok(self.open.len() - 1)
    }

    /// Everything onto the disk; a table without rows is a header.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        if self.open.is_empty() {
            self.file(civil(END_DAY).0)?;
        }
        self.open.iter_mut().try_for_each(|(_, out)| out.flush())
    }
}

/// A copy of a row with a letter added to its key and one field changed.
fn varied(row: &[u8], suffix: u8, change: Option<(usize, &[u8])>) -> Vec<u8> {
    let line = row.strip_suffix(b"\n").unwrap_or(row);
    let mut out = Vec::with_capacity(row.len() + 16);
    for (place, field) in line.split(|byte| *byte == b';').enumerate() {
        if place > 0 {
            out.push(b';');
        }
        match change {
            Some((column, text)) if column == place => out.extend_from_slice(text),
            _ => out.extend_from_slice(field),
        }
        if place == 0 {
            out.push(suffix);
        }
    }
    out.push(b'\n');
    out
}

/// All letters of Portuguese have one byte in windows-1252, the same number as in Unicode.
fn push_latin(row: &mut Vec<u8>, text: &str) {
    row.extend(text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')));
}

fn push_key(row: &mut Vec<u8>, key: Key) {
    row.extend_from_slice(key.prefix.as_bytes());
    if key.case < 1_000_000 {
        // The usual case, with a length that is known when this is compiled.
        let case = key.case as i64;
        let ([first, second], third) = ([two(case / 10_000), two(case / 100 % 100)], two(case % 100));
        row.extend_from_slice(&[first[0], first[1], second[0], second[1], third[0], third[1]]);
    } else {
        push_number(row, key.case, 6);
    }
    if key.part > 0 {
        row.push(b'-');
        push_number(row, key.part, 1);
    }
}

/// Two decimal digits.
const fn two(number: i64) -> [u8; 2] {
    [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8]
}

/// Decimal digits, with zeros before them up to `width`.
fn push_number(row: &mut Vec<u8>, mut number: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let mut from = digits.len();
    while number > 0 || digits.len() - from < width {
        from -= 1;
        digits[from] = b'0' + (number % 10) as u8;
        number /= 10;
    }
    row.extend_from_slice(&digits[from..]);
}

//! Rows of one read as sorted runs, so that memory does not grow with what a source gives: beyond a bound, a run lies in a
//! file without a name, which is gone with the process.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Seek, SeekFrom},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread::{self, JoinHandle},
};

use mirante_data::{
    arrow::{
        array::{RecordBatch, UInt32Array},
        compute::{concat_batches, take_record_batch},
        error::ArrowError,
        ipc::{reader::StreamReader, writer::StreamWriter},
    },
    lake::read::sort_order,
};

/// Rows of one run at most, so that it is sorted within the processor's reach.
const RUN_ROWS: usize = 256 * 1024;
/// Bytes of rows in Arrow's form after which a run is closed, whatever the number of its rows.
const RUN_BYTES: usize = 64 * 1024 * 1024;
/// Rows that are looked at together.
pub(super) const BATCH_ROWS: usize = 8 * 1024;
/// Bytes of runs that all readings hold in memory together; what comes after lies in files.
const MEMORY: usize = 256 * 1024 * 1024;

/// What the process may still hold of them.
static ROOM: AtomicUsize = AtomicUsize::new(MEMORY);

fn take(room: &AtomicUsize, bytes: usize) -> bool {
    room.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(bytes)).is_ok()
}

/// Rows of one read, numbered in the order in which they came, kept as runs that are each sorted by key.
#[derive(Debug)]
pub struct Runs {
    key: Arc<[String]>,
    room: &'static AtomicUsize,
    /// Rows after which a run is closed.
    run_rows: usize,
    open: Vec<RecordBatch>,
    open_rows: usize,
    open_bytes: usize,
    /// Rows so far.
    len: usize,
    closed: Vec<Run>,
    /// The run that is being sorted beside the reading.
    closing: Option<JoinHandle<io::Result<Run>>>,
}

/// Some rows that came one after the other, in the order of their key.
#[derive(Debug)]
pub(super) struct Run {
    /// Number of the first of them.
    first: usize,
    /// In the order of the key: how far behind the first each row came.
    order: UInt32Array,
    rows: Stored,
}

#[derive(Debug)]
enum Stored {
    /// In the order in which they came.
    Memory { rows: RecordBatch, bytes: usize, room: &'static AtomicUsize },
    /// In the order of the key.
    File(File),
}

impl Drop for Stored {
    fn drop(&mut self) {
        if let Self::Memory { bytes, room, .. } = self {
            room.fetch_add(*bytes, Relaxed);
        }
    }
}

impl Runs {
    /// No rows yet, of a dataset with this key.
    pub fn new(key: &[String]) -> Self {
        Self::within(&ROOM, RUN_ROWS, key)
    }

    /// The same with another bound.
    pub(super) fn within(room: &'static AtomicUsize, run_rows: usize, key: &[String]) -> Self {
        Self { key: key.into(), room, run_rows, open: Vec::new(), open_rows: 0, open_bytes: 0, len: 0, closed: Vec::new(), closing: None }
    }

    /// These rows alone.
    pub fn of(key: &[String], rows: RecordBatch) -> io::Result<Self> {
        let mut runs = Self::new(key);
        runs.push(rows)?;
        runs.seal()?;
        Ok(runs)
    }

    /// Takes more rows.
    pub fn push(&mut self, rows: RecordBatch) -> io::Result<()> {
        (self.len, self.open_rows) = (self.len + rows.num_rows(), self.open_rows + rows.num_rows());
        self.open_bytes += rows.get_array_memory_size();
        self.open.push(rows);
        if self.open_rows >= self.run_rows || self.open_bytes >= RUN_BYTES { self.close() } else { Ok(()) }
    }

    /// Ends the last run; the rows can be read from here on.
    pub fn seal(&mut self) -> io::Result<()> {
        self.close()?;
        self.join()
    }

    /// Sorts what is open beside whatever comes next; one run at a time, so that at most two are held whole.
    fn close(&mut self) -> io::Result<()> {
        self.join()?;
        if self.open.is_empty() {
            return Ok(());
        }
        let (open, first) = (std::mem::take(&mut self.open), self.len - self.open_rows);
        (self.open_rows, self.open_bytes) = (0, 0);
        let (key, room) = (self.key.clone(), self.room);
        self.closing = Some(thread::Builder::new().name("sort".to_owned()).spawn(move || Run::sorted(first, open, &key, room))?);
        Ok(())
    }

    fn join(&mut self) -> io::Result<()> {
        if let Some(closing) = self.closing.take() {
            let run = closing.join().map_err(|_| io::Error::other("sorting stopped"))??;
            self.closed.push(run);
        }
        Ok(())
    }

    /// The runs, in the order in which their rows came.
    pub(super) fn runs(&self) -> &[Run] {
        &self.closed
    }

    /// Shows all rows batch by batch, each with the numbers of its rows, in no order to be relied on.
    pub fn each(&self, mut see: impl FnMut(&[usize], &RecordBatch)) -> io::Result<()> {
        for run in &self.closed {
            let mut batches = run.batches()?;
            while let Some((numbers, batch)) = batches.next().transpose()? {
                see(&numbers, &batch);
            }
        }
        Ok(())
    }

    /// These rows, in this order.
    pub fn pick(&self, rows: &[usize]) -> io::Result<Option<RecordBatch>> {
        let mut asked: Vec<(usize, u32)> = rows.iter().copied().zip(0..).collect();
        asked.sort_unstable();
        // Where each row that was found belongs, and the rows themselves.
        let (mut found, mut parts) = (Vec::with_capacity(rows.len()), Vec::new());
        let mut taken = Ok(());
        self.each(|numbers, batch| {
            let mut here = Vec::new();
            for (place, number) in (0_u32..).zip(numbers) {
                let from = asked.partition_point(|(row, _)| row < number);
                let same = asked[from..].iter().take_while(|(row, _)| row == number);
                found.extend(same.inspect(|_| here.push(place)).map(|(_, at)| *at));
            }
            match take_record_batch(batch, &UInt32Array::from(here)) {
                Ok(part) if part.num_rows() > 0 => parts.push(part),
                Ok(_) => {}
                Err(error) => taken = Err(io::Error::other(error)),
            }
        })?;
        taken?;
        let Some(first) = parts.first() else { return Ok(None) };
        let whole = concat_batches(&first.schema(), &parts).map_err(io::Error::other)?;
        let mut order: Vec<u32> = (0..).take(found.len()).collect();
        order.sort_unstable_by_key(|place| found[*place as usize]);
        take_record_batch(&whole, &UInt32Array::from(order)).map(Some).map_err(io::Error::other)
    }

    /// All rows in the order in which they came: for datasets that are small.
    pub fn in_order(&self) -> io::Result<Option<RecordBatch>> {
        if let [Run { rows: Stored::Memory { rows, .. }, .. }] = self.closed.as_slice() {
            return Ok(Some(rows.clone()));
        }
        self.pick(&(0..self.len).collect::<Vec<_>>())
    }
}

impl Run {
    fn sorted(first: usize, open: Vec<RecordBatch>, key: &[String], room: &'static AtomicUsize) -> io::Result<Self> {
        let whole = concat_batches(&open[0].schema(), &open).map_err(io::Error::other)?;
        drop(open);
        let order = sort_order(&whole, key).map_err(io::Error::other)?;
        let order: UInt32Array = order.values().iter().map(|row| u32::try_from(*row).expect("a run has fewer rows than that")).collect();
        let bytes = whole.get_array_memory_size();
        if take(room, bytes) {
            return Ok(Self { first, order, rows: Stored::Memory { rows: whole, bytes, room } });
        }
        let mut out = BufWriter::new(tempfile::tempfile()?);
        write(&whole, &order, &mut out).map_err(plain)?;
        Ok(Self { first, order, rows: Stored::File(out.into_inner().map_err(io::IntoInnerError::into_error)?) })
    }

    /// The rows in the order of the key, each batch with the numbers of its rows; one walk at a time.
    pub(super) fn batches(&self) -> io::Result<Batches<'_>> {
        let file = match &self.rows {
            Stored::Memory { .. } => None,
            Stored::File(file) => {
                let mut file = file.try_clone()?;
                file.seek(SeekFrom::Start(0))?;
                Some(StreamReader::try_new(BufReader::new(file), None).map_err(plain)?)
            }
        };
        Ok(Batches { run: self, at: 0, file })
    }
}

/// A walk over the rows of a run.
pub(super) struct Batches<'a> {
    run: &'a Run,
    at: usize,
    file: Option<StreamReader<BufReader<File>>>,
}

impl Iterator for Batches<'_> {
    type Item = io::Result<(Vec<usize>, RecordBatch)>;

    fn next(&mut self) -> Option<Self::Item> {
        let order = &self.run.order;
        if self.at == order.len() {
            return None;
        }
        let part = order.slice(self.at, BATCH_ROWS.min(order.len() - self.at));
        self.at += part.len();
        let rows = match (&self.run.rows, &mut self.file) {
            (Stored::Memory { rows, .. }, _) => take_record_batch(rows, &part).map_err(io::Error::other),
            (Stored::File(_), Some(file)) => match file.next() {
                Some(Ok(rows)) if rows.num_rows() == part.len() => Ok(rows),
                Some(Err(error)) => Err(plain(error)),
                _ => Err(io::Error::other("a temporary file has lost rows")),
            },
            (Stored::File(_), None) => Err(io::Error::other("a temporary file is not open")),
        };
        Some(rows.map(|rows| (part.values().iter().map(|place| self.run.first + *place as usize).collect(), rows)))
    }
}

fn write(rows: &RecordBatch, order: &UInt32Array, out: &mut BufWriter<File>) -> Result<(), ArrowError> {
    let mut writer = StreamWriter::try_new(out, &rows.schema())?;
    for from in (0..order.len()).step_by(BATCH_ROWS) {
        writer.write(&take_record_batch(rows, &order.slice(from, BATCH_ROWS.min(order.len() - from)))?)?;
    }
    writer.finish()
}

/// What the disk says, without what the format says around it.
fn plain(error: ArrowError) -> io::Error {
    match error {
        ArrowError::IoError(_, error) => error,
        other => io::Error::other(other),
    }
}

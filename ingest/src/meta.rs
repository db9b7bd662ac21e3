//! What ingestion writes about itself: `meta.batches` and `meta.rejects`.

use std::{fmt, sync::Arc};

use mirante_data::{
    arrow::array::RecordBatch,
    explain::Detail,
    meta::{BATCHES, REJECTS, TALLIES},
    rows::{self, Cell},
};

use crate::tally::{Month, Sum, Sums, Tally};

/// Why a row was refused, in the codes of the data model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// A required column is empty.
    Missing,
    /// The text is not of the column's type.
    Type,
    /// The code is not in the contract's list.
    UnknownCode,
    /// The number lies outside the contract's limits.
    OutOfRange,
    /// More decimals than the column holds.
    Scale,
    /// Bytes that are not of the file's encoding.
    Encoding,
    /// A key column is empty.
    NullKey,
    /// Nobody and nothing has this name.
    UnknownName,
    /// Several have this name.
    AmbiguousName,
    /// The key is there with other content, and the dataset does not change.
    ConflictingKey,
    /// The key belongs to another source.
    ForeignKey,
    /// A local time that the clock skipped.
    MissingHour,
    /// A local time that the clock showed twice.
    AmbiguousHour,
    /// A field or row beyond the limits.
    TooLarge,
    /// The row does not have the columns of its header.
    SchemaChanged,
    /// The row is about a person who was erased: counted, and written down nowhere.
    Erased,
}

impl Reason {
    /// The code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "obrigatorio_ausente",
            Self::Type => "tipo_invalido",
            Self::UnknownCode => "codigo_desconhecido",
            Self::OutOfRange => "fora_do_intervalo",
            Self::Scale => "escala",
            Self::Encoding => "codificacao",
            Self::NullKey => "chave_nula",
            Self::UnknownName => "nome_desconhecido",
            Self::AmbiguousName => "nome_ambiguo",
            Self::ConflictingKey => "chave_conflitante",
            Self::ForeignKey => "chave_de_outra_fonte",
            Self::MissingHour => "hora_inexistente",
            Self::AmbiguousHour => "hora_ambigua",
            Self::TooLarge => "grande_demais",
            Self::SchemaChanged => "esquema_mudou",
            Self::Erased => "pessoa_apagada",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

/// A row that broke its contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The file it came from.
    pub file: Arc<str>,
    /// Of a workbook, the tab.
    pub tab: Option<Arc<str>>,
    /// Its number in the file, from 1; of a tab, its line.
    pub row: i64,
    /// The key, as far as it could be read.
    pub key_text: Option<String>,
    /// The column that failed first.
    pub column: Option<String>,
    /// Why.
    pub reason: Reason,
    /// The row as canonical JSON, where its class allows keeping it.
    pub payload: Option<String>,
    /// More than the reason, for the terminal alone: it may name people.
    pub hint: Option<Detail>,
}

/// One row of `meta.batches`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchRow {
    /// Names the batch.
    pub batch_id: String,
    /// The run.
    pub run_id: String,
    /// The source.
    pub source: String,
    /// The load.
    pub load: String,
    /// The raw dataset.
    pub dataset: String,
    /// When reading began, microseconds since 1970.
    pub started_at: i64,
    /// When merging ended.
    pub ended_at: i64,
    /// Where reading began, of loads that go on where the last run ended.
    pub cursor_from: Option<String>,
    /// Where the next run goes on.
    pub cursor_to: Option<String>,
    /// The nine counts in the order of the columns.
    pub counts: [i64; 9],
    /// Columns that appeared or vanished, as JSON.
    pub schema_change: Option<String>,
    /// In words.
    pub note: Option<String>,
}

impl BatchRow {
    /// Rows that the batch gave to the lake.
    pub fn written(&self) -> u64 {
        let [_, inserted, updated, deleted, _, _, _, missing, _] = self.counts;
        u64::try_from(inserted + updated + deleted + missing).unwrap_or_default()
    }
}

/// The rows of `meta.batches`, sorted by batch.
pub fn batch_rows(mut rows: Vec<BatchRow>) -> RecordBatch {
    rows.sort_by(|left, right| left.batch_id.cmp(&right.batch_id));
    let cells = |row: &BatchRow| {
        let mut cells: Vec<Cell> = [&row.batch_id, &row.run_id, &row.source, &row.load, &row.dataset].map(|text| text.as_str().into()).into();
        cells.extend([row.started_at.into(), row.ended_at.into(), row.cursor_from.clone().into(), row.cursor_to.clone().into()]);
        cells.extend(row.counts.map(Cell::from));
        cells.extend([row.schema_change.clone().into(), row.note.clone().into()]);
        cells
    };
    rows::batch(&BATCHES.columns(), &rows.iter().map(cells).collect::<Vec<_>>())
}

/// One row of `meta.rejects`, with the batch it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectRow {
    /// Names the reject: the same row refused for the same reason has the same id.
    pub reject_id: String,
    /// The batch.
    pub batch: BatchRow,
    /// The refused row.
    pub reject: Reject,
}

/// The rows of `meta.rejects`, sorted by reject.
pub fn reject_rows(mut rows: Vec<RejectRow>) -> RecordBatch {
    rows.sort_by(|left, right| left.reject_id.cmp(&right.reject_id));
    let cells = |row: &RejectRow| {
        let (batch, reject) = (&row.batch, &row.reject);
        let mut cells: Vec<Cell> =
            [&row.reject_id, &batch.batch_id, &batch.source, &batch.load, &batch.dataset].map(|text| text.as_str().into()).into();
        cells.extend([
            reject.tab.as_ref().unwrap_or(&reject.file).as_ref().into(),
            reject.row.into(),
            reject.key_text.clone().into(),
            reject.column.clone().into(),
        ]);
        cells.extend([reject.reason.code().into(), reject.payload.clone().into(), batch.ended_at.into(), "pendente".into(), Cell::Nothing]);
        cells
    };
    rows::batch(&REJECTS.columns(), &rows.iter().map(cells).collect::<Vec<_>>())
}

/// What one batch read, month by month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TallyRow {
    /// The batch.
    pub batch_id: String,
    /// Does the dataset have a column whose amounts are summed?
    pub has_amounts: bool,
    /// The months.
    pub tally: Tally,
    /// The instant up to which the source was seen.
    pub horizon_at: Option<i64>,
}

/// The rows of `meta.tallies`, sorted by batch and month; a month that is not known comes last.
pub fn tally_rows(mut rows: Vec<TallyRow>) -> RecordBatch {
    rows.sort_by(|left, right| left.batch_id.cmp(&right.batch_id));
    let cells = |row: &TallyRow| {
        let amount = |sum: Sum| if row.has_amounts { i64::try_from(sum.amount).map_or(Cell::Nothing, Cell::Whole) } else { Cell::Nothing };
        let month = |(month, sums): (&Month, &Sums)| {
            let mut cells: Vec<Cell> = vec![row.batch_id.as_str().into(), month.map(i64::from).into()];
            for sum in [sums.source, sums.settled, sums.rejected] {
                cells.extend([sum.rows.into(), amount(sum)]);
            }
            cells.push(row.horizon_at.into());
            cells
        };
        let (known, unknown): (Vec<_>, Vec<_>) = row.tally.months.iter().partition(|(month, _)| month.is_some());
        known.into_iter().chain(unknown).map(month).collect::<Vec<_>>()
    };
    rows::batch(&TALLIES.columns(), &rows.iter().flat_map(cells).collect::<Vec<_>>())
}

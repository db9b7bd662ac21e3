//! The SQL engine over one pinned version: plans, runs into files, or gives rows.

use std::{collections::BTreeMap, sync::Arc};

use datafusion::{
    arrow::{
        array::RecordBatch,
        compute::{CastOptions, cast_with_options},
        datatypes::SchemaRef,
    },
    catalog::{MemoryCatalogProvider, MemorySchemaProvider, SchemaProvider},
    common::ScalarValue,
    execution::{
        SessionStateBuilder,
        memory_pool::{FairSpillPool, GreedyMemoryPool, MemoryPool},
        object_store::ObjectStoreUrl,
        runtime_env::{RuntimeEnv, RuntimeEnvBuilder},
    },
    logical_expr::LogicalPlan,
    physical_plan::{SendableRecordBatchStream, execute_stream},
    prelude::{SessionConfig, SessionContext},
};
use futures::StreamExt;
use mirante_data::{
    DatasetName, Lake, Snapshot,
    bytes::Bytes,
    canonical::Cells,
    contract::builtin,
    hash,
    lake::{DatasetList, FileEntry, write::DatasetWriter},
    meta,
    name::SCHEMAS,
    rows,
    schema::{Column, arrow_schema, raw_schema},
};

use crate::{
    Header, Model, QueryError, adaptor,
    error::from_engine,
    functions, guard,
    lineage::{self, How, Lineage, Origins},
    lint,
    model::Formula,
    nothing::{self, Nothing},
    table::{LAKE_URL, LakeTable, cuts},
};

use empty::EmptyTables;

const CATALOG: &str = "mirante";

mod empty;
pub(crate) mod past;
mod shown;
mod sorts;

/// What the engine may use.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Memory of sorts, joins and aggregates, in bytes; beyond it they spill or stop.
    pub memory: usize,
    /// Threads of one query.
    pub threads: usize,
    /// Join sorted rows, which may go to disk, instead of keeping one side in memory; operators share memory as they come.
    pub sorts_joins: bool,
}

impl Default for Limits {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Self { memory: 1024 * 1024 * 1024, threads, sorts_joins: false }
    }
}

/// Which columns a dataset has when its model was changed and not yet built again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Those of its files: what people ask.
    Stored,
    /// Those that its header promises, without rows until it is built: what building plans with.
    Promised,
}

/// A session over one pinned version. It only reads; results go to files of the lake through `run_into`.
pub struct Engine {
    lake: Arc<Lake>,
    snapshot: Snapshot,
    as_of: i64,
    session: SessionContext,
}

/// What a plan says before anything runs.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Where each output column comes from, and every dataset that is read.
    pub lineage: Lineage,
    /// What the money lint has against it.
    pub findings: Vec<lint::Finding>,
    /// When it surely gives no rows.
    pub nothing: Nothing,
}

impl Planned {
    /// What a step declares: every column may come from the whole of everything that it reads.
    pub fn declared(header: &Header, reads: &[DatasetName]) -> Self {
        let origins: Origins = reads.iter().map(|name| ((name.clone(), "*".to_owned()), How::Declared)).collect();
        let columns = header.columns.iter().map(|column| (column.name.clone(), origins.clone())).collect();
        Self {
            lineage: Lineage { columns, inputs: reads.iter().cloned().collect(), ..Lineage::default() },
            findings: Vec::new(),
            nothing: Nothing::Never,
        }
    }
}

impl Engine {
    /// Opens a version as of an instant; datasets that models define and no file holds yet are empty tables.
    pub fn open(
        lake: &Arc<Lake>,
        snapshot: &Snapshot,
        as_of: Option<i64>,
        models: &BTreeMap<DatasetName, Model>,
        shape: Shape,
        limits: Limits,
    ) -> Result<Self, QueryError> {
        let as_of = as_of.unwrap_or_else(|| snapshot.as_of_micros());
        let failed = |error: datafusion::error::DataFusionError| from_engine("session", &error);
        let session = SessionContext::new_with_state(
            SessionStateBuilder::new_with_default_features()
                .with_config(config(limits))
                .with_runtime_env(runtime(lake, limits).map_err(failed)?)
                .with_optimizer_rules(std::iter::once(Arc::new(EmptyTables) as _).chain(sorts::logical_rules()).collect())
                .with_physical_optimizer_rules(sorts::physical_rules())
                .build(),
        );
        functions::register(&session);
        session.register_catalog(CATALOG, Arc::new(MemoryCatalogProvider::new()));
        let catalog = session.catalog(CATALOG).ok_or_else(|| QueryError::Run { name: "session".to_owned(), problem: "no catalog".to_owned() })?;
        let tables = tables(snapshot, models, shape);
        for layer in SCHEMAS {
            let provider = MemorySchemaProvider::new();
            for (name, (schema, list)) in tables.iter().filter(|(name, _)| name.schema() == layer) {
                let table = LakeTable::new(lake.clone(), schema.clone(), list.clone(), as_of);
                provider.register_table(name.short().to_owned(), Arc::new(table)).map_err(failed)?;
            }
            catalog.register_schema(layer, Arc::new(provider)).map_err(failed)?;
        }
        Ok(Self { lake: lake.clone(), snapshot: snapshot.clone(), as_of, session })
    }

    /// The instant that is answered for, microseconds since 1970.
    pub fn as_of(&self) -> i64 {
        self.as_of
    }

    /// What a raw dataset's rows are as seen from here: its files, and the instant where it is cut, if it is.
    pub fn raw_fingerprint(&self, name: &DatasetName) -> String {
        let Some(list) = self.snapshot.lists.get(name) else { return "absent".to_owned() };
        let files: Vec<&str> = list.files.iter().map(|file| file.blake3.as_str()).collect();
        let cuts: Vec<String> = cuts(list, self.as_of).iter().map(|(column, at)| format!("{column}<={at}")).collect();
        hash::fingerprint(files.into_iter().chain(cuts.iter().map(String::as_str)))
    }

    /// Plans a text: inputs, lineage, and what the lint finds. Nothing runs.
    pub async fn plan(&self, name: &str, sql: &str) -> Result<Planned, QueryError> {
        let plan = self.logical_plan(name, sql).await?;
        let analysed = self.session.state().analyzer().execute_and_check(plan, self.session.state().config_options(), |_, _| {});
        let analysed = analysed.map_err(|error| from_engine(name, &error))?;
        Ok(Planned { lineage: lineage::of(&analysed), findings: lint::findings(&analysed), nothing: nothing::of(&analysed) })
    }

    /// The rows of one question, in types that have a text. Refuses anything that is more than a question.
    pub async fn rows(&self, name: &str, sql: &str) -> Result<(SchemaRef, Vec<RecordBatch>), QueryError> {
        guard::one_question(sql)?;
        let as_question = |error: QueryError| match error {
            QueryError::Run { problem, .. } | QueryError::Memory { problem, .. } => QueryError::Question { problem },
            other => other,
        };
        let mut stream = self.stream(name, sql).await.map_err(as_question)?;
        let (schema, mut rows) = (shown::schema(&stream.schema()), Vec::new());
        while let Some(batch) = stream.next().await {
            let batch = batch.map_err(|error| as_question(from_engine(name, &error)))?;
            rows.push(shown::batch(&batch, &schema).map_err(|error| QueryError::Question { problem: error.to_string() })?);
        }
        Ok((schema, rows))
    }

    /// The answer to one question as texts: its columns, and the rows, where nothing is null.
    pub async fn texts(&self, name: &str, sql: &str) -> Result<(Vec<String>, Vec<Vec<Option<String>>>), QueryError> {
        let (schema, batches) = self.rows(name, sql).await?;
        let mut rows = Vec::new();
        for batch in &batches {
            let columns: Vec<Cells<'_>> = batch
                .columns()
                .iter()
                .map(Cells::of)
                .collect::<Result<_, _>>()
                .map_err(|error| QueryError::Run { name: name.to_owned(), problem: error.to_string() })?;
            rows.extend((0..batch.num_rows()).map(|row| columns.iter().map(|cells| cells.text(row)).collect::<Vec<_>>()));
        }
        Ok((schema.fields().iter().map(|field| field.name().clone()).collect(), rows))
    }

    /// The rows of one of the program's own questions, with values for its parameters.
    pub async fn ask(&self, name: &str, sql: &str, values: &[(&str, &str)]) -> Result<Vec<RecordBatch>, QueryError> {
        let plan = self.logical_plan(name, sql).await?;
        let values: Vec<(&str, ScalarValue)> = values.iter().map(|(name, value)| (*name, ScalarValue::from(*value))).collect();
        let plan = plan.with_param_values(values).map_err(|error| from_engine(name, &error))?;
        let mut stream = self.execute(name, &plan).await?;
        let mut rows = Vec::new();
        while let Some(batch) = stream.next().await {
            rows.push(batch.map_err(|error| from_engine(name, &error))?);
        }
        Ok(rows)
    }

    /// Hands the rows of a question on, batch by batch.
    pub async fn each(&self, name: &str, sql: &str, mut take: impl FnMut(&RecordBatch)) -> Result<(), QueryError> {
        let mut stream = self.stream(name, sql).await?;
        while let Some(batch) = stream.next().await {
            take(&batch.map_err(|error| from_engine(name, &error))?);
        }
        Ok(())
    }

    /// Runs a model and writes its rows, cast to its header's columns and sorted by its grain.
    pub async fn run_into(&self, model: &Model, fingerprint: &str) -> Result<DatasetList, QueryError> {
        let name = model.name.as_str();
        if let Formula::Rows(rows) = &model.formula {
            let batch = rows::batch(&model.header.columns, rows);
            return self.write(model, fingerprint, &batch.schema(), &[batch]).await;
        }
        let adaptor = adaptor::of(name);
        let text = model.sql().ok_or_else(|| QueryError::Plan { name: name.to_owned(), problem: "it is a step and no query".to_owned() })?;
        // An adaptor's dataset says its own order, which is that of its grain.
        let sql = match adaptor {
            Some(_) => text.to_owned(),
            None => format!("SELECT * FROM (\n{text}\n) ORDER BY {}", model.header.grain.join(", ")),
        };
        let mut rows = self.stream(name, &sql).await?;
        let mut adapted = adaptor.map(|adaptor| adaptor::Stream::new(adaptor, &rows.schema())).transpose().map_err(|error| broken(name, &error))?;
        let mut writer = self.writer(model, &adapted.as_ref().map_or_else(|| rows.schema(), |adapted| adapted.schema().clone()))?;
        while let Some(batch) = rows.next().await {
            let batch = batch.map_err(|error| from_engine(name, &error))?;
            let ready = match &mut adapted {
                Some(adapted) => adapted.push(batch).map_err(|error| broken(name, &error))?,
                None => Some(batch),
            };
            if let Some(ready) = ready {
                writer.push(&ready).await?;
            }
        }
        if let Some(rest) = adapted.map(|mut adapted| adapted.finish()).transpose().map_err(|error| broken(name, &error))?.flatten() {
            writer.push(&rest).await?;
        }
        writer.finish(fingerprint).await
    }

    /// Writes rows that a step has computed, sorted by its grain, under the promises of its header.
    pub async fn write(&self, model: &Model, fingerprint: &str, schema: &SchemaRef, rows: &[RecordBatch]) -> Result<DatasetList, QueryError> {
        let mut writer = self.writer(model, schema)?;
        for batch in rows.iter().filter(|batch| batch.num_rows() > 0) {
            writer.push(batch).await?;
        }
        writer.finish(fingerprint).await
    }

    /// The files of a dataset in the version, verified, for a step to read.
    pub async fn files(&self, name: &DatasetName) -> Result<Vec<(FileEntry, Bytes)>, QueryError> {
        let mut files = Vec::new();
        for file in self.snapshot.lists.get(name).into_iter().flat_map(|list| &list.files) {
            files.push((file.clone(), self.lake.read_file(file, name.as_str()).await?));
        }
        Ok(files)
    }

    fn writer<'a>(&self, model: &'a Model, given: &SchemaRef) -> Result<Promised<'a>, QueryError> {
        check_columns(model.name.as_str(), given, &model.header.columns)?;
        let target = arrow_schema(&model.header.columns);
        let writer = DatasetWriter::new(self.lake.store().clone(), model.name.clone(), target.clone(), &model.header.grain);
        Ok(Promised { model, target, writer })
    }

    async fn logical_plan(&self, name: &str, sql: &str) -> Result<LogicalPlan, QueryError> {
        self.session.state().create_logical_plan(sql).await.map_err(|error| from_engine(name, &error))
    }

    async fn stream(&self, name: &str, sql: &str) -> Result<SendableRecordBatchStream, QueryError> {
        let plan = self.logical_plan(name, sql).await?;
        self.execute(name, &plan).await
    }

    async fn execute(&self, name: &str, plan: &LogicalPlan) -> Result<SendableRecordBatchStream, QueryError> {
        guard::read_only(plan)?;
        let physical = self.session.state().create_physical_plan(plan).await.map_err(|error| from_engine(name, &error))?;
        execute_stream(physical, self.session.task_ctx()).map_err(|error| from_engine(name, &error))
    }
}

/// Rows on their way into files, held to the columns of their model's header.
struct Promised<'a> {
    model: &'a Model,
    target: SchemaRef,
    writer: DatasetWriter,
}

impl Promised<'_> {
    async fn push(&mut self, batch: &RecordBatch) -> Result<(), QueryError> {
        Ok(self.writer.push(&cast_to(self.model.name.as_str(), batch, &self.target)?).await?)
    }

    async fn finish(self, fingerprint: &str) -> Result<DatasetList, QueryError> {
        Ok(DatasetList { files: self.writer.finish().await?, ..self.model.without_rows(fingerprint) })
    }
}

/// Every dataset that the program or the version knows, with its columns and, where it has any, its files.
fn tables(snapshot: &Snapshot, models: &BTreeMap<DatasetName, Model>, shape: Shape) -> BTreeMap<DatasetName, (SchemaRef, Option<Arc<DatasetList>>)> {
    let mut tables = BTreeMap::new();
    for list in snapshot.lists.values().filter(|list| list.dataset.schema() != "raw") {
        tables.insert(list.dataset.clone(), (arrow_schema(&list.columns), Some(list.clone())));
    }
    for model in models.values() {
        let is_stale = snapshot.lists.get(&model.name).is_none_or(|list| shape == Shape::Promised && list.columns != model.header.columns);
        if is_stale {
            tables.insert(model.name.clone(), (arrow_schema(&model.header.columns), None));
        }
    }
    for (name, columns) in meta::all().filter(|(name, _)| !models.contains_key(name)) {
        tables.entry(name).or_insert_with(|| (arrow_schema(&columns), None));
    }
    for contract in builtin::in_lake() {
        let list = snapshot.lists.get(&contract.dataset).cloned();
        let mut columns = contract.columns();
        // A column that the contract has gained reads as null in files that were written before.
        for column in
            columns.iter_mut().filter(|column| list.as_ref().is_some_and(|list| !list.columns.iter().any(|known| known.name == column.name)))
        {
            column.null = true;
        }
        tables.insert(contract.dataset.clone(), (raw_schema(&columns), list));
    }
    tables
}

fn config(limits: Limits) -> SessionConfig {
    let mut config =
        SessionConfig::new().with_default_catalog_and_schema(CATALOG, "marts").with_information_schema(false).with_target_partitions(limits.threads);
    let options = config.options_mut();
    options.optimizer.prefer_hash_join = !limits.sorts_joins;
    options.sql_parser.parse_float_as_decimal = true;
    options.sql_parser.map_string_types_to_utf8view = false;
    options.execution.parquet.schema_force_view_types = false;
    options.execution.parquet.pushdown_filters = true;
    // Where tables without rows leave a plan, its two forms may differ in what they think may be null. What may really not be
    // null is asked of the rows (`cast_to`).
    options.execution.skip_physical_aggregate_schema_check = true;
    config
}

fn runtime(lake: &Lake, limits: Limits) -> Result<Arc<RuntimeEnv>, datafusion::error::DataFusionError> {
    // Equal shares are too small for plans of many operators; the second try takes memory as it comes.
    let pool: Arc<dyn MemoryPool> =
        if limits.sorts_joins { Arc::new(GreedyMemoryPool::new(limits.memory)) } else { Arc::new(FairSpillPool::new(limits.memory)) };
    let runtime = RuntimeEnvBuilder::new().with_memory_pool(pool).build_arc()?;
    runtime.register_object_store(ObjectStoreUrl::parse(LAKE_URL)?.as_ref(), lake.store().object_store());
    Ok(runtime)
}

/// Names and order must be those of the header; types must at least be castable.
fn check_columns(name: &str, given: &SchemaRef, promised: &[Column]) -> Result<(), QueryError> {
    let names: Vec<&str> = given.fields().iter().map(|field| field.name().as_str()).collect();
    let mut differences = Vec::new();
    for column in promised.iter().filter(|column| !names.contains(&column.name.as_str())) {
        differences.push(format!("`{}` is promised and does not come", column.name));
    }
    for name in names.iter().filter(|name| !promised.iter().any(|column| column.name == **name)) {
        differences.push(format!("`{name}` comes and is not promised"));
    }
    if differences.is_empty() && !promised.iter().map(|column| column.name.as_str()).eq(names.iter().copied()) {
        differences.push(format!("the order is {}", names.join(", ")));
    }
    for (field, column) in given.fields().iter().zip(promised) {
        if differences.is_empty() && !datafusion::arrow::compute::can_cast_types(field.data_type(), &column.r#type.arrow()) {
            differences.push(format!("`{}` comes as {} and is promised as {}", column.name, field.data_type(), column.r#type));
        }
    }
    if differences.is_empty() {
        Ok(())
    } else {
        Err(QueryError::Columns { name: name.to_owned(), differences: mirante_data::explain::list(&differences) })
    }
}

/// Casts each column to its promised type; a value that does not fit, or a null where none is promised, is an error.
fn cast_to(name: &str, batch: &RecordBatch, target: &SchemaRef) -> Result<RecordBatch, QueryError> {
    let options = CastOptions { safe: false, ..CastOptions::default() };
    let columns: Result<Vec<_>, QueryError> = batch
        .columns()
        .iter()
        .zip(target.fields())
        .map(|(column, field)| {
            if !field.is_nullable() && column.null_count() > 0 {
                return Err(QueryError::Promise {
                    name: name.to_owned(),
                    problem: format!("`{}` is null in {} rows and may never be", field.name(), column.null_count()),
                });
            }
            cast_with_options(column, field.data_type(), &options)
                .map_err(|error| QueryError::Promise { name: name.to_owned(), problem: format!("`{}`: {error}", field.name()) })
        })
        .collect();
    RecordBatch::try_new(target.clone(), columns?).map_err(|error| broken(name, &error))
}

fn broken(name: &str, error: &datafusion::arrow::error::ArrowError) -> QueryError {
    QueryError::Run { name: name.to_owned(), problem: error.to_string() }
}

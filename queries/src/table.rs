//! A dataset of the pinned version as the engine sees it: verified files, cut at the instant that the version answers for.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::{
    arrow::datatypes::SchemaRef,
    catalog::{Session, TableProvider},
    common::{DataFusionError, Result, ScalarValue, Statistics, stats::Precision},
    datasource::{
        TableType,
        listing::PartitionedFile,
        physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource},
        source::DataSourceExec,
    },
    execution::object_store::ObjectStoreUrl,
    logical_expr::{Expr, Operator},
    physical_expr::expressions::{BinaryExpr, Column, Literal},
    physical_plan::{ExecutionPlan, PhysicalExpr, empty::EmptyExec, filter::FilterExecBuilder},
};
use mirante_data::{Lake, lake::DatasetList};

/// Where the engine finds the lake's objects.
pub(crate) const LAKE_URL: &str = "lake://lake/";

/// The instants of rows that must not lie after the one that is answered for.
const CUT_COLUMNS: [&str; 2] = ["_recorded_at", "occurred_at"];

#[derive(Debug)]
pub(crate) struct LakeTable {
    lake: Arc<Lake>,
    schema: SchemaRef,
    /// None: the dataset is known, and nothing of it has come yet.
    list: Option<Arc<DatasetList>>,
    /// Columns whose rows after this instant do not exist.
    cuts: Vec<(String, i64)>,
}

impl LakeTable {
    pub(crate) fn new(lake: Arc<Lake>, schema: SchemaRef, list: Option<Arc<DatasetList>>, as_of: i64) -> Self {
        let cuts = list.as_deref().map(|list| cuts(list, as_of)).unwrap_or_default();
        Self { lake, schema, list, cuts }
    }

    /// Is it certain that nothing is in it?
    pub(crate) fn is_empty(&self) -> bool {
        self.list.as_deref().is_none_or(|list| list.files.is_empty())
    }
}

/// The columns of a raw dataset that hold instants after `as_of`, by what its files say of themselves.
pub(crate) fn cuts(list: &DatasetList, as_of: i64) -> Vec<(String, i64)> {
    if list.dataset.schema() != "raw" {
        return Vec::new();
    }
    let is_later = |column: &str| {
        let mut largest = list.files.iter().filter_map(|file| file.ranges.get(column));
        largest.any(|range| mirante_data::canonical::parse_instant(&range.max).is_some_and(|max| max > as_of))
    };
    CUT_COLUMNS.iter().filter(|column| is_later(column)).map(|column| ((*column).to_owned(), as_of)).collect()
}

#[async_trait]
impl TableProvider for LakeTable {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        _state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let wanted: Vec<usize> = projection.cloned().unwrap_or_else(|| (0..self.schema.fields().len()).collect());
        let Some(list) = self.list.as_deref().filter(|list| !list.files.is_empty()) else {
            return Ok(Arc::new(EmptyExec::new(Arc::new(self.schema.project(&wanted)?))));
        };
        for file in &list.files {
            self.lake.verify_file(file, list.dataset.as_str()).await.map_err(|error| DataFusionError::External(Box::new(error)))?;
        }
        let mut read = wanted.clone();
        for (column, _) in &self.cuts {
            let place = self.schema.index_of(column)?;
            if !read.contains(&place) {
                read.push(place);
            }
        }
        let files = list.files.iter().map(|file| PartitionedFile::new(file.path.clone(), file.bytes));
        let source = Arc::new(ParquetSource::new(self.schema.clone()));
        let config = FileScanConfigBuilder::new(ObjectStoreUrl::parse(LAKE_URL)?, source)
            .with_file_groups(files.map(|file| FileGroup::new(vec![file])).collect())
            .with_projection_indices(Some(read.clone()))?
            .with_limit(limit.filter(|_| self.cuts.is_empty()))
            .with_statistics(self.statistics(list))
            .build();
        let scan: Arc<dyn ExecutionPlan> = DataSourceExec::from_data_source(config);
        if self.cuts.is_empty() {
            return Ok(scan);
        }
        let filter = FilterExecBuilder::new(self.predicate(&scan)?, scan).apply_projection(Some((0..wanted.len()).collect()))?.build()?;
        Ok(Arc::new(filter))
    }
}

impl LakeTable {
    /// How much there is: joins keep the smaller side in memory.
    fn statistics(&self, list: &DatasetList) -> Statistics {
        let size = |number: u64| Precision::Inexact(usize::try_from(number).unwrap_or(usize::MAX));
        // Text in memory takes some times the room that it takes compressed in a file.
        Statistics { num_rows: size(list.rows()), total_byte_size: size(list.bytes().saturating_mul(4)), ..Statistics::new_unknown(&self.schema) }
    }

    /// `column <= as_of` for every cut.
    fn predicate(&self, scan: &Arc<dyn ExecutionPlan>) -> Result<Arc<dyn PhysicalExpr>> {
        let mut all: Option<Arc<dyn PhysicalExpr>> = None;
        for (column, as_of) in &self.cuts {
            let limit = ScalarValue::TimestampMicrosecond(Some(*as_of), Some("UTC".into()));
            let left = Arc::new(Column::new_with_schema(column, &scan.schema())?);
            let one: Arc<dyn PhysicalExpr> = Arc::new(BinaryExpr::new(left, Operator::LtEq, Arc::new(Literal::new(limit))));
            all = Some(match all {
                None => one,
                Some(earlier) => Arc::new(BinaryExpr::new(earlier, Operator::And, one)),
            });
        }
        all.ok_or_else(|| DataFusionError::Internal("a cut table has at least one cut".to_owned()))
    }
}

//! The records as they were known at an instant: models in SQL computed on the way, over records cut at that instant.

use std::{collections::BTreeMap, fmt, sync::Arc};

use async_trait::async_trait;
use datafusion::{
    arrow::datatypes::SchemaRef,
    catalog::{Session, TableProvider, view::ViewTable},
    common::{DataFusionError, Result},
    datasource::{MemTable, TableType},
    logical_expr::Expr,
    physical_plan::ExecutionPlan,
};
use mirante_data::{DatasetName, rows, schema::arrow_schema};

use super::{CATALOG, Engine, adaptor, from_engine};
use crate::{Model, QueryError, model::Formula};

impl Engine {
    /// Lets every dataset answer for the engine's instant, in the order of what they need: a model's SQL is asked instead of its files.
    /// What a step or an ordered pass makes cannot be computed on the way, nor can what reads it: asking it is an error that says so.
    pub async fn recompute(&self, models: &BTreeMap<DatasetName, Model>, order: &[DatasetName]) -> std::result::Result<(), QueryError> {
        for model in order.iter().filter_map(|name| models.get(name)) {
            let name = model.name.as_str();
            let failed = |error: DataFusionError| from_engine(name, &error);
            let sql = model.sql().filter(|_| adaptor::of(name).is_none());
            let plan = match sql {
                Some(sql) => Some(self.logical_plan(name, sql).await?).filter(|plan| !self.reads_unknown(plan)),
                None => None,
            };
            let table: Arc<dyn TableProvider> = match (plan, &model.formula) {
                (Some(plan), _) => Arc::new(ViewTable::new(plan, sql.map(str::to_owned))),
                (None, Formula::Rows(rows)) => {
                    let batch = rows::batch(&model.header.columns, rows);
                    Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]]).map_err(failed)?)
                }
                (None, _) => Arc::new(NotKnown { name: name.to_owned(), schema: arrow_schema(&model.header.columns) }),
            };
            let schema = self.session.catalog(CATALOG).and_then(|catalog| catalog.schema(model.name.schema()));
            let schema = schema.ok_or_else(|| QueryError::Run { name: name.to_owned(), problem: "no schema".to_owned() })?;
            schema.deregister_table(model.name.short()).map_err(failed)?;
            schema.register_table(model.name.short().to_owned(), table).map_err(failed)?;
        }
        Ok(())
    }

    /// Does a plan read what cannot be computed on the way?
    fn reads_unknown(&self, plan: &datafusion::logical_expr::LogicalPlan) -> bool {
        use datafusion::{common::tree_node::TreeNodeRecursion, datasource::source_as_provider, logical_expr::LogicalPlan};
        let mut found = false;
        let _ = plan.apply_with_subqueries(|node| {
            if let LogicalPlan::TableScan(scan) = node {
                found |= source_as_provider(&scan.source).is_ok_and(|table| table.downcast_ref::<NotKnown>().is_some());
            }
            Ok(if found { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
        });
        found
    }
}

/// A dataset that cannot be computed on the way.
#[derive(Debug)]
struct NotKnown {
    name: String,
    schema: SchemaRef,
}

/// That it cannot.
#[derive(Debug)]
pub(crate) struct NotComputed {
    /// The dataset.
    pub dataset: String,
}

impl fmt::Display for NotComputed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` is not computed on the way", self.dataset)
    }
}

impl std::error::Error for NotComputed {}

#[async_trait]
impl TableProvider for NotKnown {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(&self, _: &dyn Session, _: Option<&Vec<usize>>, _: &[Expr], _: Option<usize>) -> Result<Arc<dyn ExecutionPlan>> {
        Err(DataFusionError::External(Box::new(NotComputed { dataset: self.name.clone() })))
    }
}

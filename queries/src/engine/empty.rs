//! Tables without rows leave a plan before anything else looks at it.
//!
//! Most cooperatives keep no record of most kinds: what joins, unions and windows over nothing come to is nothing, and the
//! optimizer knows how to say so, once it is told which tables are empty. It saves most of the time that planning takes.

use datafusion::{
    common::{Result, tree_node::Transformed},
    datasource::source_as_provider,
    logical_expr::{EmptyRelation, LogicalPlan},
    optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule},
};

use crate::table::LakeTable;

/// Puts a relation without rows where a table without files is read.
#[derive(Debug)]
pub struct EmptyTables;

impl OptimizerRule for EmptyTables {
    fn name(&self) -> &'static str {
        "empty_tables"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn rewrite(&self, plan: LogicalPlan, _config: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        match plan {
            LogicalPlan::TableScan(scan) if source_as_provider(&scan.source)?.downcast_ref::<LakeTable>().is_some_and(LakeTable::is_empty) => {
                Ok(Transformed::yes(LogicalPlan::EmptyRelation(EmptyRelation { produce_one_row: false, schema: scan.projected_schema })))
            }
            plan => Ok(Transformed::no(plan)),
        }
    }
}

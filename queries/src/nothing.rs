//! When a query surely gives no rows: read off its plan once, asked of each version.
//!
//! Most cooperatives keep no record of most kinds, and most datasets of a small project are empty: they need neither a plan
//! nor an engine.

use datafusion::logical_expr::{Distinct, Expr, JoinType, LogicalPlan};
use mirante_data::DatasetName;

use crate::lineage;

/// A condition under which a query gives nothing; where it does not hold, nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nothing {
    /// It may always give something.
    Never,
    /// This dataset has no rows.
    Without(DatasetName),
    /// One of them is enough.
    Any(Vec<Nothing>),
    /// All of them are needed.
    All(Vec<Nothing>),
}

impl Nothing {
    /// Does it hold, given which datasets have no rows?
    pub fn holds(&self, is_empty: &impl Fn(&DatasetName) -> bool) -> bool {
        match self {
            Self::Never => false,
            Self::Without(dataset) => is_empty(dataset),
            Self::Any(conditions) => conditions.iter().any(|condition| condition.holds(is_empty)),
            Self::All(conditions) => conditions.iter().all(|condition| condition.holds(is_empty)),
        }
    }
}

/// Reads the condition off a plan. A node that is not understood may always give something.
pub fn of(plan: &LogicalPlan) -> Nothing {
    match plan {
        LogicalPlan::TableScan(scan) => lineage::dataset(scan).map_or(Nothing::Never, Nothing::Without),
        LogicalPlan::Projection(node) => of(&node.input),
        LogicalPlan::Filter(node) => of(&node.input),
        LogicalPlan::Sort(node) => of(&node.input),
        LogicalPlan::Limit(node) => of(&node.input),
        LogicalPlan::SubqueryAlias(node) => of(&node.input),
        LogicalPlan::Window(node) => of(&node.input),
        LogicalPlan::Unnest(node) => of(&node.input),
        LogicalPlan::Distinct(Distinct::All(input)) => of(input),
        LogicalPlan::Distinct(Distinct::On(node)) => of(&node.input),
        // Without groups, or with the empty group among them, there is a row for nothing too.
        LogicalPlan::Aggregate(node) => {
            let is_grouped = !node.group_expr.is_empty() && !node.group_expr.iter().any(|expr| matches!(expr, Expr::GroupingSet(_)));
            if is_grouped { of(&node.input) } else { Nothing::Never }
        }
        LogicalPlan::Join(node) => match node.join_type {
            JoinType::Inner | JoinType::LeftSemi | JoinType::RightSemi => Nothing::Any(vec![of(&node.left), of(&node.right)]),
            JoinType::Left | JoinType::LeftAnti | JoinType::LeftMark => of(&node.left),
            JoinType::Right | JoinType::RightAnti | JoinType::RightMark => of(&node.right),
            JoinType::Full => Nothing::All(vec![of(&node.left), of(&node.right)]),
        },
        LogicalPlan::Union(node) => Nothing::All(node.inputs.iter().map(|input| of(input)).collect()),
        LogicalPlan::EmptyRelation(node) if !node.produce_one_row => Nothing::All(Vec::new()),
        _ => Nothing::Never,
    }
}

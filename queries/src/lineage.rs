//! Where each column comes from, read off the logical plan: the graph is what the engine says, not what someone declared.

use std::collections::{BTreeMap, BTreeSet};

use datafusion::{
    common::{
        Column,
        tree_node::{TreeNode, TreeNodeRecursion},
    },
    logical_expr::{Distinct, Expr, JoinType, LogicalPlan, TableScan},
};
use mirante_data::DatasetName;

/// How an input column reaches an output column. The strongest way found is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// As it is.
    Direct,
    /// Through an expression.
    Derived,
    /// Through an aggregate.
    Aggregated,
    /// A step says so of whole datasets.
    Declared,
    /// The plan has a node that is not understood.
    Unknown,
}

impl How {
    /// The code of the data model.
    pub fn code(self) -> &'static str {
        match self {
            Self::Direct => "direta",
            Self::Derived => "derivada",
            Self::Aggregated => "agregada",
            Self::Declared => "declarada",
            Self::Unknown => "desconhecida",
        }
    }
}

/// A column of a dataset.
pub type Origin = (DatasetName, String);
/// Where one output column comes from.
pub type Origins = BTreeMap<Origin, How>;

/// The lineage of one plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lineage {
    /// Output columns in order, each with its origins.
    pub columns: Vec<(String, Origins)>,
    /// Columns that decide which rows come: filters and join conditions.
    pub filters: BTreeSet<Origin>,
    /// Every dataset that is read.
    pub inputs: BTreeSet<DatasetName>,
}

/// Reads the lineage off an analysed plan.
pub fn of(plan: &LogicalPlan) -> Lineage {
    let mut lineage = Lineage::default();
    let origins = columns(plan, &mut lineage);
    let names = plan.schema().fields().iter().map(|field| field.name().clone());
    lineage.columns = names.zip(origins).collect();
    lineage
}

fn columns(plan: &LogicalPlan, lineage: &mut Lineage) -> Vec<Origins> {
    match plan {
        LogicalPlan::TableScan(scan) => scanned(scan, lineage),
        LogicalPlan::Projection(node) => {
            let input = columns(&node.input, lineage);
            node.expr.iter().map(|expr| traced(expr, &node.input, &input, How::Derived, lineage)).collect()
        }
        LogicalPlan::Aggregate(node) => {
            let input = columns(&node.input, lineage);
            let groups = node.group_expr.iter().map(|expr| (expr, How::Derived));
            let sums = node.aggr_expr.iter().map(|expr| (expr, How::Aggregated));
            groups.chain(sums).map(|(expr, how)| traced(expr, &node.input, &input, how, lineage)).collect()
        }
        LogicalPlan::Window(node) => {
            let mut all = columns(&node.input, lineage);
            let input = all.clone();
            all.extend(node.window_expr.iter().map(|expr| traced(expr, &node.input, &input, How::Derived, lineage)).collect::<Vec<_>>());
            all
        }
        LogicalPlan::Join(node) => {
            let (left, right) = (columns(&node.left, lineage), columns(&node.right, lineage));
            for (from_left, from_right) in &node.on {
                filtered(from_left, &node.left, &left, lineage);
                filtered(from_right, &node.right, &right, lineage);
            }
            match node.join_type {
                JoinType::LeftSemi | JoinType::LeftAnti => left,
                JoinType::RightSemi | JoinType::RightAnti => right,
                JoinType::LeftMark => left.into_iter().chain([Origins::new()]).collect(),
                _ => left.into_iter().chain(right).collect(),
            }
        }
        LogicalPlan::Filter(node) => {
            let input = columns(&node.input, lineage);
            filtered(&node.predicate, &node.input, &input, lineage);
            input
        }
        LogicalPlan::Union(node) => {
            let mut merged: Vec<Origins> = vec![Origins::new(); plan.schema().fields().len()];
            for input in &node.inputs {
                for (origins, more) in merged.iter_mut().zip(columns(input, lineage)) {
                    merge(origins, more, How::Direct);
                }
            }
            merged
        }
        LogicalPlan::SubqueryAlias(node) => columns(&node.input, lineage),
        LogicalPlan::Sort(node) => columns(&node.input, lineage),
        LogicalPlan::Limit(node) => columns(&node.input, lineage),
        LogicalPlan::Repartition(node) => columns(&node.input, lineage),
        LogicalPlan::Subquery(node) => columns(&node.subquery, lineage),
        // Each output column comes from one of the input's, as it is or spread over rows.
        LogicalPlan::Unnest(node) => {
            let input = columns(&node.input, lineage);
            node.dependency_indices.iter().map(|place| input[*place].clone()).collect()
        }
        LogicalPlan::Distinct(Distinct::All(input)) => columns(input, lineage),
        LogicalPlan::Distinct(Distinct::On(node)) => {
            let input = columns(&node.input, lineage);
            node.select_expr.iter().map(|expr| traced(expr, &node.input, &input, How::Derived, lineage)).collect()
        }
        LogicalPlan::EmptyRelation(_) | LogicalPlan::Values(_) => vec![Origins::new(); plan.schema().fields().len()],
        other => unknown(other, lineage),
    }
}

/// The dataset that a scan reads; none of what is no dataset.
pub fn dataset(scan: &TableScan) -> Option<DatasetName> {
    let (schema, table) = (scan.table_name.schema().unwrap_or("marts"), scan.table_name.table());
    format!("{schema}.{table}").parse().ok()
}

fn scanned(scan: &TableScan, lineage: &mut Lineage) -> Vec<Origins> {
    let fields = scan.projected_schema.fields();
    let Some(dataset) = dataset(scan) else { return vec![Origins::new(); fields.len()] };
    lineage.inputs.insert(dataset.clone());
    fields.iter().map(|field| Origins::from([((dataset.clone(), field.name().clone()), How::Direct)])).collect()
}

/// A node that is not understood: every output may come from every input.
fn unknown(plan: &LogicalPlan, lineage: &mut Lineage) -> Vec<Origins> {
    let mut all = Origins::new();
    for input in plan.inputs() {
        for origins in columns(input, lineage) {
            merge(&mut all, origins, How::Unknown);
        }
    }
    vec![all; plan.schema().fields().len()]
}

/// The origins of one expression over its input's columns.
fn traced(expr: &Expr, input: &LogicalPlan, origins: &[Origins], how: How, lineage: &mut Lineage) -> Origins {
    match expr {
        Expr::Alias(alias) => traced(&alias.expr, input, origins, how, lineage),
        Expr::Column(column) => of_column(column, input, origins),
        // A cast changes how a value is stored, not what it says.
        Expr::Cast(cast) => traced(&cast.expr, input, origins, how, lineage),
        other => {
            let mut all = Origins::new();
            if how == How::Aggregated && other.column_refs().is_empty() {
                // A count of rows comes from the whole of what is counted.
                let counted = origins.iter().flat_map(Origins::keys).map(|(dataset, _)| ((dataset.clone(), "*".to_owned()), How::Aggregated));
                all.extend(counted);
            }
            for column in other.column_refs() {
                merge(&mut all, of_column(column, input, origins), how);
            }
            for subquery in subqueries(other) {
                for found in columns(&subquery, lineage) {
                    merge(&mut all, found, how.max(How::Derived));
                }
            }
            all
        }
    }
}

fn filtered(expr: &Expr, input: &LogicalPlan, origins: &[Origins], lineage: &mut Lineage) {
    let found = traced(expr, input, origins, How::Derived, lineage);
    lineage.filters.extend(found.into_keys());
}

fn of_column(column: &Column, input: &LogicalPlan, origins: &[Origins]) -> Origins {
    input.schema().index_of_column(column).ok().and_then(|place| origins.get(place)).cloned().unwrap_or_default()
}

fn subqueries(expr: &Expr) -> Vec<LogicalPlan> {
    let mut found = Vec::new();
    // The visitor only collects and never fails.
    let _ = expr.apply(|each| {
        match each {
            Expr::ScalarSubquery(subquery) => found.push(subquery.subquery.as_ref().clone()),
            Expr::InSubquery(inner) => found.push(inner.subquery.subquery.as_ref().clone()),
            Expr::Exists(inner) => found.push(inner.subquery.subquery.as_ref().clone()),
            _ => {}
        }
        Ok(TreeNodeRecursion::Continue)
    });
    found
}

fn merge(into: &mut Origins, more: Origins, at_least: How) {
    for (origin, how) in more {
        let how = how.max(at_least);
        into.entry(origin).and_modify(|known| *known = (*known).max(how)).or_insert(how);
    }
}

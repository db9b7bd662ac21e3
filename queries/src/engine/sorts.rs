//! Keeps the sorts that rows need: what the optimizer wrongly takes for a key must not make it leave one out.
//!
//! DataFusion 55 does so twice. `Unnest` keeps the functional dependencies of its input, so that a row's list and the values
//! out of it count as one, and `eliminate_duplicated_expr` drops the values from an `ORDER BY`; that rule is left out here.
//! And the key of a `GROUP BY` is carried through a projection by the places of the columns that come out
//! (`EquivalenceProperties::projected_constraints`), so that after a reordering other columns are taken for a key; while
//! sorts are decided on, keys are hidden. `engine_facts` tells when an upgrade has mended either.

use std::{fmt, sync::Arc};

use datafusion::{
    common::{
        Constraints, Result,
        config::ConfigOptions,
        tree_node::{Transformed, TreeNode, TreeNodeRecursion},
    },
    error::DataFusionError,
    execution::TaskContext,
    optimizer::{Optimizer, OptimizerRule},
    physical_expr::PhysicalExpr,
    physical_optimizer::{PhysicalOptimizerRule, optimizer::PhysicalOptimizer},
    physical_plan::{
        ChildrenPropertiesMode, DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties, ReplaceChildrenOptions, SendableRecordBatchStream,
        aggregates::AggregateExec,
    },
};

/// A rule of the physical optimizer.
type Rule = Arc<dyn PhysicalOptimizerRule + Send + Sync>;

/// The logical optimizer's own rules, but for the one that drops keys of an order.
pub fn logical_rules() -> impl Iterator<Item = Arc<dyn OptimizerRule + Send + Sync>> {
    Optimizer::new().rules.into_iter().filter(|rule| rule.name() != "eliminate_duplicated_expr")
}

/// The physical optimizer's own rules, with keys hidden around the one that decides on sorts.
pub fn physical_rules() -> Vec<Rule> {
    let around = |rule: Rule| match rule.name() {
        "EnsureRequirements" => vec![Arc::new(Keys { are_hidden: true }) as Rule, rule, Arc::new(Keys { are_hidden: false })],
        _ => vec![rule],
    };
    PhysicalOptimizer::new().rules.into_iter().flat_map(around).collect()
}

/// Hides the keys of aggregates, or shows them again.
#[derive(Debug)]
struct Keys {
    are_hidden: bool,
}

impl PhysicalOptimizerRule for Keys {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _config: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        let change = |node: Arc<dyn ExecutionPlan>| {
            Ok(match node.downcast_ref::<Keyless>() {
                Some(hidden) if !self.are_hidden => Transformed::yes(hidden.input.clone()),
                None if self.are_hidden && node.downcast_ref::<AggregateExec>().is_some() => Transformed::yes(Arc::new(Keyless::of(node)) as _),
                _ => Transformed::no(node),
            })
        };
        Ok(plan.transform_up(change)?.data)
    }

    fn name(&self) -> &'static str {
        if self.are_hidden { "hide_keys" } else { "show_keys" }
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// An aggregate whose key nobody sees. It stands in a plan only while sorts are decided on, and never runs.
#[derive(Debug)]
struct Keyless {
    input: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
}

impl Keyless {
    fn of(input: Arc<dyn ExecutionPlan>) -> Self {
        let properties = PlanProperties::clone(input.properties()).with_constraints(Constraints::default());
        Self { input, properties: Arc::new(properties) }
    }
}

impl DisplayAs for Keyless {
    fn fmt_as(&self, _format: DisplayFormatType, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Keyless")
    }
}

impl ExecutionPlan for Keyless {
    fn name(&self) -> &'static str {
        "Keyless"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true]
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(&self, _take: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
        _options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Arc::new(Self::of(children.swap_remove(0))))
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        self.replace_children(children, ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute))
    }

    fn execute(&self, _partition: usize, _context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        Err(DataFusionError::Internal("a hidden key was not shown again".to_owned()))
    }
}

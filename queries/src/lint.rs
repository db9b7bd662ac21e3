//! The money lint: what a logical plan may not do, because the engine would round, wrap or truncate without a word.

use std::fmt;

use datafusion::{
    arrow::datatypes::DataType,
    common::tree_node::{TreeNode, TreeNodeRecursion},
    logical_expr::{Expr, ExprSchemable, LogicalPlan, Operator},
};

/// Something the lint has against a plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The expression, as the engine prints it.
    pub expression: String,
    /// What is wrong with it and what to write instead.
    pub problem: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "`{}`: {}", self.expression, self.problem)
    }
}

/// Everything the lint finds in a plan and its subqueries.
pub fn findings(plan: &LogicalPlan) -> Vec<Finding> {
    let mut found = Vec::new();
    // The visitors only collect and never fail.
    let _ = plan.apply_with_subqueries(|node| {
        let inputs: Vec<&LogicalPlan> = node.inputs();
        let _ = node.apply_expressions(|expr| {
            expr.apply(|each| {
                let kind_of =
                    |inner: &Expr| inputs.iter().find_map(|input| inner.get_type(input.schema()).ok()).or_else(|| inner.get_type(node.schema()).ok());
                if let Some(problem) = problem(each, &kind_of) {
                    found.push(Finding { expression: each.to_string(), problem });
                }
                Ok(TreeNodeRecursion::Continue)
            })
        });
        Ok(TreeNodeRecursion::Continue)
    });
    found.sort();
    found.dedup();
    found
}

fn problem(expr: &Expr, kind_of: &dyn Fn(&Expr) -> Option<DataType>) -> Option<String> {
    let is_decimal = |inner: &Expr| kind_of(inner).is_some_and(|kind| kind.is_decimal());
    let is_exact = |inner: &Expr| kind_of(inner).is_some_and(|kind| kind.is_decimal() || kind.is_integer());
    let call = match expr {
        Expr::AggregateFunction(call) => Some((call.func.name(), &call.params.args, call.params.distinct)),
        Expr::WindowFunction(call) => Some((call.fun.name(), &call.params.args, call.params.distinct)),
        _ => None,
    };
    if let Some((name, args, is_distinct)) = call {
        let first = args.first();
        return match name {
            "median" | "percentile_cont" => Some(format!("`{name}` has a rule of its own; the one definition here is percentile(x, p)")),
            "sum_checked" if is_distinct => Some("equal amounts are not one amount: no DISTINCT in a sum".to_owned()),
            name if name.starts_with("approx_") => Some(format!("`{name}` is a guess; write the exact function, or percentile(x, p)")),
            "avg" if first.is_some_and(is_decimal) => Some("`avg` of decimals rounds; divide sum_checked(x) where the rule says how".to_owned()),
            "sum" if first.is_some_and(is_exact) => Some("`sum` wraps on overflow; write sum_checked(x)".to_owned()),
            _ => None,
        };
    }
    match expr {
        Expr::BinaryExpr(binary) if binary.op == Operator::Divide && (is_decimal(&binary.left) || is_decimal(&binary.right)) => {
            Some("a plain division of decimals truncates; money is divided only where a rule says how its remainder is shared".to_owned())
        }
        // A number that is written in the text is no amount.
        Expr::Cast(cast)
            if cast.field.data_type().is_floating()
                && !matches!(*cast.expr, Expr::Literal(..))
                && kind_of(&cast.expr).is_some_and(|kind| is_money(&kind)) =>
        {
            Some("money becomes a float; keep it decimal, or pass whole centavos".to_owned())
        }
        _ => None,
    }
}

fn is_money(kind: &DataType) -> bool {
    matches!(kind, DataType::Decimal128(_, 2))
}

//! What a text may be: one question that reads, and nothing else.

use datafusion::{
    execution::context::SQLOptions,
    logical_expr::LogicalPlan,
    sql::{
        parser::{DFParser, Statement},
        sqlparser::ast,
    },
};

use crate::QueryError;

/// Longest statement, in bytes.
pub const STATEMENT_LIMIT: usize = 32 * 1024;

/// Refuses everything but one query, or the `EXPLAIN` of one.
pub fn one_question(sql: &str) -> Result<(), QueryError> {
    let refuse = |problem: &str| Err(QueryError::NotAQuestion { problem: problem.to_owned() });
    if sql.len() > STATEMENT_LIMIT {
        return refuse(&format!("the text has {} bytes, the limit is {STATEMENT_LIMIT}", sql.len()));
    }
    let mut statements = DFParser::parse_sql(sql).map_err(|error| QueryError::Plan { name: "sql".to_owned(), problem: error.strip_backtrace() })?;
    let only = statements.pop_front();
    if !statements.is_empty() {
        return refuse("there are several statements");
    }
    match only {
        None => refuse("there is no statement"),
        Some(Statement::Statement(statement)) if matches!(*statement, ast::Statement::Query(_)) => Ok(()),
        Some(Statement::Explain(explain))
            if !explain.options.analyze
                && matches!(*explain.statement, Statement::Statement(ref inner) if matches!(**inner, ast::Statement::Query(_))) =>
        {
            Ok(())
        }
        Some(_) => refuse("it is no query"),
    }
}

/// Refuses plans that define, change or set anything.
pub fn read_only(plan: &LogicalPlan) -> Result<(), QueryError> {
    let options = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    options.verify_plan(plan).map_err(|error| QueryError::NotAQuestion { problem: error.strip_backtrace() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_questions_pass() {
        for good in ["SELECT 1", "WITH a AS (SELECT 1 AS x) SELECT * FROM a", "EXPLAIN SELECT 1", "VALUES (1)"] {
            assert!(one_question(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "SELECT 1; SELECT 2",
            "DROP TABLE marts.edges",
            "CREATE VIEW v AS SELECT 1",
            "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '/etc/passwd'",
            "COPY (SELECT 1) TO 'x.csv'",
            "INSERT INTO marts.edges VALUES (1)",
            "DELETE FROM raw.events",
            "SET datafusion.execution.batch_size = 1",
            "SHOW ALL",
            "EXPLAIN ANALYZE SELECT 1",
            "PREPARE p AS SELECT 1",
            "SELECT 1 /* ; */ ; -- x\n DROP TABLE t",
        ] {
            assert!(one_question(bad).is_err(), "{bad} passed");
        }
    }
}

//! Facts about the pinned engine that the code is built around. When an upgrade changes one, read the note and decide anew.

use crate::vectors::question;

fn one(sql: &str) -> String {
    question(sql, 1).unwrap()[0][0].clone()
}

#[test]
fn whole_number_sums_wrap_silently() {
    // Why `sum_checked` exists, and why the lint refuses `sum` of whole numbers.
    assert_eq!(one("SELECT SUM(x) FROM (VALUES (9223372036854775807), (1)) AS t(x)"), "-9223372036854775808");
}

#[test]
fn divisions_of_decimals_truncate() {
    // Why the lint refuses a plain division of decimals: two thirds of a real come out short, without a word.
    let quotient = one("SELECT CAST(2.00 AS DECIMAL(18,2)) / CAST(3.00 AS DECIMAL(18,2))");
    assert!(quotient.starts_with("0.66666") && !quotient.ends_with('7'), "{quotient}");
}

#[test]
fn decimal_literals_are_decimals_here() {
    assert_eq!(one("SELECT 0.1 + 0.2 = 0.3"), "true");
}

#[test]
fn the_engines_percentile_truncates_its_weight() {
    // Why there is one percentile of our own, and why the lint refuses `percentile_cont`.
    let sql = |function: &str| {
        format!("SELECT {function}(CAST(x AS DOUBLE), 0.33333333) FROM (VALUES (1000000001), (2000000003), (3000000007), (5000000011)) AS t(x)")
    };
    assert_eq!(one(&sql("percentile")), "1999999993");
    assert_ne!(one(&sql("percentile_cont")), "1999999993");
}

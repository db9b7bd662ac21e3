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
fn the_median_of_whole_numbers_truncates() {
    // Why the lint refuses `median`.
    assert_eq!(one("SELECT median(x) FROM (VALUES (1), (2)) AS t(x)"), "1");
}

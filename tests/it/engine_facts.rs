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

#[test]
fn every_key_of_an_order_counts() {
    // Why `queries/src/engine/sorts.rs` exists: the engine's own rules leave the second key out of both orders, so that the
    // rows come as they were. When this passes without that file, an upgrade has mended it.
    let letters = |sql: &str| question(sql, 1).unwrap().into_iter().map(|row| row[1].clone()).collect::<Vec<String>>();
    // The key of the inner query stood where `n` stands.
    let by_place = "SELECT n, a FROM (SELECT a, n, row_number() OVER (ORDER BY n) AS rn FROM (
                        SELECT a, count(*) AS n FROM (VALUES ('c'), ('b'), ('a'), ('d'), ('d')) AS t(a) GROUP BY a)) ORDER BY n, a";
    assert_eq!(letters(by_place), ["a", "b", "c", "d"]);
    // What comes out of a list is not what the list's row was grouped by.
    let unnested = "SELECT k, unnest(list) AS a FROM (
                        SELECT k, first_value(list) AS list FROM (VALUES (1, make_array('c', 'a', 'b'))) AS t(k, list) GROUP BY k) ORDER BY k, a";
    assert_eq!(letters(unnested), ["a", "b", "c"]);
}

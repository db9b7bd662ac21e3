-- name: audits.loads_completeness
-- title: Veio tudo o que a fonte deu? | Did everything come that the source gave?
-- owner: tecnologia
--
-- Source by month of the rows' own date, summed over the batches that read it, the last 36 months that there are; what does
-- not meet comes first.

WITH periods AS (
    SELECT
        batches.load,
        completeness.dataset,
        completeness.period_on,
        COUNT(*) AS batches_n,
        sum_checked(completeness.source_rows) AS source_rows,
        sum_checked(completeness.lake_rows) AS lake_rows,
        sum_checked(completeness.rejected_rows) AS rejected_rows,
        sum_checked(completeness.difference_rows) AS difference_rows,
        sum_checked(completeness.source_amount) AS source_amount,
        sum_checked(completeness.lake_amount) AS lake_amount,
        sum_checked(completeness.difference_amount) AS difference_amount,
        MAX(completeness.horizon_at) AS horizon_at,
        MIN(completeness.proof) AS proof,
        COUNT(*) FILTER (WHERE NOT completeness.is_complete) = 0 AS is_complete
    FROM meta.completeness AS completeness
    INNER JOIN meta.batches AS batches ON batches.batch_id = completeness.batch_id
    GROUP BY batches.load, completeness.dataset, completeness.period_on
),

newest AS (
    SELECT MAX(period_on) AS period_on FROM periods
)

SELECT periods.*
FROM periods
CROSS JOIN newest
WHERE periods.period_on > months_before(newest.period_on, 36) OR NOT periods.is_complete
ORDER BY periods.is_complete, periods.load, periods.dataset, periods.period_on DESC

-- name: audits.loads_completeness
-- title: Veio tudo o que a fonte deu? | Did everything come that the source gave?
-- owner: tecnologia
--
-- Summed over the batches of a dataset; batches whose counts do not meet come first.

SELECT
    dataset,
    COUNT(*) AS batches_n,
    sum_checked(source_rows) AS source_rows,
    sum_checked(lake_rows) AS lake_rows,
    sum_checked(rejected_rows) AS rejected_rows,
    sum_checked(difference_rows) AS difference_rows,
    COUNT(*) FILTER (WHERE NOT is_complete) = 0 AS is_complete
FROM meta.completeness
GROUP BY dataset
ORDER BY is_complete, dataset

-- name: marts.variants
-- title: Caminhos percorridos | Paths taken
-- grain: object_type, variant
-- columns: object_type:code, variant:text, n_cases:int, share:num
-- owner: planejamento
-- check: unique(object_type, variant), range(n_cases, 1, null), range(share, 0, 1)
-- tag: fluxo
--
-- A variant is a case's event types in order; its share is of the cases of its type.

WITH cases AS (
    SELECT object_type, variant FROM staging.case_paths
),

counted AS (
    SELECT object_type, variant, COUNT(*) AS n_cases
    FROM cases
    GROUP BY object_type, variant
),

totals AS (
    SELECT object_type, COUNT(*) AS n_cases
    FROM cases
    GROUP BY object_type
)

SELECT
    counted.object_type,
    counted.variant,
    counted.n_cases,
    CAST(counted.n_cases AS DOUBLE) / CAST(totals.n_cases AS DOUBLE) AS share
FROM counted
INNER JOIN totals ON totals.object_type = counted.object_type

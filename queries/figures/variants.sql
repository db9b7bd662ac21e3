-- name: figures.variants
-- title: Caminhos mais comuns | Commonest paths
-- grain: object_type, place
-- columns: object_type:code, place:int, variant:text, steps_n:int, cases_n:int, share:num
-- owner: planejamento
-- check: unique(object_type, place), range(share, 0, 1)
-- tag: figura
--
-- The ten paths that most cases of a kind take, and all others together under place 11.

WITH ranked AS (
    SELECT
        object_type, variant, n_cases, share,
        ROW_NUMBER() OVER (PARTITION BY object_type ORDER BY n_cases DESC, variant) AS place
    FROM marts.variants
)

SELECT object_type, place, variant, CAST(array_length(string_to_array(variant, ' > ')) AS BIGINT) AS steps_n, n_cases AS cases_n, share
FROM ranked
WHERE place <= 10
UNION ALL
SELECT object_type, 11 AS place, '*' AS variant, 0 AS steps_n, sum_checked(n_cases) AS cases_n, SUM(share) AS share
FROM ranked
WHERE place > 10
GROUP BY object_type

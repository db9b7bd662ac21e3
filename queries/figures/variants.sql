-- name: figures.variants
-- title: Caminhos mais comuns | Commonest paths
-- grain: process, place
-- columns: process:code, process_label:text, place:int, variant:text, last_event:text?, steps_n:int?, cases_n:int, share:num
-- owner: planejamento
-- check: unique(process, place), range(share, 0, 1)
-- tag: figura
--
-- The ten paths that most cases take, and all others together (`*`).

WITH firsts AS (
    SELECT case_object_type AS object_type, MIN(process) AS process FROM staging.process_stages GROUP BY case_object_type
),

-- Of several processes with one kind of case, the first by name.
slices AS (
    SELECT DISTINCT firsts.object_type, firsts.process, stages.process_label
    FROM firsts
    INNER JOIN staging.process_stages AS stages ON stages.process = firsts.process
),

-- A kind that is no process's case stands for itself.
ranked AS (
    SELECT
        COALESCE(slices.process, variants.object_type) AS process,
        COALESCE(slices.process_label, variants.object_type) AS process_label,
        variants.variant, variants.n_cases, variants.share,
        ROW_NUMBER() OVER (PARTITION BY COALESCE(slices.process, variants.object_type) ORDER BY variants.n_cases DESC, variants.variant) AS place
    FROM slices
    RIGHT JOIN marts.variants AS variants ON variants.object_type = slices.object_type
),

totals AS (
    SELECT process, sum_checked(n_cases) AS n FROM ranked GROUP BY process
)

SELECT
    process,
    process_label,
    place,
    variant,
    array_element(string_to_array(variant, ' > '), -1) AS last_event,
    CAST(array_length(string_to_array(variant, ' > ')) AS BIGINT) AS steps_n,
    n_cases AS cases_n,
    share
FROM ranked
WHERE place <= 10
UNION ALL
SELECT
    ranked.process, MIN(ranked.process_label) AS process_label, 11 AS place, '*' AS variant,
    CAST(NULL AS VARCHAR) AS last_event, CAST(NULL AS BIGINT) AS steps_n, sum_checked(ranked.n_cases) AS cases_n,
    CAST(sum_checked(ranked.n_cases) AS DOUBLE) / CAST(MAX(totals.n) AS DOUBLE) AS share
FROM totals
INNER JOIN ranked ON ranked.process = totals.process
WHERE ranked.place > 10
GROUP BY ranked.process

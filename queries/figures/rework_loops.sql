-- name: figures.rework_loops
-- title: Atividades que se repetem | Activities that come again
-- grain: process, place
-- columns: process:code, process_label:text, place:int, event_type:text, cases_n:int?, cases_repeated_n:int?,
--   repeats_n:int, extra_seconds:num, repeat_rate:num?
-- owner: planejamento
-- check: unique(process, place), range(extra_seconds, 0, null)
-- tag: figura
--
-- What comes more than once in a case, and the time from its first to its last coming, summed over the cases.
-- The fourteen that cost most, and all others together (`*`).

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
        COALESCE(slices.process, rework.object_type) AS process,
        COALESCE(slices.process_label, rework.object_type) AS process_label,
        rework.event_type, rework.cases_n, rework.cases_repeated_n, rework.repeats_n,
        COALESCE(rework.extra_seconds, 0) AS extra_seconds, rework.repeat_rate,
        ROW_NUMBER() OVER (
            PARTITION BY COALESCE(slices.process, rework.object_type) ORDER BY COALESCE(rework.extra_seconds, 0) DESC, rework.event_type
        ) AS place
    FROM slices
    RIGHT JOIN marts.rework AS rework ON rework.object_type = slices.object_type
    WHERE rework.repeats_n > 0
)

SELECT process, process_label, place, event_type, cases_n, cases_repeated_n, repeats_n, extra_seconds, repeat_rate FROM ranked WHERE place <= 14
UNION ALL
SELECT
    process, MIN(process_label) AS process_label, 15 AS place, '*' AS event_type, CAST(NULL AS BIGINT) AS cases_n, CAST(NULL AS BIGINT) AS cases_repeated_n,
    sum_checked(repeats_n) AS repeats_n,
    seconds(sum_checked(CAST(round(extra_seconds * 1000000) AS BIGINT))) AS extra_seconds,
    CAST(NULL AS DOUBLE) AS repeat_rate
FROM ranked
WHERE place > 14
GROUP BY process

-- name: marts.rework
-- title: Retrabalho por atividade | Rework by activity
-- grain: object_type, event_type
-- columns: object_type:code, event_type:text, cases_n:int, cases_repeated_n:int, repeats_n:int,
--   self_loops_n:int, returns_n:int, repeat_rate:num, extra_seconds:num?
-- owner: planejamento
-- check: unique(object_type, event_type), range(cases_n, 1, null), range(repeat_rate, 0, 1)
-- check: holds(repeats_n = self_loops_n + returns_n AND self_loops_n >= 0 AND returns_n >= 0)
-- tag: fluxo
--
-- Repeats are the occurrences of an activity in a case beyond the first. A self loop follows the same activity directly;
-- every other repeat is a return. Extra time runs from the first to the last occurrence of the cases that repeat.

WITH occurrences AS (
    SELECT
        object_type,
        event_type,
        object_id,
        COUNT(*) AS n,
        COUNT(*) FILTER (WHERE next_event_type = event_type) AS self_loops_n,
        micros_between(MIN(occurred_at), MAX(occurred_at)) AS micros
    FROM staging.case_events
    GROUP BY object_type, event_type, object_id
)

SELECT
    object_type,
    event_type,
    COUNT(*) AS cases_n,
    COUNT(*) FILTER (WHERE n > 1) AS cases_repeated_n,
    sum_checked(n - 1) AS repeats_n,
    sum_checked(self_loops_n) AS self_loops_n,
    sum_checked(n - 1 - self_loops_n) AS returns_n,
    CAST(COUNT(*) FILTER (WHERE n > 1) AS DOUBLE) / CAST(COUNT(*) AS DOUBLE) AS repeat_rate,
    seconds(sum_checked(micros)) AS extra_seconds
FROM occurrences
GROUP BY object_type, event_type

-- name: marts.case_durations
-- title: Duração de cada caso | Duration of each case
-- grain: object_type, object_id
-- columns: object_type:code, object_id:id, n_events:int, first_at:at, last_at:at, duration_seconds:num, is_open:bool?
-- owner: planejamento
-- check: unique(object_type, object_id), range(n_events, 1, null), range(duration_seconds, 0, null)
-- tag: fluxo
--
-- Last event minus first, also of cases that still run.
-- Whether a case runs is told by the process of its type; of a type without a process it is unknown.

SELECT
    object_type,
    object_id,
    COUNT(*) AS n_events,
    MIN(occurred_at) AS first_at,
    MAX(occurred_at) AS last_at,
    seconds(micros_between(MIN(occurred_at), MAX(occurred_at))) AS duration_seconds,
    CAST(NULL AS BOOLEAN) AS is_open
FROM staging.case_events
GROUP BY object_type, object_id

-- name: marts.edges
-- title: Passagens entre atividades | Transitions between activities
-- grain: object_type, source_event, target_event
-- columns: object_type:code, source_event:text, target_event:text, n:int,
--   sum_seconds:num, mean_seconds:num, median_seconds:num, p90_seconds:num, handover_n:int
-- owner: planejamento
-- check: unique(object_type, source_event, target_event), range(n, 1, null), range(sum_seconds, 0, null)
-- check: holds(handover_n BETWEEN 0 AND n)
-- tag: fluxo
--
-- Consecutive events of a case, in calendar seconds. A handover is a pair whose actors are both known and differ.
-- Source: van der Aalst 2016; percentiles are type 7 (Hyndman and Fan 1996).

WITH pairs AS (
    SELECT
        object_type,
        event_type AS source_event,
        next_event_type AS target_event,
        actor_id,
        next_actor_id,
        micros_between(occurred_at, next_at) AS micros
    FROM staging.case_events
    WHERE next_at IS NOT NULL
)

SELECT
    object_type,
    source_event,
    target_event,
    COUNT(*) AS n,
    seconds(sum_checked(micros)) AS sum_seconds,
    seconds(CAST(sum_checked(micros) AS DOUBLE) / CAST(COUNT(*) AS DOUBLE)) AS mean_seconds,
    seconds(percentile(micros, 0.5)) AS median_seconds,
    seconds(percentile(micros, 0.9)) AS p90_seconds,
    COUNT(*) FILTER (WHERE actor_id <> next_actor_id) AS handover_n
FROM pairs
GROUP BY object_type, source_event, target_event

-- name: marts.handovers
-- title: Passagens entre núcleos | Handovers between units
-- grain: object_type, source_unit_id, target_unit_id
-- columns: object_type:code, source_unit_id:id, target_unit_id:id, n:int, share:num,
--   mean_seconds:num, median_seconds:num, ping_pong_n:int
-- owner: planejamento
-- check: unique(object_type, source_unit_id, target_unit_id), range(n, 1, null), range(share, 0, 1)
-- check: holds(ping_pong_n BETWEEN 0 AND n)
-- tag: fluxo
--
-- Consecutive events whose units are both known, equal units included, in calendar seconds.
-- Ping-pong counts the moves a → b after which the next unit other than b is a again.

WITH pairs AS (
    SELECT
        object_type,
        unit_id AS source_unit_id,
        next_unit_id AS target_unit_id,
        then_unit_id,
        micros_between(occurred_at, next_at) AS micros
    FROM staging.case_events
    WHERE unit_id IS NOT NULL AND next_unit_id IS NOT NULL
),

totals AS (
    SELECT object_type, COUNT(*) AS n
    FROM pairs
    GROUP BY object_type
),

moves AS (
    SELECT
        object_type,
        source_unit_id,
        target_unit_id,
        COUNT(*) AS n,
        seconds(CAST(sum_checked(micros) AS DOUBLE) / CAST(COUNT(*) AS DOUBLE)) AS mean_seconds,
        seconds(percentile(micros, 0.5)) AS median_seconds,
        COUNT(*) FILTER (WHERE source_unit_id <> target_unit_id AND then_unit_id = source_unit_id) AS ping_pong_n
    FROM pairs
    GROUP BY object_type, source_unit_id, target_unit_id
)

SELECT
    moves.object_type,
    moves.source_unit_id,
    moves.target_unit_id,
    moves.n,
    CAST(moves.n AS DOUBLE) / CAST(totals.n AS DOUBLE) AS share,
    moves.mean_seconds,
    moves.median_seconds,
    moves.ping_pong_n
FROM moves
INNER JOIN totals ON totals.object_type = moves.object_type

-- name: marts.cumulative_flow
-- title: Fluxo acumulado | Cumulative flow
-- grain: process, stage, day_on
-- columns: process:code, stage:code, day_on:on, entered_n:int, left_n:int, wip_n:int
-- owner: planejamento
-- check: unique(process, stage, day_on), range(entered_n, 0, null), range(left_n, 0, null)
-- check: holds(wip_n = entered_n - left_n AND wip_n >= 0)
-- tag: fluxo
--
-- How many visits had entered and left each stage by the end of each day, from the first visit of the process to its horizon.
-- Both never fall; what lies between them is in process.

WITH ends AS (
    SELECT process, MIN(entered_at) AS first_at, MAX(greatest(entered_at, exited_at)) AS last_at FROM marts.case_stages GROUP BY process
),

-- What happens at the horizon itself is seen.
spans AS (
    SELECT ends.process, ends.first_at, greatest(horizons.until_at, ends.last_at + INTERVAL '1 microsecond') AS until_at
    FROM ends
    INNER JOIN staging.process_horizons AS horizons ON horizons.process = ends.process
),

days AS (
    SELECT process, unnest(days_touched(first_at, until_at)) AS day_on FROM spans
),

grid AS (
    SELECT stages.process, stages.stage, days.day_on
    FROM (SELECT DISTINCT process, stage FROM marts.case_stages) AS stages
    INNER JOIN days ON days.process = stages.process
),

entries AS (
    SELECT process, stage, local_day(entered_at) AS day_on, COUNT(*) AS n
    FROM marts.case_stages
    GROUP BY process, stage, local_day(entered_at)
),

exits AS (
    SELECT process, stage, local_day(exited_at) AS day_on, COUNT(*) AS n
    FROM marts.case_stages
    WHERE exited_at IS NOT NULL
    GROUP BY process, stage, local_day(exited_at)
),

summed AS (
    SELECT
        grid.process,
        grid.stage,
        grid.day_on,
        sum_checked(COALESCE(entries.n, 0)) OVER to_here AS entered_n,
        sum_checked(COALESCE(exits.n, 0)) OVER to_here AS left_n
    FROM grid
    LEFT JOIN entries ON entries.process = grid.process AND entries.stage = grid.stage AND entries.day_on = grid.day_on
    LEFT JOIN exits ON exits.process = grid.process AND exits.stage = grid.stage AND exits.day_on = grid.day_on
    WINDOW to_here AS (PARTITION BY grid.process, grid.stage ORDER BY grid.day_on ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
)

SELECT process, stage, day_on, entered_n, left_n, entered_n - left_n AS wip_n
FROM summed

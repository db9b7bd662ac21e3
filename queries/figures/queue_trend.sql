-- name: figures.queue_trend
-- title: A fila de cada etapa | The queue of each stage
-- grain: process, stage_no, stage, week_on
-- columns: process:code, process_label:text, stage_no:i32, stage:code, label:text, week_on:on, wip_end_n:int, arrivals_n:int, exits_n:int,
--   queue_slope:num?, queue_p:num?
-- owner: planejamento
-- check: unique(process, stage, week_on), range(wip_end_n, 0, null)
-- tag: figura
--
-- The last 26 weeks that are over, or all that there are: what was in each stage at the end of the week, what came and what left.
-- Slope (items a week) and p are those of the newest month of the stage.

WITH ended AS (
    SELECT weeks.*, ROW_NUMBER() OVER (PARTITION BY weeks.process, weeks.stage ORDER BY weeks.week_on DESC) AS back_no
    FROM staging.process_horizons AS horizons
    INNER JOIN marts.stage_weeks AS weeks ON weeks.process = horizons.process
    WHERE weeks.unit_id = '*' AND day_start(CAST(weeks.week_on + INTERVAL '7' DAY AS DATE)) <= horizons.until_at
),

newest AS (
    SELECT process, stage, MAX(month_on) AS month_on FROM marts.bottlenecks WHERE unit_id = '*' GROUP BY process, stage
),

slopes AS (
    SELECT bottlenecks.process, bottlenecks.stage, bottlenecks.queue_slope, bottlenecks.queue_p
    FROM newest
    INNER JOIN marts.bottlenecks AS bottlenecks
        ON bottlenecks.process = newest.process AND bottlenecks.stage = newest.stage AND bottlenecks.month_on = newest.month_on
    WHERE bottlenecks.unit_id = '*'
)

SELECT
    ended.process,
    stages.process_label,
    stages.stage_no,
    ended.stage,
    stages.label,
    ended.week_on,
    ended.wip_end_n,
    ended.arrivals_n,
    ended.departures_n + ended.diversions_n AS exits_n,
    slopes.queue_slope,
    slopes.queue_p
FROM staging.process_stages AS stages
INNER JOIN ended ON ended.process = stages.process AND ended.stage = stages.stage
LEFT JOIN slopes ON slopes.process = ended.process AND slopes.stage = ended.stage
WHERE ended.back_no <= 26

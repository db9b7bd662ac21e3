-- name: figures.cumulative_flow
-- title: Fluxo acumulado | Cumulative flow
-- grain: process, stage_no, stage, day_on
-- columns: process:code, process_label:text, stage_no:i32, stage:code, label:text, day_on:on, entered_n:int, left_n:int, wip_n:int
-- owner: planejamento
-- check: unique(process, stage, day_on), holds(wip_n = entered_n - left_n)
-- tag: figura
--
-- The last 27 Sundays' evenings, and the last day itself: how many passages had entered and left each stage since the records began.

WITH last_days AS (
    SELECT process, MAX(day_on) AS last_on FROM marts.cumulative_flow GROUP BY process
),

days AS (
    SELECT process, day_on, ROW_NUMBER() OVER (PARTITION BY process ORDER BY day_on DESC) AS back_no
    FROM (
        SELECT DISTINCT flow.process, flow.day_on
        FROM last_days
        INNER JOIN marts.cumulative_flow AS flow ON flow.process = last_days.process
        WHERE flow.day_on = last_days.last_on OR flow.day_on = CAST(local_week(day_start(flow.day_on)) + INTERVAL '6' DAY AS DATE)
    )
)

SELECT flow.process, stages.process_label, stages.stage_no, flow.stage, stages.label, flow.day_on, flow.entered_n, flow.left_n, flow.wip_n
FROM days
INNER JOIN marts.cumulative_flow AS flow ON flow.process = days.process AND flow.day_on = days.day_on
INNER JOIN staging.process_stages AS stages ON stages.process = flow.process AND stages.stage = flow.stage
WHERE days.back_no <= 28

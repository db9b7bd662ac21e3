-- name: figures.stage_wait
-- title: Tempo em cada etapa | Time in each stage
-- grain: process, stage
-- columns: process:code, process_label:text, stage:code, stage_no:i32, label:text, visits_n:int?, open_n:int?,
--   p25_seconds:num?, p50_seconds:num?, p75_seconds:num?, waiting_share:num?,
--   rank:i32?, reasons:texts, flag_share:num?, flag_low_share:num?, flag_high_share:num?
-- owner: planejamento
-- check: unique(process, stage), range(waiting_share, 0, 1)
-- tag: figura
--
-- Working time of the visits that the last weeks saw (`km_window_weeks`), those that have not left counted as such:
-- a quarter, a half, three quarters have left by then. The share is that of the waiting of the process in these weeks.
-- Of a stage that no record ever mentions nothing is counted.
-- What makes a stage a bottleneck, its rank and its share with the margin are those that `figures.bottleneck_reasons` tells.

WITH weeks AS (
    SELECT process, week_on, ROW_NUMBER() OVER (PARTITION BY process ORDER BY week_on DESC) AS back_no
    FROM (SELECT DISTINCT process, week_on FROM marts.stage_weeks)
),

last_weeks AS (
    SELECT process, week_on FROM weeks WHERE back_no = 1
),

-- The weeks that the survival curve looks back over.
window_weeks AS (
    SELECT weeks.process, weeks.week_on
    FROM staging.parameters AS parameters
    INNER JOIN weeks ON weeks.back_no <= CAST(parameters.value AS BIGINT)
    WHERE parameters.name = 'km_window_weeks'
),

waiting AS (
    SELECT stage_weeks.process, stage_weeks.stage, sum_checked(CAST(round(stage_weeks.waiting_seconds * 1000000) AS BIGINT)) AS micros
    FROM window_weeks
    INNER JOIN marts.stage_weeks AS stage_weeks ON stage_weeks.process = window_weeks.process AND stage_weeks.week_on = window_weeks.week_on
    WHERE stage_weeks.unit_id = '*'
    GROUP BY stage_weeks.process, stage_weeks.stage
),

totals AS (
    SELECT process, sum_checked(micros) AS micros FROM waiting GROUP BY process
),

-- One finding for both figures: which stages stand out, and in which month.
flags AS (
    SELECT process, stage, place AS rank, reasons, waiting_share, waiting_low_share, waiting_high_share FROM figures.bottleneck_reasons
),

open AS (
    SELECT process, stage, COUNT(*) FILTER (WHERE outcome = 'aberto') AS n FROM marts.case_stages GROUP BY process, stage
)

SELECT
    stages.process,
    stages.process_label,
    stages.stage,
    stages.stage_no,
    stages.label,
    CASE WHEN open.n IS NOT NULL THEN COALESCE(survival.spells_n, 0) END AS visits_n,
    open.n AS open_n,
    survival.km_p25_seconds AS p25_seconds,
    survival.km_p50_seconds AS p50_seconds,
    survival.km_p75_seconds AS p75_seconds,
    CASE WHEN totals.micros > 0 THEN CAST(waiting.micros AS DOUBLE) / CAST(totals.micros AS DOUBLE) END AS waiting_share,
    flags.rank,
    COALESCE(flags.reasons, arrow_cast(make_array(), 'List(Utf8)')) AS reasons,
    flags.waiting_share AS flag_share,
    flags.waiting_low_share AS flag_low_share,
    flags.waiting_high_share AS flag_high_share
FROM staging.process_stages AS stages
INNER JOIN last_weeks ON last_weeks.process = stages.process
LEFT JOIN staging.stage_survival AS survival
    ON survival.process = stages.process AND survival.stage = stages.stage
    AND survival.unit_id = '*' AND survival.week_on = last_weeks.week_on
LEFT JOIN waiting ON waiting.process = stages.process AND waiting.stage = stages.stage
LEFT JOIN totals ON totals.process = stages.process
LEFT JOIN flags ON flags.process = stages.process AND flags.stage = stages.stage
LEFT JOIN open ON open.process = stages.process AND open.stage = stages.stage
WHERE stages.stage <> 'pausa'

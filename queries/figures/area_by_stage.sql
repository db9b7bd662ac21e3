-- name: figures.area_by_stage
-- title: Etapas por área | Stages by area
-- grain: process, area_id, stage_no, stage
-- columns: process:code, process_label:text, area_id:id, area_label:text, stage_no:i32, stage:code, label:text, p50_seconds:num, visits_n:int
-- owner: planejamento
-- check: unique(process, area_id, stage), range(visits_n, 5, null)
-- tag: figura
--
-- The median of the working time of visits that ended in the last twelve months, area by area; of fewer than `min_cases` nothing is said.

WITH visits AS (
    SELECT stages.process, stages.stage, stages.area_id, stages.business_seconds
    FROM staging.process_horizons AS horizons
    INNER JOIN marts.case_stages AS stages ON stages.process = horizons.process
    WHERE stages.area_id IS NOT NULL
        AND stages.exited_at IS NOT NULL
        AND local_day(stages.exited_at) > months_before(local_day(horizons.until_at), 12)
),

counted AS (
    SELECT process, stage, area_id, percentile(business_seconds, 0.5) AS p50_seconds, COUNT(*) AS visits_n
    FROM visits
    GROUP BY process, stage, area_id
)

SELECT
    counted.process,
    stages.process_label,
    counted.area_id,
    COALESCE(areas.name, counted.area_id) AS area_label,
    stages.stage_no,
    counted.stage,
    stages.label,
    counted.p50_seconds,
    counted.visits_n
FROM staging.parameters AS parameters
CROSS JOIN staging.process_stages AS stages
INNER JOIN counted ON counted.process = stages.process AND counted.stage = stages.stage
LEFT JOIN staging.areas AS areas ON areas.area_id = counted.area_id
WHERE parameters.name = 'min_cases' AND CAST(counted.visits_n AS DOUBLE) >= parameters.value

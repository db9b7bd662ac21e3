-- name: figures.ageing_now
-- title: Idade do que está em andamento | Age of what is in process
-- grain: process, stage_no, stage, place
-- columns: process:code, process_label:text, stage_no:i32, stage:code, label:text, place:int, object_id:id, case_id:id, unit_id:id?,
--   age_seconds:num, p50_seconds:num?, p85_seconds:num?, percentile:num?, is_old:bool?, blocked_reason:code?, due_at:at?, open_n:int, old_n:int
-- owner: planejamento
-- check: unique(process, stage, place), range(place, 1, 40), holds(old_n <= open_n)
-- tag: figura
--
-- The forty oldest open passages of each stage, in working time, beside what those took that left it in the last months;
-- how many are open in all, and how many of them are older than 85 % of those.

WITH ranked AS (
    SELECT
        ageing.*,
        ROW_NUMBER() OVER (PARTITION BY process, stage ORDER BY age_seconds DESC, object_type, object_id) AS place
    FROM marts.ageing_work AS ageing
),

counts AS (
    SELECT process, stage, COUNT(*) AS open_n, COUNT(*) FILTER (WHERE is_old) AS old_n FROM marts.ageing_work GROUP BY process, stage
)

SELECT
    ranked.process,
    stages.process_label,
    stages.stage_no,
    ranked.stage,
    stages.label,
    ranked.place,
    ranked.object_id,
    ranked.case_id,
    ranked.unit_id,
    ranked.age_seconds,
    ranked.p50_seconds,
    ranked.p85_seconds,
    ranked.percentile,
    ranked.is_old,
    ranked.blocked_reason,
    ranked.due_at,
    counts.open_n,
    counts.old_n
FROM counts
INNER JOIN ranked ON ranked.process = counts.process AND ranked.stage = counts.stage
INNER JOIN staging.process_stages AS stages ON stages.process = ranked.process AND stages.stage = ranked.stage
WHERE ranked.place <= 40

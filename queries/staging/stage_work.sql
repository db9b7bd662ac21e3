-- name: staging.stage_work
-- title: Trabalho dentro das visitas | Work inside visits
-- grain: process, stage, object_type, object_id, visit_no, started_at, ended_at
-- columns: process:code, stage:code, object_type:code, object_id:id, visit_no:i32, started_at:at, ended_at:at, calendar_id:id
-- owner: tecnologia
-- check: holds(started_at <= ended_at)
-- tag: fluxo
--
-- Of stages in which somebody works: the intervals of work that events end, where their start is known,
-- cut to the visit. The work of an event that another stage names belongs there. Equal intervals are one.

SELECT DISTINCT
    works.process,
    works.stage,
    works.object_type,
    works.object_id,
    works.visit_no,
    least(greatest(works.started_at, works.entered_at), works.until_at) AS started_at,
    greatest(least(works.ended_at, works.until_at), works.entered_at) AS ended_at,
    works.calendar_id
FROM staging.process_stages AS stages
INNER JOIN staging.visit_works AS works ON works.process = stages.process AND works.stage = stages.stage
WHERE stages.nature = 'trabalho'

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
    visits.process,
    visits.stage,
    visits.object_type,
    visits.object_id,
    visits.visit_no,
    least(greatest(events.started_at, visits.entered_at), visits.until_at) AS started_at,
    greatest(least(events.occurred_at, visits.until_at), visits.entered_at) AS ended_at,
    visits.calendar_id
FROM staging.stage_events AS events
INNER JOIN staging.process_stages AS stages ON stages.process = events.process AND stages.stage = events.stage
INNER JOIN staging.stage_visits AS visits
    ON visits.process = events.process
    AND visits.stage = events.stage
    AND visits.object_type = events.object_type
    AND visits.object_id = events.object_id
    AND visits.visit_no = events.works_no
WHERE stages.nature = 'trabalho' AND events.started_at IS NOT NULL

-- name: staging.visit_works
-- title: Trabalhos de cada visita | Pieces of work of each visit
-- grain: process, stage, object_type, object_id, visit_no, event_id
-- columns: process:code, stage:code, object_type:code, object_id:id, visit_no:i32, event_id:id, event_type:text, actor_id:id?,
--   started_at:at, ended_at:at, entered_at:at, until_at:at, calendar_id:id, case_object_type:code, case_id:id, is_first:bool
-- owner: tecnologia
-- check: unique(process, stage, object_type, object_id, visit_no, event_id), holds(started_at <= ended_at)
-- tag: fluxo
--
-- The work that events end, where its start is known, with the visit that it was done in. The first of a visit began first;
-- of several at one instant it is the first by id. The work of an event that another stage names belongs there.

WITH works AS (
    SELECT process, stage, object_type, object_id, works_no AS visit_no, event_id, event_type, actor_id, started_at, occurred_at AS ended_at
    FROM staging.stage_events
    WHERE works_no IS NOT NULL AND started_at IS NOT NULL AND stage <> 'pausa'
),

first_starts AS (
    SELECT process, stage, object_type, object_id, visit_no, MIN(started_at) AS started_at
    FROM works
    GROUP BY process, stage, object_type, object_id, visit_no
),

firsts AS (
    SELECT works.process, works.stage, works.object_type, works.object_id, works.visit_no, MIN(works.event_id) AS event_id
    FROM first_starts
    INNER JOIN works
        ON works.process = first_starts.process
        AND works.stage = first_starts.stage
        AND works.object_type = first_starts.object_type
        AND works.object_id = first_starts.object_id
        AND works.visit_no = first_starts.visit_no
        AND works.started_at = first_starts.started_at
    GROUP BY works.process, works.stage, works.object_type, works.object_id, works.visit_no
)

SELECT
    works.process,
    works.stage,
    works.object_type,
    works.object_id,
    works.visit_no,
    works.event_id,
    works.event_type,
    works.actor_id,
    works.started_at,
    works.ended_at,
    visits.entered_at,
    visits.until_at,
    visits.calendar_id,
    visits.case_object_type,
    visits.case_id,
    firsts.event_id = works.event_id AS is_first
FROM firsts
INNER JOIN works
    ON firsts.process = works.process
    AND firsts.stage = works.stage
    AND firsts.object_type = works.object_type
    AND firsts.object_id = works.object_id
    AND firsts.visit_no = works.visit_no
INNER JOIN staging.stage_visits AS visits
    ON visits.process = works.process
    AND visits.stage = works.stage
    AND visits.object_type = works.object_type
    AND visits.object_id = works.object_id
    AND visits.visit_no = works.visit_no

-- name: staging.stage_events
-- title: Eventos das etapas, em ordem | Events of the stages, in order
-- grain: process, stage, object_type, object_id, place
-- columns: process:code, stage:code, object_type:code, object_id:id, event_id:id, event_type:text,
--   occurred_at:at, started_at:at?, sequence:int, unit_id:id?, reason:code?, place:int,
--   opens_no:i32?, closes_no:i32?, works_no:i32?, is_left_open:bool,
--   outcome:code?, entered_at:at?, enter_event_id:id?, enter_unit_id:id?, enter_reason:code?
-- owner: tecnologia
-- check: unique(process, stage, object_type, object_id, place), range(place, 1, null)
-- check: holds(entered_at <= occurred_at)
-- tag: fluxo
--
-- Every event that opens, closes or works on a visit of a stage, once for each object that it reaches there.
-- From `place` on, columns are added in one pass over the sorted rows: which visit the event opens, closes, works on;
-- a row that closes also says when and by which event its visit was entered.

WITH stages AS (
    SELECT * FROM staging.process_stages
),

-- What an event type does to a stage. One that closes in several ways closes in the first: forward before aside.
roles AS (
    SELECT
        process,
        stage,
        event_type,
        bool_or(role = 'enter') AS opens,
        MIN(CASE role WHEN 'exit' THEN 'avancou' WHEN 'other_exit' THEN 'desviou' WHEN 'final' THEN 'desviou' END) AS closes
    FROM staging.process_stage_events
    GROUP BY process, stage, event_type
),

-- The event is linked to an object of the stage's kind.
direct AS (
    SELECT stages.process, stages.stage, events.object_type, events.object_id, events.event_id, roles.opens, roles.closes, FALSE AS is_via
    FROM stages
    INNER JOIN roles ON roles.process = stages.process AND roles.stage = stages.stage
    INNER JOIN staging.case_events AS events ON events.object_type = stages.object_type AND events.event_type = roles.event_type
),

-- Work inside a visit: events that no stage of the process names.
work AS (
    SELECT
        stages.process, stages.stage, events.object_type, events.object_id, events.event_id,
        FALSE AS opens, CAST(NULL AS VARCHAR) AS closes, FALSE AS is_via
    FROM stages
    INNER JOIN staging.case_events AS events ON events.object_type = stages.object_type
    LEFT ANTI JOIN staging.process_stage_events AS named ON named.process = stages.process AND named.event_type = events.event_type
    WHERE stages.nature = 'trabalho' AND events.started_at IS NOT NULL
),

-- The others, for stages that such events may reach: what they touch, and what they mean there.
others AS (
    SELECT
        stages.process, stages.stage, stages.object_type AS stage_object_type, stages.else_object_type,
        events.object_type, events.object_id, events.event_id, roles.opens, roles.closes
    FROM stages
    INNER JOIN roles ON roles.process = stages.process AND roles.stage = stages.stage
    INNER JOIN staging.case_events AS events ON events.event_type = roles.event_type
    LEFT ANTI JOIN direct
        ON direct.process = stages.process AND direct.stage = stages.stage AND direct.event_id = events.event_id
    WHERE stages.else_object_type IS NOT NULL
        OR EXISTS (
            SELECT 1 FROM staging.process_stage_relations AS relations
            WHERE relations.process = stages.process AND relations.stage = stages.stage
        )
),

-- The event touches an object that objects of the stage's kind name.
via AS (
    SELECT DISTINCT
        others.process, others.stage, links.source_type AS object_type, links.source_id AS object_id, others.event_id,
        others.opens, others.closes, TRUE AS is_via
    FROM others
    INNER JOIN staging.process_stage_relations AS relations ON relations.process = others.process AND relations.stage = others.stage
    INNER JOIN staging.object_relations AS links
        ON links.source_type = others.stage_object_type
        AND links.qualifier = relations.qualifier
        AND links.target_type = others.object_type
        AND links.target_id = others.object_id
),

-- It touches none of those either: the stage is measured on the other kind.
instead AS (
    SELECT DISTINCT
        others.process, others.stage, others.object_type, others.object_id, others.event_id,
        others.opens, others.closes, FALSE AS is_via
    FROM others
    LEFT ANTI JOIN via ON via.process = others.process AND via.stage = others.stage AND via.event_id = others.event_id
    WHERE others.object_type = others.else_object_type
),

reached AS (
    SELECT * FROM direct
    UNION ALL
    SELECT * FROM work
    UNION ALL
    SELECT * FROM via
    UNION ALL
    SELECT * FROM instead
)

SELECT
    reached.process,
    reached.stage,
    reached.object_type,
    reached.object_id,
    reached.event_id,
    events.event_type,
    events.occurred_at,
    events.started_at,
    events.sequence,
    events.unit_id,
    events.reason,
    reached.opens,
    reached.closes,
    reached.is_via
FROM reached
INNER JOIN staging.events AS events ON events.event_id = reached.event_id
ORDER BY reached.process, reached.stage, reached.object_type, reached.object_id, events.occurred_at, events.sequence, events.event_id

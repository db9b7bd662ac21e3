-- name: staging.stage_events
-- title: Eventos das etapas, em ordem | Events of the stages, in order
-- grain: process, stage, object_type, object_id, place
-- columns: process:code, stage:code, object_type:code, object_id:id, event_id:id, event_type:text,
--   occurred_at:at, started_at:at?, sequence:int, actor_id:id?, unit_id:id?, reason:code?, place:int,
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
        MIN(CASE role WHEN 'exit' THEN 'avancou' WHEN 'other_exit' THEN 'desviou' WHEN 'final' THEN 'desviou' END) AS closes,
        bool_or(role = 'final') AS is_final
    FROM staging.process_stage_events
    GROUP BY process, stage, event_type
),

events AS (
    SELECT object_type, object_id, event_id, event_type, occurred_at, started_at, sequence, actor_id, unit_id, reason FROM staging.case_events
),

-- The event is linked to an object of the stage's kind.
direct AS (
    SELECT stages.process, stages.stage, events.*, roles.opens, roles.closes, roles.is_final, FALSE AS is_via
    FROM stages
    INNER JOIN roles ON roles.process = stages.process AND roles.stage = stages.stage
    INNER JOIN events ON events.object_type = stages.object_type AND events.event_type = roles.event_type
),

-- Work inside a visit: events that no stage of the process names.
work AS (
    SELECT worked.*, FALSE AS opens, CAST(NULL AS VARCHAR) AS closes, FALSE AS is_final, FALSE AS is_via
    FROM staging.process_stage_events AS known
    RIGHT ANTI JOIN (
        SELECT stages.process, stages.stage, events.*
        FROM stages
        INNER JOIN events ON events.object_type = stages.object_type
        WHERE stages.nature = 'trabalho' AND events.started_at IS NOT NULL
    ) AS worked ON known.process = worked.process AND known.event_type = worked.event_type
),

-- Stages that events may reach without naming an object of their kind.
reachable AS (
    SELECT stages.process, stages.stage, stages.object_type, stages.else_object_type
    FROM stages
    LEFT JOIN (SELECT DISTINCT process, stage FROM staging.process_stage_relations) AS relations
        ON relations.process = stages.process AND relations.stage = stages.stage
    WHERE stages.else_object_type IS NOT NULL OR relations.stage IS NOT NULL
),

-- Events that name one.
named AS (
    SELECT DISTINCT reachable.process, reachable.stage, events.event_id
    FROM reachable
    INNER JOIN roles ON roles.process = reachable.process AND roles.stage = reachable.stage
    INNER JOIN events ON events.object_type = reachable.object_type AND events.event_type = roles.event_type
),

-- Those that name none: what they touch, and what they mean there.
others AS (
    SELECT
        reachable.process, reachable.stage, reachable.object_type AS stage_object_type, reachable.else_object_type,
        events.*, roles.opens, roles.closes, roles.is_final
    FROM reachable
    INNER JOIN roles ON roles.process = reachable.process AND roles.stage = reachable.stage
    INNER JOIN events ON events.event_type = roles.event_type
    LEFT ANTI JOIN named ON named.process = reachable.process AND named.stage = reachable.stage AND named.event_id = events.event_id
),

-- The event touches an object that objects of the stage's kind name.
via AS (
    SELECT DISTINCT
        others.process, others.stage, links.source_type AS object_type, links.source_id AS object_id,
        others.event_id, others.event_type, others.occurred_at, others.started_at, others.sequence, others.actor_id, others.unit_id, others.reason,
        others.opens, others.closes, others.is_final, TRUE AS is_via
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
    SELECT
        others.process, others.stage, others.object_type, others.object_id,
        others.event_id, others.event_type, others.occurred_at, others.started_at, others.sequence, others.actor_id, others.unit_id, others.reason,
        others.opens, others.closes, others.is_final, FALSE AS is_via
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
),

-- Objects that could be a case and are part of another one: a final event of that kind does not end their visits.
parts AS (
    SELECT DISTINCT kinds.process, links.source_type AS object_type, links.source_id AS object_id
    FROM (SELECT DISTINCT process, case_object_type, else_case_object_type FROM stages) AS kinds
    INNER JOIN staging.object_relations AS links
        ON links.source_type = kinds.else_case_object_type AND links.target_type = kinds.case_object_type
),

-- A final event ends what is open on the case's own object, and on no other.
-- The smaller side comes first: it is the one that a join keeps in memory.
settled AS (
    SELECT
        placed.*,
        placed.is_final AND (parts.object_id IS NOT NULL OR NOT placed.is_case) AS is_foreign
    FROM parts
    RIGHT JOIN (
        SELECT
            reached.*,
            reached.object_type = stages.case_object_type OR reached.object_type = COALESCE(stages.else_case_object_type, '') AS is_case
        FROM stages
        INNER JOIN reached ON reached.process = stages.process AND reached.stage = stages.stage
    ) AS placed ON parts.process = placed.process AND parts.object_type = placed.object_type AND parts.object_id = placed.object_id
),

placed AS (
    SELECT
        process, stage, object_type, object_id, event_id, event_type, occurred_at, started_at, sequence, actor_id, unit_id, reason,
        opens, CASE WHEN NOT is_foreign THEN closes END AS closes, is_via
    FROM settled
    WHERE opens OR NOT is_foreign
),

-- Pauses of several reasons may run at once: each reason is a track of its own.
tracks AS (
    SELECT DISTINCT stages.process, events.object_type, events.object_id, COALESCE(events.reason, 'outro') AS track
    FROM roles
    INNER JOIN stages ON stages.process = roles.process AND stages.stage = roles.stage
    INNER JOIN events ON events.object_type = stages.object_type AND events.event_type = roles.event_type
    WHERE roles.stage = 'pausa' AND roles.opens
),

-- The smaller side comes first: it is the one that a join keeps in memory.
meaning AS (
    SELECT placed.*, meant.track AS meant_track
    FROM tracks AS meant
    RIGHT JOIN placed
        ON meant.process = placed.process
        AND meant.object_type = placed.object_type
        AND meant.object_id = placed.object_id
        AND meant.track = placed.reason
)

-- What resumes for a reason ends the pauses of that reason; for none, or for one that paused nothing, all of them.
SELECT
    meaning.process, meaning.stage, meaning.object_type, meaning.object_id, meaning.event_id, meaning.event_type, meaning.occurred_at,
    meaning.started_at, meaning.sequence, meaning.actor_id, meaning.unit_id, meaning.reason, meaning.opens, meaning.closes, meaning.is_via,
    CASE WHEN meaning.stage = 'pausa' THEN tracks.track END AS track
FROM tracks
RIGHT JOIN meaning
    ON meaning.stage = 'pausa'
    AND tracks.process = meaning.process
    AND tracks.object_type = meaning.object_type
    AND tracks.object_id = meaning.object_id
WHERE meaning.stage <> 'pausa'
    OR CASE
        WHEN meaning.opens THEN tracks.track = COALESCE(meaning.reason, 'outro')
        ELSE tracks.track IS NOT NULL AND (meaning.meant_track IS NULL OR meaning.meant_track = tracks.track)
    END
ORDER BY process, stage, object_type, object_id, occurred_at, sequence, event_id, track

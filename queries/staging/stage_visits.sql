-- name: staging.stage_visits
-- title: Visitas às etapas | Visits of stages
-- grain: process, stage, object_type, object_id, visit_no
-- columns: process:code, stage:code, object_type:code, object_id:id, visit_no:i32, case_id:id, case_object_type:code,
--   entered_at:at, exited_at:at?, until_at:at, exit_event:text?, outcome:code, enter_reason:code?,
--   unit_id:id?, area_id:id?, service_line_id:id?, contract_id:id?, layer:code?, value:money?, calendar_id:id
-- owner: tecnologia
-- check: unique(process, stage, object_type, object_id, visit_no), range(visit_no, 1, null)
-- check: holds(entered_at <= until_at), one_of(outcome, avancou, desviou, aberto)
-- tag: fluxo
--
-- From the event that opens a visit to the one that closes it; an open one runs to the horizon of its process.
-- The hidden stage `pausa` holds the pauses of cases. Whatever only the object knows comes from its own row.

WITH visits AS (
    SELECT
        process, stage, object_type, object_id, closes_no AS visit_no, entered_at, occurred_at AS exited_at,
        event_type AS exit_event, outcome, enter_event_id, enter_unit_id, enter_reason
    FROM staging.stage_events
    WHERE closes_no IS NOT NULL
    UNION ALL
    SELECT
        process, stage, object_type, object_id, opens_no AS visit_no, occurred_at AS entered_at, arrow_cast(NULL, 'Timestamp(Microsecond, Some("UTC"))') AS exited_at,
        CAST(NULL AS VARCHAR) AS exit_event, 'aberto' AS outcome, event_id AS enter_event_id, unit_id AS enter_unit_id, reason AS enter_reason
    FROM staging.stage_events
    WHERE is_left_open
),

-- Kinds of case that stages measured on other objects need to find.
case_types AS (
    SELECT case_object_type AS object_type FROM staging.process_stages WHERE object_type <> case_object_type OR else_object_type IS NOT NULL
    UNION
    SELECT else_case_object_type AS object_type FROM staging.process_stages WHERE else_case_object_type IS NOT NULL
),

-- The case that the opening event names: the first by id of several.
linked AS (
    SELECT links.event_id, links.object_type, MIN(links.object_id) AS object_id
    FROM staging.event_objects AS links
    INNER JOIN case_types ON case_types.object_type = links.object_type
    GROUP BY links.event_id, links.object_type
),

-- The case that the object itself names.
parents AS (
    SELECT links.source_type, links.source_id, links.target_type, MIN(links.target_id) AS target_id
    FROM staging.object_relations AS links
    INNER JOIN case_types ON case_types.object_type = links.target_type
    GROUP BY links.source_type, links.source_id, links.target_type
),

-- Objects know their unit better than events do.
described AS (
    SELECT
        visits.process,
        visits.stage,
        visits.object_type,
        visits.object_id,
        visits.visit_no,
        CASE WHEN visits.object_type = stages.case_object_type THEN visits.object_id
            ELSE COALESCE(own.object_id, named.target_id, above.target_id, other.object_id, other_named.target_id, visits.object_id)
        END AS case_id,
        -- Two kinds may number their rows alike: a case is its kind and its id.
        CASE
            WHEN visits.object_type = stages.case_object_type OR COALESCE(own.object_id, named.target_id, above.target_id) IS NOT NULL
                THEN stages.case_object_type
            WHEN COALESCE(other.object_id, other_named.target_id) IS NOT NULL THEN stages.else_case_object_type
            ELSE visits.object_type
        END AS case_object_type,
        visits.entered_at,
        visits.exited_at,
        COALESCE(visits.exited_at, greatest(horizons.until_at, visits.entered_at)) AS until_at,
        visits.exit_event,
        visits.outcome,
        visits.enter_reason,
        COALESCE(objects.unit_id, visits.enter_unit_id) AS unit_id,
        objects.area_id,
        objects.service_line_id,
        objects.contract_id,
        objects.layer,
        objects.value,
        stages.calendar_id AS process_calendar_id
    FROM staging.objects AS objects
    RIGHT JOIN visits ON objects.object_type = visits.object_type AND objects.object_id = visits.object_id
    INNER JOIN staging.process_stages AS stages ON stages.process = visits.process AND stages.stage = visits.stage
    INNER JOIN staging.process_horizons AS horizons ON horizons.process = visits.process
    LEFT JOIN linked AS own ON own.event_id = visits.enter_event_id AND own.object_type = stages.case_object_type
    LEFT JOIN linked AS other ON other.event_id = visits.enter_event_id AND other.object_type = stages.else_case_object_type
    LEFT JOIN parents AS named
        ON named.source_type = visits.object_type AND named.source_id = visits.object_id AND named.target_type = stages.case_object_type
    LEFT JOIN parents AS other_named
        ON other_named.source_type = visits.object_type AND other_named.source_id = visits.object_id
        AND other_named.target_type = stages.else_case_object_type
    -- What stands in for a case may itself belong to one.
    LEFT JOIN parents AS above
        ON above.source_type = stages.else_case_object_type AND above.source_id = COALESCE(other.object_id, other_named.target_id)
        AND above.target_type = stages.case_object_type
)

-- The calendar: that of the service line, else of the unit, else of the process; every hour where none is known.
SELECT
    described.process,
    described.stage,
    described.object_type,
    described.object_id,
    described.visit_no,
    described.case_id,
    described.case_object_type,
    described.entered_at,
    described.exited_at,
    described.until_at,
    described.exit_event,
    described.outcome,
    described.enter_reason,
    described.unit_id,
    described.area_id,
    described.service_line_id,
    described.contract_id,
    described.layer,
    described.value,
    COALESCE(of_line.calendar_id, of_unit.calendar_id, of_process.calendar_id, 'sempre') AS calendar_id
FROM described
LEFT JOIN staging.service_lines AS lines ON lines.service_line_id = described.service_line_id
LEFT JOIN staging.units AS units ON units.unit_id = described.unit_id
LEFT JOIN staging.working_calendars AS of_line ON of_line.calendar_id = lines.calendar_id
LEFT JOIN staging.working_calendars AS of_unit ON of_unit.calendar_id = units.calendar_id
LEFT JOIN staging.working_calendars AS of_process ON of_process.calendar_id = described.process_calendar_id

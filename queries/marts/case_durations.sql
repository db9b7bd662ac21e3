-- name: marts.case_durations
-- title: Duração de cada caso | Duration of each case
-- grain: object_type, object_id
-- columns: object_type:code, object_id:id, n_events:int, first_at:at, last_at:at, duration_seconds:num, is_open:bool?
-- owner: planejamento
-- check: unique(object_type, object_id), range(n_events, 1, null), range(duration_seconds, 0, null)
-- tag: fluxo
--
-- Last event minus first, also of cases that still run.
-- A case of a process runs while a visit of it is open, or as long as no final event has come;
-- of a type that is no process's case it is unknown.

WITH cases AS (
    SELECT object_type, object_id, COUNT(*) AS n_events, MIN(occurred_at) AS first_at, MAX(occurred_at) AS last_at
    FROM staging.case_events
    GROUP BY object_type, object_id
),

case_types AS (
    SELECT process, case_object_type AS object_type FROM staging.process_stages
    UNION
    SELECT process, else_case_object_type AS object_type FROM staging.process_stages WHERE else_case_object_type IS NOT NULL
),

known_types AS (
    SELECT DISTINCT object_type FROM case_types
),

ended AS (
    SELECT DISTINCT events.object_type, events.object_id
    FROM staging.case_events AS events
    INNER JOIN case_types ON case_types.object_type = events.object_type
    INNER JOIN staging.process_events AS finals
        ON finals.process = case_types.process AND finals.event_type = events.event_type AND finals.role = 'final'
),

running AS (
    SELECT DISTINCT visits.case_object_type AS object_type, visits.case_id AS object_id
    FROM staging.stage_visits AS visits
    WHERE visits.outcome = 'aberto' AND visits.stage <> 'pausa'
)

SELECT
    cases.object_type,
    cases.object_id,
    cases.n_events,
    cases.first_at,
    cases.last_at,
    seconds(micros_between(cases.first_at, cases.last_at)) AS duration_seconds,
    CASE WHEN known_types.object_type IS NOT NULL THEN running.object_id IS NOT NULL OR ended.object_id IS NULL END AS is_open
FROM cases
LEFT JOIN known_types ON known_types.object_type = cases.object_type
LEFT JOIN running ON running.object_type = cases.object_type AND running.object_id = cases.object_id
LEFT JOIN ended ON ended.object_type = cases.object_type AND ended.object_id = cases.object_id

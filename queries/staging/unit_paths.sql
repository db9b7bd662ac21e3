-- name: staging.unit_paths
-- title: Caminhos de cada núcleo, por trimestre | Paths of each unit, by quarter
-- grain: process, quarter_on, unit_id, variant
-- columns: process:code, quarter_on:on, unit_id:id, variant:text, steps_n:int, cases_n:int
-- owner: planejamento
-- check: unique(process, quarter_on, unit_id, variant), range(cases_n, 1, null)
-- tag: fluxo
--
-- How many cases of a unit ended in a quarter by each path. The unit of a case is that of its first visit whose unit is known.

WITH case_types AS (
    SELECT process, case_object_type AS object_type FROM staging.process_stages
    UNION
    SELECT process, else_case_object_type AS object_type FROM staging.process_stages WHERE else_case_object_type IS NOT NULL
),

-- What could be a case and is part of another one is none.
cases AS (
    SELECT
        case_types.process,
        durations.object_type,
        durations.object_id,
        CAST(date_trunc('quarter', local_day(durations.last_at)) AS DATE) AS quarter_on
    FROM case_types
    INNER JOIN marts.case_durations AS durations ON durations.object_type = case_types.object_type
    INNER JOIN (SELECT DISTINCT process, case_object_type, case_id FROM staging.stage_visits) AS known
        ON known.process = case_types.process AND known.case_object_type = durations.object_type AND known.case_id = durations.object_id
    WHERE NOT durations.is_open
),

-- The unit of a case is that of its first visit whose unit is known.
known_units AS (
    SELECT process, case_object_type, case_id, entered_at, unit_id FROM staging.stage_visits WHERE unit_id IS NOT NULL AND stage <> 'pausa'
),

first_visits AS (
    SELECT process, case_object_type, case_id, MIN(entered_at) AS entered_at FROM known_units GROUP BY process, case_object_type, case_id
),

owners AS (
    SELECT known_units.process, known_units.case_object_type, known_units.case_id, MIN(known_units.unit_id) AS unit_id
    FROM first_visits
    INNER JOIN known_units
        ON known_units.process = first_visits.process
        AND known_units.case_object_type = first_visits.case_object_type
        AND known_units.case_id = first_visits.case_id
        AND known_units.entered_at = first_visits.entered_at
    GROUP BY known_units.process, known_units.case_object_type, known_units.case_id
),

placed AS (
    SELECT cases.process, owners.unit_id, cases.quarter_on, paths.variant, paths.steps_n
    FROM cases
    INNER JOIN staging.case_paths AS paths ON paths.object_type = cases.object_type AND paths.object_id = cases.object_id
    INNER JOIN owners
        ON owners.process = cases.process AND owners.case_object_type = cases.object_type AND owners.case_id = cases.object_id
)

SELECT process, quarter_on, unit_id, variant, MIN(steps_n) AS steps_n, COUNT(*) AS cases_n
FROM placed
GROUP BY process, quarter_on, unit_id, variant

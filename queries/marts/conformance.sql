-- name: marts.conformance
-- title: Conformidade com o caminho combinado | Conformance with the agreed path
-- grain: process, object_type, object_id
-- columns: process:code, object_type:code, object_id:id, transitions_n:int, deviations_n:int, fitness:num,
--   deviations:texts, skipped_mandatory:texts, is_closed:bool, is_conforming:bool
-- owner: planejamento
-- check: unique(process, object_type, object_id), range(fitness, 0, 1), holds(deviations_n BETWEEN 0 AND transitions_n)
-- check: holds(is_conforming = (deviations_n = 0 AND cardinality(skipped_mandatory) = 0))
-- tag: fluxo
--
-- Passages from one event of a case to the next that the process file does not allow; fitness = 1 - deviations / passages, and 1
-- without passages. Mandatory events count as skipped once the case is closed. Processes that list no transitions have no row.
-- A kind of case is part of the key, since two kinds may number their rows alike.

WITH kinds AS (
    SELECT DISTINCT stages.process, stages.case_object_type AS object_type
    FROM staging.process_stages AS stages
    INNER JOIN (SELECT DISTINCT process FROM staging.process_transitions) AS listed ON listed.process = stages.process
    UNION
    SELECT DISTINCT stages.process, stages.else_case_object_type AS object_type
    FROM staging.process_stages AS stages
    INNER JOIN (SELECT DISTINCT process FROM staging.process_transitions) AS listed ON listed.process = stages.process
    WHERE stages.else_case_object_type IS NOT NULL
),

-- What could be a case and is part of another one is none.
cases AS (
    SELECT kinds.process, durations.object_type, durations.object_id, COALESCE(NOT durations.is_open, FALSE) AS is_closed
    FROM kinds
    INNER JOIN marts.case_durations AS durations ON durations.object_type = kinds.object_type
    INNER JOIN (SELECT DISTINCT process, case_object_type, case_id FROM staging.stage_visits) AS known
        ON known.process = kinds.process AND known.case_object_type = durations.object_type AND known.case_id = durations.object_id
),

passages AS (
    SELECT
        kinds.process,
        events.object_type,
        events.object_id,
        CASE WHEN allowed.process IS NULL THEN concat(events.event_type, ' > ', events.next_event_type) END AS deviation
    FROM kinds
    INNER JOIN staging.case_events AS events ON events.object_type = kinds.object_type
    LEFT JOIN staging.process_transitions AS allowed
        ON allowed.process = kinds.process AND allowed.source_event = events.event_type AND allowed.target_event = events.next_event_type
    WHERE events.next_event_type IS NOT NULL
),

counted AS (
    SELECT
        process,
        object_type,
        object_id,
        COUNT(*) AS transitions_n,
        COUNT(deviation) AS deviations_n
    FROM passages
    GROUP BY process, object_type, object_id
),

-- Lists are made of the few that deviate: they are dear.
deviating AS (
    SELECT process, object_type, object_id, array_agg(DISTINCT deviation ORDER BY deviation) AS deviations
    FROM passages
    WHERE deviation IS NOT NULL
    GROUP BY process, object_type, object_id
),

mandatory AS (
    SELECT process, event_type FROM staging.process_events WHERE role = 'mandatory'
),

happened AS (
    SELECT DISTINCT mandatory.process, events.object_type, events.object_id, events.event_type
    FROM mandatory
    INNER JOIN kinds ON kinds.process = mandatory.process
    INNER JOIN staging.case_events AS events ON events.object_type = kinds.object_type AND events.event_type = mandatory.event_type
),

skipped AS (
    SELECT cases.process, cases.object_type, cases.object_id, array_agg(mandatory.event_type ORDER BY mandatory.event_type) AS skipped
    FROM mandatory
    INNER JOIN cases ON cases.process = mandatory.process
    LEFT ANTI JOIN happened
        ON happened.process = cases.process
        AND happened.object_type = cases.object_type
        AND happened.object_id = cases.object_id
        AND happened.event_type = mandatory.event_type
    WHERE cases.is_closed
    GROUP BY cases.process, cases.object_type, cases.object_id
),

judged AS (
    SELECT
        cases.process,
        cases.object_type,
        cases.object_id,
        cases.is_closed,
        COALESCE(counted.transitions_n, 0) AS transitions_n,
        COALESCE(counted.deviations_n, 0) AS deviations_n,
        COALESCE(deviating.deviations, arrow_cast(make_array(), 'List(Utf8)')) AS deviations,
        COALESCE(skipped.skipped, arrow_cast(make_array(), 'List(Utf8)')) AS skipped_mandatory
    FROM cases
    LEFT JOIN counted
        ON counted.process = cases.process AND counted.object_type = cases.object_type AND counted.object_id = cases.object_id
    LEFT JOIN deviating
        ON deviating.process = cases.process AND deviating.object_type = cases.object_type AND deviating.object_id = cases.object_id
    LEFT JOIN skipped
        ON skipped.process = cases.process AND skipped.object_type = cases.object_type AND skipped.object_id = cases.object_id
)

SELECT
    process,
    object_type,
    object_id,
    transitions_n,
    deviations_n,
    CASE WHEN transitions_n = 0 THEN 1 ELSE 1 - CAST(deviations_n AS DOUBLE) / CAST(transitions_n AS DOUBLE) END AS fitness,
    deviations,
    skipped_mandatory,
    is_closed,
    deviations_n = 0 AND cardinality(skipped_mandatory) = 0 AS is_conforming
FROM judged

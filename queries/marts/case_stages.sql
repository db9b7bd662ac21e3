-- name: marts.case_stages
-- title: Passagens dos casos pelas etapas | Visits of cases to stages
-- grain: process, stage, object_type, object_id, visit_no
-- columns: process:code, stage:code, object_type:code, object_id:id, visit_no:i32, stage_no:i32, case_id:id,
--   entered_at:at, exited_at:at?, exit_event:text?, outcome:code,
--   unit_id:id?, area_id:id?, service_line_id:id?, contract_id:id?, layer:code?, calendar_id:id,
--   elapsed_seconds:num, business_seconds:num, paused_seconds:num, service_seconds:num?, waiting_seconds:num?, value:money?
-- owner: planejamento
-- check: unique(process, stage, object_type, object_id, visit_no), range(paused_seconds, 0, null), range(waiting_seconds, 0, null)
-- check: holds(business_seconds BETWEEN 0 AND elapsed_seconds), holds(paused_seconds <= COALESCE(waiting_seconds, business_seconds))
-- check: holds((outcome = 'aberto') = (exited_at IS NULL))
-- tag: fluxo
--
-- Elapsed time is what passes, business time what the calendar counts of it.
-- Service is the business time in the union of the visit's work; 0 where nobody works, unknown where no start is known.
-- Waiting is the rest; paused is what pauses of the case take of the waiting. Open visits run to the horizon of the process.

WITH visits AS (
    SELECT * FROM staging.stage_visits WHERE stage <> 'pausa'
),

calendars AS (
    SELECT * FROM staging.working_calendars
),

-- A calendar's rule is a long text: it is looked up where time is counted and carried no further.
service AS (
    SELECT work.process, work.stage, work.object_type, work.object_id, work.visit_no, business_union(calendars.rule, work.started_at, work.ended_at) AS micros
    FROM calendars
    INNER JOIN staging.stage_work AS work ON work.calendar_id = calendars.calendar_id
    GROUP BY work.process, work.stage, work.object_type, work.object_id, work.visit_no
),

-- Pauses are of the case: they hold up whichever visit they meet.
pauses AS (
    SELECT
        visits.process, visits.stage, visits.object_type, visits.object_id, visits.visit_no, visits.calendar_id,
        greatest(pauses.entered_at, visits.entered_at) AS started_at,
        least(pauses.until_at, visits.until_at) AS ended_at
    FROM staging.stage_visits AS pauses
    INNER JOIN visits
        ON visits.process = pauses.process
        AND visits.case_object_type = pauses.case_object_type
        AND visits.case_id = pauses.case_id
        AND visits.entered_at < pauses.until_at
        AND visits.until_at > pauses.entered_at
    WHERE pauses.stage = 'pausa'
),

paused_visits AS (
    SELECT DISTINCT process, stage, object_type, object_id, visit_no FROM pauses
),

-- Pauses and work together; what work alone does not take is paused waiting.
held AS (
    SELECT process, stage, object_type, object_id, visit_no, business_union(calendars.rule, started_at, ended_at) AS micros
    FROM calendars
    INNER JOIN (
        SELECT * FROM pauses
        UNION ALL
        SELECT work.process, work.stage, work.object_type, work.object_id, work.visit_no, work.calendar_id, work.started_at, work.ended_at
        FROM staging.stage_work AS work
        INNER JOIN paused_visits
            ON paused_visits.process = work.process
            AND paused_visits.stage = work.stage
            AND paused_visits.object_type = work.object_type
            AND paused_visits.object_id = work.object_id
            AND paused_visits.visit_no = work.visit_no
    ) AS spans ON spans.calendar_id = calendars.calendar_id
    GROUP BY process, stage, object_type, object_id, visit_no
),

-- The smaller side comes first: it is the one that a join keeps in memory.
joined AS (
    SELECT visits.*, service.micros AS work_micros
    FROM service
    RIGHT JOIN (
        SELECT visits.*, held.micros AS held_micros
        FROM held
        RIGHT JOIN (
            SELECT visits.*, stages.stage_no, stages.nature
            FROM staging.process_stages AS stages
            INNER JOIN visits ON visits.process = stages.process AND visits.stage = stages.stage
        ) AS visits
            ON held.process = visits.process
            AND held.stage = visits.stage
            AND held.object_type = visits.object_type
            AND held.object_id = visits.object_id
            AND held.visit_no = visits.visit_no
    ) AS visits
        ON service.process = visits.process
        AND service.stage = visits.stage
        AND service.object_type = visits.object_type
        AND service.object_id = visits.object_id
        AND service.visit_no = visits.visit_no
),

measured AS (
    SELECT
        joined.*,
        micros_between(entered_at, until_at) AS elapsed_micros,
        business_micros(calendars.rule, entered_at, until_at) AS business_micros,
        CASE WHEN nature = 'espera' THEN 0 ELSE work_micros END AS service_micros,
        CASE WHEN held_micros IS NULL THEN 0 ELSE held_micros - COALESCE(work_micros, 0) END AS paused_micros
    FROM calendars
    INNER JOIN joined ON joined.calendar_id = calendars.calendar_id
)

SELECT
    process,
    stage,
    object_type,
    object_id,
    visit_no,
    stage_no,
    case_id,
    entered_at,
    exited_at,
    exit_event,
    outcome,
    unit_id,
    area_id,
    service_line_id,
    contract_id,
    layer,
    calendar_id,
    seconds(elapsed_micros) AS elapsed_seconds,
    seconds(business_micros) AS business_seconds,
    seconds(paused_micros) AS paused_seconds,
    seconds(service_micros) AS service_seconds,
    seconds(business_micros - service_micros) AS waiting_seconds,
    value
FROM measured

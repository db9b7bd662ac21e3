-- name: staging.stage_visit_weeks
-- title: Visitas, semana a semana | Visits, week by week
-- grain: process, stage, object_type, object_id, visit_no, week_on
-- columns: process:code, stage:code, object_type:code, object_id:id, visit_no:i32, week_on:on, unit_id:id,
--   elapsed_micros:int, business_micros:int, service_micros:int?, age_from_micros:int, age_to_micros:int, is_last:bool, outcome:code
-- owner: tecnologia
-- check: unique(process, stage, object_type, object_id, visit_no, week_on), one_of(outcome, avancou, desviou, aberto)
-- check: holds(age_from_micros >= 0 AND age_from_micros + business_micros = age_to_micros), holds(business_micros <= elapsed_micros)
-- tag: fluxo
--
-- One row for each week that a visit touches: what of it lies in the week, and its business age at both ends.
-- `outcome` is that of the visit where the week is its last, else `aberto`.

WITH calendars AS (
    SELECT * FROM staging.working_calendars
),

visits AS (
    SELECT
        process, stage, object_type, object_id, visit_no, COALESCE(unit_id, 'nao_informado') AS unit_id, entered_at, until_at, outcome, calendar_id
    FROM staging.stage_visits
    WHERE stage <> 'pausa'
),

-- Visits whose work is known: in weeks without any they have worked nothing; the others are unknown.
known AS (
    SELECT DISTINCT process, stage, object_type, object_id, visit_no FROM staging.stage_work
),

-- The smaller side comes first: it is the one that a join keeps in memory.
described AS (
    SELECT visits.*, known.visit_no IS NOT NULL AS is_known
    FROM known
    RIGHT JOIN (
        SELECT visits.*, stages.nature
        FROM staging.process_stages AS stages
        INNER JOIN visits ON visits.process = stages.process AND visits.stage = stages.stage
    ) AS visits
        ON known.process = visits.process
        AND known.stage = visits.stage
        AND known.object_type = visits.object_type
        AND known.object_id = visits.object_id
        AND known.visit_no = visits.visit_no
),

weeks AS (
    SELECT described.*, unnest(weeks_touched(entered_at, until_at)) AS week_on FROM described
),

work_weeks AS (
    SELECT *, unnest(weeks_touched(started_at, ended_at)) AS week_on FROM staging.stage_work
),

service AS (
    SELECT
        process, stage, object_type, object_id, visit_no, week_on,
        business_union(calendars.rule, greatest(started_at, day_start(week_on)), least(ended_at, day_start(week_on + INTERVAL '7' DAY))) AS micros
    FROM calendars
    INNER JOIN work_weeks ON work_weeks.calendar_id = calendars.calendar_id
    GROUP BY process, stage, object_type, object_id, visit_no, week_on
),

parts AS (
    SELECT
        weeks.*,
        greatest(weeks.entered_at, day_start(weeks.week_on)) AS from_at,
        least(weeks.until_at, day_start(weeks.week_on + INTERVAL '7' DAY)) AS to_at,
        service.micros AS work_micros
    FROM service
    RIGHT JOIN weeks
        ON service.process = weeks.process
        AND service.stage = weeks.stage
        AND service.object_type = weeks.object_type
        AND service.object_id = weeks.object_id
        AND service.visit_no = weeks.visit_no
        AND service.week_on = weeks.week_on
)

SELECT
    parts.process,
    parts.stage,
    parts.object_type,
    parts.object_id,
    parts.visit_no,
    parts.week_on,
    parts.unit_id,
    micros_between(parts.from_at, parts.to_at) AS elapsed_micros,
    business_micros(calendars.rule, parts.from_at, parts.to_at) AS business_micros,
    CASE
        WHEN parts.nature = 'espera' THEN 0
        WHEN NOT parts.is_known THEN NULL
        ELSE COALESCE(parts.work_micros, 0)
    END AS service_micros,
    business_micros(calendars.rule, parts.entered_at, parts.from_at) AS age_from_micros,
    business_micros(calendars.rule, parts.entered_at, parts.to_at) AS age_to_micros,
    parts.to_at = parts.until_at AS is_last,
    CASE WHEN parts.to_at = parts.until_at THEN parts.outcome ELSE 'aberto' END AS outcome
FROM calendars
INNER JOIN parts ON parts.calendar_id = calendars.calendar_id

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

WITH visits AS (
    SELECT
        process, stage, object_type, object_id, visit_no, COALESCE(unit_id, 'nao_informado') AS unit_id, entered_at, until_at, outcome, rule
    FROM staging.stage_visits
    WHERE stage <> 'pausa'
),

weeks AS (
    SELECT visits.*, unnest(weeks_touched(entered_at, until_at)) AS week_on FROM visits
),

parts AS (
    SELECT
        weeks.*,
        stages.nature,
        greatest(weeks.entered_at, day_start(weeks.week_on)) AS from_at,
        least(weeks.until_at, day_start(weeks.week_on + INTERVAL '7' DAY)) AS to_at
    FROM weeks
    INNER JOIN staging.process_stages AS stages ON stages.process = weeks.process AND stages.stage = weeks.stage
),

work_weeks AS (
    SELECT *, unnest(weeks_touched(started_at, ended_at)) AS week_on FROM staging.stage_work
),

service AS (
    SELECT
        process, stage, object_type, object_id, visit_no, week_on,
        business_union(rule, greatest(started_at, day_start(week_on)), least(ended_at, day_start(week_on + INTERVAL '7' DAY))) AS micros
    FROM work_weeks
    GROUP BY process, stage, object_type, object_id, visit_no, week_on
),

-- Weeks without work, of visits whose work is known, have worked nothing; the others are unknown.
known AS (
    SELECT DISTINCT process, stage, object_type, object_id, visit_no FROM staging.stage_work
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
    business_micros(parts.rule, parts.from_at, parts.to_at) AS business_micros,
    CASE
        WHEN parts.nature = 'espera' THEN 0
        WHEN known.visit_no IS NULL THEN NULL
        ELSE COALESCE(service.micros, 0)
    END AS service_micros,
    business_micros(parts.rule, parts.entered_at, parts.from_at) AS age_from_micros,
    business_micros(parts.rule, parts.entered_at, parts.to_at) AS age_to_micros,
    parts.to_at = parts.until_at AS is_last,
    CASE WHEN parts.to_at = parts.until_at THEN parts.outcome ELSE 'aberto' END AS outcome
FROM parts
LEFT JOIN known
    ON known.process = parts.process
    AND known.stage = parts.stage
    AND known.object_type = parts.object_type
    AND known.object_id = parts.object_id
    AND known.visit_no = parts.visit_no
LEFT JOIN service
    ON service.process = parts.process
    AND service.stage = parts.stage
    AND service.object_type = parts.object_type
    AND service.object_id = parts.object_id
    AND service.visit_no = parts.visit_no
    AND service.week_on = parts.week_on

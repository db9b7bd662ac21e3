-- name: staging.stage_visit_months
-- title: Visitas, mês a mês | Visits, month by month
-- grain: process, stage, object_type, object_id, visit_no, month_on
-- columns: process:code, stage:code, object_type:code, object_id:id, visit_no:i32, month_on:on, unit_id:id,
--   case_object_type:code, case_id:id, service_micros:int?, waiting_micros:int?, visit_waiting_micros:int?, value_centavos:int?,
--   has_left:bool
-- owner: tecnologia
-- check: unique(process, stage, object_type, object_id, visit_no, month_on), range(waiting_micros, 0, null)
-- check: holds(waiting_micros <= visit_waiting_micros), holds((waiting_micros IS NULL) = (visit_waiting_micros IS NULL))
-- tag: fluxo
--
-- One row for each month that a visit touches: the working time of it that lies in the month, as work and as waiting, beside the
-- waiting of the whole visit; `has_left` where the visit ended in the month. Unknown work leaves both unknown.

WITH calendars AS (
    SELECT * FROM staging.working_calendars
),

visits AS (
    SELECT
        process, stage, object_type, object_id, visit_no, COALESCE(unit_id, 'nao_informado') AS unit_id, case_object_type, case_id,
        entered_at, until_at, outcome, calendar_id, CAST(value * 100 AS BIGINT) AS value_centavos
    FROM staging.stage_visits
    WHERE stage <> 'pausa'
),

-- The smaller side comes first: it is the one that a join keeps in memory.
described AS (
    SELECT visits.*, stages.service_seconds IS NOT NULL AS is_known, CAST(round(stages.waiting_seconds * 1000000) AS BIGINT) AS visit_waiting_micros
    FROM visits
    INNER JOIN marts.case_stages AS stages
        ON stages.process = visits.process
        AND stages.stage = visits.stage
        AND stages.object_type = visits.object_type
        AND stages.object_id = visits.object_id
        AND stages.visit_no = visits.visit_no
),

months AS (
    SELECT described.*, unnest(months_touched(entered_at, until_at)) AS month_on FROM described
),

work_months AS (
    SELECT *, unnest(months_touched(started_at, ended_at)) AS month_on FROM staging.stage_work
),

service AS (
    SELECT
        process, stage, object_type, object_id, visit_no, month_on,
        business_union(
            calendars.rule,
            greatest(started_at, day_start(month_on)),
            least(ended_at, day_start(CAST(month_on + INTERVAL '1' MONTH AS DATE)))
        ) AS micros
    FROM calendars
    INNER JOIN work_months ON work_months.calendar_id = calendars.calendar_id
    GROUP BY process, stage, object_type, object_id, visit_no, month_on
),

parts AS (
    SELECT
        months.*,
        greatest(months.entered_at, day_start(months.month_on)) AS from_at,
        least(months.until_at, day_start(CAST(months.month_on + INTERVAL '1' MONTH AS DATE))) AS to_at,
        CASE WHEN months.is_known THEN COALESCE(service.micros, 0) END AS service_micros
    FROM service
    RIGHT JOIN months
        ON service.process = months.process
        AND service.stage = months.stage
        AND service.object_type = months.object_type
        AND service.object_id = months.object_id
        AND service.visit_no = months.visit_no
        AND service.month_on = months.month_on
)

SELECT
    parts.process,
    parts.stage,
    parts.object_type,
    parts.object_id,
    parts.visit_no,
    parts.month_on,
    parts.unit_id,
    parts.case_object_type,
    parts.case_id,
    parts.service_micros,
    business_micros(calendars.rule, parts.from_at, parts.to_at) - parts.service_micros AS waiting_micros,
    parts.visit_waiting_micros,
    parts.value_centavos,
    parts.to_at = parts.until_at AND parts.outcome <> 'aberto' AS has_left
FROM calendars
INNER JOIN parts ON parts.calendar_id = calendars.calendar_id

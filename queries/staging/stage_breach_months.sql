-- name: staging.stage_breach_months
-- title: Prazos que passaram por uma etapa | Promises that went through a stage
-- grain: process, stage, unit_id, month_on
-- columns: process:code, stage:code, unit_id:id, month_on:on, promised_n:int, broken_n:int, breach_low:num
-- owner: tecnologia
-- check: unique(process, stage, unit_id, month_on), range(promised_n, 1, null), holds(broken_n BETWEEN 0 AND promised_n)
-- tag: fluxo
--
-- Of the cases with a promise that were in a stage in a month: how many there were, and of how many the limit passed while they
-- were there, with the low end of that share's interval. `*` stands for all units. The limit of a target is when its working time has run out, pauses that stopped the clock added.

WITH calendars AS (
    SELECT * FROM staging.working_calendars
),

-- When each promise was broken; kept ones never were.
promises AS (
    SELECT
        sla.object_type,
        sla.object_id,
        sla.metric,
        CASE WHEN sla.state IN ('breached', 'open_breached') THEN COALESCE(
            sla.due_at,
            business_add(
                calendars.rule,
                sla.opened_at,
                CAST(round(sla.target_seconds * 1000000) AS BIGINT) + CAST(round(sla.paused_seconds * 1000000) AS BIGINT)
            )
        ) END AS broken_at
    FROM calendars
    INNER JOIN marts.sla AS sla ON sla.calendar_id = calendars.calendar_id
),

visits AS (
    SELECT
        process, stage, COALESCE(unit_id, 'nao_informado') AS unit_id, object_type, object_id, case_object_type, case_id, entered_at, until_at
    FROM staging.stage_visits
    WHERE stage <> 'pausa'
),

-- A promise is about the case, or about what the stage is measured on.
met AS (
    SELECT visits.process, visits.stage, visits.unit_id, visits.entered_at, visits.until_at, promises.*
    FROM promises
    INNER JOIN visits ON visits.case_object_type = promises.object_type AND visits.case_id = promises.object_id
    UNION ALL
    SELECT visits.process, visits.stage, visits.unit_id, visits.entered_at, visits.until_at, promises.*
    FROM promises
    INNER JOIN visits ON visits.object_type = promises.object_type AND visits.object_id = promises.object_id
    WHERE visits.object_type <> visits.case_object_type OR visits.object_id <> visits.case_id
),

months AS (
    SELECT met.*, unnest(months_touched(entered_at, until_at)) AS month_on FROM met
),

-- Once for each promise, whatever visits it had there.
once AS (
    SELECT
        process, stage, unit_id, month_on, object_type, object_id, metric,
        bool_or(broken_at >= entered_at AND broken_at < until_at AND month_start(local_day(broken_at)) = month_on) AS is_broken
    FROM months
    GROUP BY process, stage, unit_id, month_on, object_type, object_id, metric
),

scoped AS (
    SELECT process, stage, unit_id, month_on, object_type, object_id, metric, COALESCE(is_broken, FALSE) AS is_broken FROM once
    UNION ALL
    SELECT process, stage, '*' AS unit_id, month_on, object_type, object_id, metric, COALESCE(bool_or(is_broken), FALSE) AS is_broken
    FROM once
    GROUP BY process, stage, month_on, object_type, object_id, metric
)

SELECT
    process,
    stage,
    unit_id,
    month_on,
    COUNT(*) AS promised_n,
    COUNT(*) FILTER (WHERE is_broken) AS broken_n,
    wilson_low(COUNT(*) FILTER (WHERE is_broken), COUNT(*)) AS breach_low
FROM scoped
GROUP BY process, stage, unit_id, month_on

-- name: marts.ageing_work
-- title: Idade do que está em andamento | Age of what is in process
-- grain: process, stage, object_type, object_id
-- columns: process:code, stage:code, object_type:code, object_id:id, case_id:id, visit_no:i32, unit_id:id?,
--   entered_at:at, age_seconds:num, p50_seconds:num?, p85_seconds:num?, percentile:num?, is_old:bool?,
--   blocked_reason:code?, due_at:at?, sla_state:code?, value:money?
-- owner: planejamento
-- check: unique(process, stage, object_type, object_id), range(age_seconds, 0, null), range(percentile, 0, 1)
-- tag: fluxo
--
-- Open visits against the visits of their stage that closed in the last months (`ageing_months`): the median, the 85 %,
-- and which share of them took no longer. Nobody is called old by fewer closed visits than `ageing_min_n`.
-- Due date and state are those of the open promise about the object that runs out first. A target runs out when what is left
-- of its working time has passed, if nothing stops the clock again; one that is broken, when that time had passed since the opening.

WITH open AS (
    SELECT * FROM marts.case_stages WHERE outcome = 'aberto'
),

closed AS (
    SELECT visits.process, visits.stage, visits.business_seconds
    FROM staging.parameters AS parameters
    CROSS JOIN staging.process_horizons AS horizons
    INNER JOIN marts.case_stages AS visits ON visits.process = horizons.process
    WHERE parameters.name = 'ageing_months'
        AND visits.exited_at > day_start(months_before(local_day(horizons.until_at), CAST(parameters.value AS BIGINT)))
),

usual AS (
    SELECT
        process, stage, COUNT(*) AS n,
        percentile(business_seconds, 0.5) AS p50_seconds,
        percentile(business_seconds, 0.85) AS p85_seconds
    FROM closed
    GROUP BY process, stage
),

-- Ages are compared with a sorted list, not pair by pair: both in one order, the closed ones counted so far.
ordered AS (
    SELECT
        process, stage, business_seconds, is_open, object_type, object_id,
        sum_checked(CASE WHEN is_open THEN 0 ELSE 1 END) OVER (
            PARTITION BY process, stage ORDER BY business_seconds, is_open, object_type, object_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS not_longer_n
    FROM (
        SELECT process, stage, business_seconds, TRUE AS is_open, object_type, object_id FROM open
        UNION ALL
        SELECT process, stage, business_seconds, FALSE AS is_open, '' AS object_type, '' AS object_id FROM closed
    )
),

ranked AS (
    SELECT process, stage, object_type, object_id, not_longer_n FROM ordered WHERE is_open
),

-- The pause that holds a case up now.
blocked AS (
    SELECT process, case_id, MIN(enter_reason) AS reason
    FROM staging.stage_visits
    WHERE stage = 'pausa' AND outcome = 'aberto'
    GROUP BY process, case_id
),

-- Open promises, and when each runs out.
promises AS (
    SELECT
        sla.object_type, sla.object_id, sla.metric, sla.state,
        COALESCE(
            sla.due_at,
            CASE WHEN sla.state = 'open_breached'
                THEN business_add(calendars.rule, sla.opened_at, CAST(round((sla.target_seconds + sla.paused_seconds) * 1000000) AS BIGINT))
                ELSE business_add(calendars.rule, clock.as_of_at, CAST(round((sla.target_seconds - sla.elapsed_seconds) * 1000000) AS BIGINT))
            END
        ) AS due_at
    FROM staging.clock AS clock
    CROSS JOIN staging.working_calendars AS calendars
    INNER JOIN marts.sla AS sla ON sla.calendar_id = calendars.calendar_id
    WHERE sla.closed_at IS NULL
),

due AS (
    SELECT object_type, object_id, MIN(due_at) AS due_at, first_value(state ORDER BY due_at NULLS LAST, metric) AS state
    FROM promises
    GROUP BY object_type, object_id
)

SELECT
    open.process,
    open.stage,
    open.object_type,
    open.object_id,
    open.case_id,
    open.visit_no,
    open.unit_id,
    open.entered_at,
    open.business_seconds AS age_seconds,
    usual.p50_seconds,
    usual.p85_seconds,
    CAST(ranked.not_longer_n AS DOUBLE) / CAST(usual.n AS DOUBLE) AS percentile,
    CASE WHEN usual.n >= CAST(least_n.value AS BIGINT) THEN open.business_seconds > usual.p85_seconds END AS is_old,
    blocked.reason AS blocked_reason,
    due.due_at,
    due.state AS sla_state,
    open.value
FROM (SELECT value FROM staging.parameters WHERE name = 'ageing_min_n') AS least_n
CROSS JOIN open
LEFT JOIN usual ON usual.process = open.process AND usual.stage = open.stage
LEFT JOIN ranked
    ON ranked.process = open.process AND ranked.stage = open.stage
    AND ranked.object_type = open.object_type AND ranked.object_id = open.object_id
LEFT JOIN blocked ON blocked.process = open.process AND blocked.case_id = open.case_id
LEFT JOIN due ON due.object_type = open.object_type AND due.object_id = open.object_id

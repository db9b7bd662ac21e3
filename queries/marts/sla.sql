-- name: marts.sla
-- title: Prazos combinados | Service levels
-- grain: object_type, object_id, metric
-- columns: object_type:code, object_id:id, metric:code, sla_id:id?, due_at:at?, target_seconds:num?,
--   contract_id:id?, service_line_id:id?, organization_id:id?, unit_id:id?, client_type:code,
--   opened_at:at, closed_at:at?, calendar_id:id, elapsed_seconds:num, paused_seconds:num, state:code, breach_seconds:num
-- owner: planejamento
-- check: unique(object_type, object_id, metric), one_of(state, met, breached, open_on_time, open_at_risk, open_breached)
-- check: holds((due_at IS NULL) = (target_seconds IS NOT NULL)), holds(sla_id IS NULL OR target_seconds IS NOT NULL)
-- check: holds((closed_at IS NULL) = (state LIKE 'open%')), holds(breach_seconds = 0 OR state IN ('breached', 'open_breached'))
-- check: range(elapsed_seconds, 0, null), range(paused_seconds, 0, null), range(breach_seconds, 0, null)
-- tag: fluxo
--
-- A promise is a due date or a target of the thing itself, else the target that was valid on the day it opened.
-- The clock of a target runs in working time and stands still in the pauses that the target allows; a due date is an instant.
-- At the limit is met. A calendar that nobody knows gives way to that of the service line, the unit, the process.

WITH clocks AS (
    SELECT * FROM staging.sla_clocks
),

-- The most specific first: of the contract, of the service line, of the priority; then the youngest.
targets AS (
    SELECT
        targets.*,
        ROW_NUMBER() OVER (
            ORDER BY targets.contract_id IS NULL, targets.service_line_id IS NULL, targets.priority IS NULL, targets.valid_from_on DESC, targets.sla_id
        ) AS place
    FROM staging.sla_targets AS targets
),

known AS (
    SELECT calendar_id FROM staging.working_calendars
),

-- The last day on which a target is valid is still one.
chosen AS (
    SELECT clocks.object_type, clocks.object_id, clocks.metric, MIN(targets.place) AS place
    FROM targets
    INNER JOIN clocks
        ON targets.process = clocks.process AND targets.metric = clocks.metric
        AND (targets.contract_id IS NULL OR targets.contract_id = clocks.contract_id)
        AND (targets.service_line_id IS NULL OR targets.service_line_id = clocks.service_line_id)
        AND (targets.priority IS NULL OR targets.priority = clocks.priority)
        AND targets.valid_from_on <= local_day(clocks.opened_at)
        AND (targets.valid_to_on IS NULL OR targets.valid_to_on >= local_day(clocks.opened_at))
    WHERE clocks.due_at IS NULL AND clocks.own_minutes IS NULL
    GROUP BY clocks.object_type, clocks.object_id, clocks.metric
),

promised AS (
    SELECT clocks.*, targets.sla_id, targets.target_minutes, targets.at_risk_bp, targets.pause_reasons, COALESCE(known.calendar_id, clocks.calendar_id) AS clock_calendar_id
    FROM targets
    INNER JOIN chosen ON targets.place = chosen.place
    INNER JOIN clocks ON clocks.object_type = chosen.object_type AND clocks.object_id = chosen.object_id AND clocks.metric = chosen.metric
    LEFT JOIN known ON known.calendar_id = targets.calendar_id
    UNION ALL
    SELECT clocks.*, NULL AS sla_id, clocks.own_minutes AS target_minutes, 8000 AS at_risk_bp, NULL AS pause_reasons, clocks.calendar_id AS clock_calendar_id
    FROM clocks
    WHERE clocks.own_minutes IS NOT NULL
),

-- Acceptance takes the visits of its stage alone: while the work is being mended, nobody is waited for.
spans AS (
    SELECT object_type, object_id, metric, process, case_id, clock_calendar_id, pause_reasons, opened_at AS from_at, until_at AS to_at
    FROM promised
    WHERE metric <> 'aceite'
    UNION ALL
    SELECT
        promised.object_type, promised.object_id, promised.metric, promised.process, promised.case_id, promised.clock_calendar_id, promised.pause_reasons,
        visits.entered_at AS from_at, visits.until_at AS to_at
    FROM promised
    INNER JOIN staging.stage_visits AS visits
        ON visits.process = promised.process AND visits.object_type = promised.object_type AND visits.object_id = promised.object_id
    WHERE promised.metric = 'aceite' AND visits.stage = 'aceite'
),

-- A calendar's rule is a long text: it is looked up where time is counted and carried no further.
run AS (
    SELECT spans.object_type, spans.object_id, spans.metric, sum_checked(business_micros(calendars.rule, spans.from_at, spans.to_at)) AS micros
    FROM staging.working_calendars AS calendars
    INNER JOIN spans ON calendars.calendar_id = spans.clock_calendar_id
    GROUP BY spans.object_type, spans.object_id, spans.metric
),

-- What pauses for an allowed reason take of the clock; pauses that overlap count once.
paused AS (
    SELECT pauses.object_type, pauses.object_id, pauses.metric, business_union(calendars.rule, pauses.from_at, pauses.to_at) AS micros
    FROM staging.working_calendars AS calendars
    INNER JOIN (
        SELECT
            spans.object_type, spans.object_id, spans.metric, spans.clock_calendar_id,
            greatest(pauses.entered_at, spans.from_at) AS from_at, least(pauses.until_at, spans.to_at) AS to_at
        FROM staging.stage_visits AS pauses
        INNER JOIN spans
            ON pauses.process = spans.process AND pauses.case_id = spans.case_id
            AND pauses.entered_at < spans.to_at AND pauses.until_at > spans.from_at
        WHERE pauses.stage = 'pausa' AND array_has(spans.pause_reasons, pauses.enter_reason)
    ) AS pauses ON calendars.calendar_id = pauses.clock_calendar_id
    GROUP BY pauses.object_type, pauses.object_id, pauses.metric
),

by_target AS (
    SELECT
        promised.*,
        run.micros - COALESCE(paused.micros, 0) AS elapsed_micros,
        COALESCE(paused.micros, 0) AS paused_micros,
        promised.target_minutes * 60000000 AS target_micros
    FROM paused
    RIGHT JOIN promised
        ON paused.object_type = promised.object_type AND paused.object_id = promised.object_id AND paused.metric = promised.metric
    INNER JOIN run ON run.object_type = promised.object_type AND run.object_id = promised.object_id AND run.metric = promised.metric
),

-- Ten thousandths of a minute are six thousand microseconds: the risk needs no rounding.
judged_by_target AS (
    SELECT
        *,
        CASE
            WHEN closed_at IS NOT NULL AND elapsed_micros <= target_micros THEN 'met'
            WHEN closed_at IS NOT NULL THEN 'breached'
            WHEN elapsed_micros > target_micros THEN 'open_breached'
            WHEN elapsed_micros >= target_minutes * 6000 * CAST(at_risk_bp AS BIGINT) THEN 'open_at_risk'
            ELSE 'open_on_time'
        END AS state,
        greatest(elapsed_micros - target_micros, 0) AS breach_micros
    FROM by_target
),

by_limit AS (
    SELECT
        clocks.*,
        business_micros(calendars.rule, clocks.opened_at, clocks.until_at) AS elapsed_micros,
        business_micros(calendars.rule, clocks.opened_at, clocks.due_at) AS granted_micros,
        business_micros(calendars.rule, clocks.due_at, clocks.until_at) AS breach_micros
    FROM staging.working_calendars AS calendars
    INNER JOIN clocks ON calendars.calendar_id = clocks.calendar_id
    WHERE clocks.due_at IS NOT NULL
),

-- A due date has no rule of its own: it is at risk from four fifths on.
judged_by_limit AS (
    SELECT
        *,
        CASE
            WHEN closed_at IS NOT NULL AND closed_at <= due_at THEN 'met'
            WHEN closed_at IS NOT NULL THEN 'breached'
            WHEN until_at > due_at THEN 'open_breached'
            WHEN elapsed_micros * 5 >= granted_micros * 4 THEN 'open_at_risk'
            ELSE 'open_on_time'
        END AS state
    FROM by_limit
)

SELECT
    object_type, object_id, metric, sla_id, due_at, seconds(target_micros) AS target_seconds,
    contract_id, service_line_id, organization_id, unit_id, client_type, opened_at, closed_at, clock_calendar_id AS calendar_id,
    seconds(elapsed_micros) AS elapsed_seconds, seconds(paused_micros) AS paused_seconds, state, seconds(breach_micros) AS breach_seconds
FROM judged_by_target
UNION ALL
SELECT
    object_type, object_id, metric, CAST(NULL AS VARCHAR) AS sla_id, due_at, CAST(NULL AS DOUBLE) AS target_seconds,
    contract_id, service_line_id, organization_id, unit_id, client_type, opened_at, closed_at, calendar_id,
    seconds(elapsed_micros) AS elapsed_seconds, CAST(0 AS DOUBLE) AS paused_seconds, state, seconds(breach_micros) AS breach_seconds
FROM judged_by_limit

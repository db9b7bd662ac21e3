-- name: marts.stage_weeks
-- title: Semana de cada etapa | Each stage's week
-- grain: process, stage, unit_id, week_on
-- columns: process:code, stage:code, unit_id:id, week_on:on, arrivals_n:int, departures_n:int, diversions_n:int,
--   wip_end_n:int, wip_mean:num, p50_seconds:num?, p85_seconds:num?, km_p50_seconds:num?, km_p85_seconds:num?,
--   arrival_departure_ratio:num?, flow_efficiency:num?, waiting_seconds:num, service_seconds:num, rework_rate:num?
-- owner: planejamento
-- check: unique(process, stage, unit_id, week_on), range(wip_end_n, 0, null), range(wip_mean, 0, null)
-- check: range(flow_efficiency, 0, 1), range(rework_rate, 0, 1), range(waiting_seconds, 0, null)
-- tag: fluxo
--
-- Every week from the first visit of the process to its horizon, also those in which nothing happens; `*` is all units.
-- Who comes or leaves at the very end of a week is an arrival or departure of the next one, but is in process, or is not
-- any more, at that instant.
-- Open visits count until the horizon, so a week is final only when all its visits have left.

WITH visits AS (
    SELECT process, stage, COALESCE(unit_id, 'nao_informado') AS unit_id, visit_no, entered_at, exited_at, outcome, business_seconds
    FROM marts.case_stages
),

-- Each visit counts for its unit and for all.
counted AS (
    SELECT * FROM visits
    UNION ALL
    SELECT process, stage, '*' AS unit_id, visit_no, entered_at, exited_at, outcome, business_seconds FROM visits
),

-- What happens at the horizon itself is seen.
ends AS (
    SELECT process, MIN(entered_at) AS first_at, MAX(greatest(entered_at, exited_at)) AS last_at FROM visits GROUP BY process
),

spans AS (
    SELECT ends.process, ends.first_at, horizons.until_at, greatest(horizons.until_at, ends.last_at + INTERVAL '1 microsecond') AS seen_to_at
    FROM ends
    INNER JOIN staging.process_horizons AS horizons ON horizons.process = ends.process
),

weeks AS (
    SELECT process, until_at, unnest(weeks_touched(first_at, seen_to_at)) AS week_on FROM spans
),

units AS (
    SELECT DISTINCT process, stage, unit_id FROM visits
),

stage_units AS (
    SELECT process, stage, unit_id FROM units
    UNION
    SELECT process, stage, '*' AS unit_id FROM units
),

grid AS (
    SELECT
        stage_units.process, stage_units.stage, stage_units.unit_id, weeks.week_on,
        micros_between(day_start(weeks.week_on), least(day_start(weeks.week_on + INTERVAL '7' DAY), weeks.until_at)) AS micros
    FROM stage_units
    INNER JOIN weeks ON weeks.process = stage_units.process
),

arrivals AS (
    SELECT
        process, stage, unit_id, local_week(entered_at) AS week_on,
        COUNT(*) AS n,
        COUNT(*) FILTER (WHERE visit_no > 1) AS again_n,
        COUNT(*) FILTER (WHERE entered_at = day_start(local_week(entered_at)) AND COALESCE(entered_at < exited_at, TRUE)) AS at_start_n
    FROM counted
    GROUP BY process, stage, unit_id, local_week(entered_at)
),

exits AS (
    SELECT
        process, stage, unit_id, local_week(exited_at) AS week_on,
        COUNT(*) FILTER (WHERE outcome = 'avancou') AS departures_n,
        COUNT(*) FILTER (WHERE outcome = 'desviou') AS diversions_n,
        COUNT(*) FILTER (WHERE exited_at = day_start(local_week(exited_at)) AND entered_at < exited_at) AS at_start_n,
        percentile(business_seconds, 0.5) AS p50_seconds,
        percentile(business_seconds, 0.85) AS p85_seconds
    FROM counted
    WHERE exited_at IS NOT NULL
    GROUP BY process, stage, unit_id, local_week(exited_at)
),

stays AS (
    SELECT process, stage, unit_id, week_on, elapsed_micros, business_micros, service_micros FROM staging.stage_visit_weeks
    UNION ALL
    SELECT process, stage, '*' AS unit_id, week_on, elapsed_micros, business_micros, service_micros FROM staging.stage_visit_weeks
),

stay_sums AS (
    SELECT
        process, stage, unit_id, week_on,
        sum_checked(elapsed_micros) AS elapsed_micros,
        COALESCE(sum_checked(business_micros - service_micros), 0) AS waiting_micros,
        COALESCE(sum_checked(service_micros), 0) AS service_micros
    FROM stays
    GROUP BY process, stage, unit_id, week_on
),

filled AS (
    SELECT
        grid.process, grid.stage, grid.unit_id, grid.week_on, grid.micros,
        COALESCE(arrivals.n, 0) AS arrivals_n,
        COALESCE(arrivals.again_n, 0) AS again_n,
        COALESCE(exits.departures_n, 0) AS departures_n,
        COALESCE(exits.diversions_n, 0) AS diversions_n,
        COALESCE(arrivals.at_start_n, 0) - COALESCE(exits.at_start_n, 0) AS at_start_n,
        exits.p50_seconds,
        exits.p85_seconds,
        COALESCE(stay_sums.elapsed_micros, 0) AS elapsed_micros,
        COALESCE(stay_sums.waiting_micros, 0) AS waiting_micros,
        COALESCE(stay_sums.service_micros, 0) AS service_micros
    FROM grid
    LEFT JOIN arrivals
        ON arrivals.process = grid.process AND arrivals.stage = grid.stage
        AND arrivals.unit_id = grid.unit_id AND arrivals.week_on = grid.week_on
    LEFT JOIN exits
        ON exits.process = grid.process AND exits.stage = grid.stage
        AND exits.unit_id = grid.unit_id AND exits.week_on = grid.week_on
    LEFT JOIN stay_sums
        ON stay_sums.process = grid.process AND stay_sums.stage = grid.stage
        AND stay_sums.unit_id = grid.unit_id AND stay_sums.week_on = grid.week_on
),

-- Running sums.
running AS (
    SELECT
        filled.*,
        sum_checked(arrivals_n - departures_n - diversions_n) OVER to_here AS open_n,
        COALESCE(LEAD(at_start_n) OVER (PARTITION BY process, stage, unit_id ORDER BY week_on), 0) AS at_end_n,
        ROW_NUMBER() OVER (PARTITION BY process, stage, unit_id ORDER BY week_on) AS place,
        sum_checked(arrivals_n) OVER to_here AS arrived_n,
        sum_checked(departures_n + diversions_n) OVER to_here AS left_n
    FROM filled
    WINDOW to_here AS (PARTITION BY process, stage, unit_id ORDER BY week_on ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
),

-- Every week also takes part, with its sums taken off, in the week that looks back past it: one pass, no join with itself.
shifted AS (
    SELECT running.*, CAST(parameters.value AS BIGINT) AS weeks, unnest(make_array(FALSE, TRUE)) AS is_past
    FROM staging.parameters AS parameters
    CROSS JOIN running
    WHERE parameters.name = 'ratio_weeks'
),

settled AS (
    SELECT
        process,
        stage,
        unit_id,
        place + CASE WHEN is_past THEN weeks ELSE 0 END AS place,
        MAX(week_on) FILTER (WHERE NOT is_past) AS week_on,
        MAX(micros) FILTER (WHERE NOT is_past) AS micros,
        MAX(arrivals_n) FILTER (WHERE NOT is_past) AS arrivals_n,
        MAX(again_n) FILTER (WHERE NOT is_past) AS again_n,
        MAX(departures_n) FILTER (WHERE NOT is_past) AS departures_n,
        MAX(diversions_n) FILTER (WHERE NOT is_past) AS diversions_n,
        MAX(open_n + at_end_n) FILTER (WHERE NOT is_past) AS wip_end_n,
        MAX(p50_seconds) FILTER (WHERE NOT is_past) AS p50_seconds,
        MAX(p85_seconds) FILTER (WHERE NOT is_past) AS p85_seconds,
        MAX(elapsed_micros) FILTER (WHERE NOT is_past) AS elapsed_micros,
        MAX(waiting_micros) FILTER (WHERE NOT is_past) AS waiting_micros,
        MAX(service_micros) FILTER (WHERE NOT is_past) AS service_micros,
        sum_checked(CASE WHEN is_past THEN -arrived_n ELSE arrived_n END) AS arrived_n,
        sum_checked(CASE WHEN is_past THEN -left_n ELSE left_n END) AS left_n
    FROM shifted
    GROUP BY process, stage, unit_id, place + CASE WHEN is_past THEN weeks ELSE 0 END
    HAVING bool_or(NOT is_past)
)

SELECT
    settled.process,
    settled.stage,
    settled.unit_id,
    settled.week_on,
    settled.arrivals_n,
    settled.departures_n,
    settled.diversions_n,
    settled.wip_end_n,
    CASE WHEN settled.micros > 0 THEN CAST(settled.elapsed_micros AS DOUBLE) / CAST(settled.micros AS DOUBLE) ELSE 0 END AS wip_mean,
    settled.p50_seconds,
    settled.p85_seconds,
    survival.km_p50_seconds,
    survival.km_p85_seconds,
    CASE WHEN settled.left_n > 0 THEN CAST(settled.arrived_n AS DOUBLE) / CAST(settled.left_n AS DOUBLE) END AS arrival_departure_ratio,
    CASE WHEN settled.service_micros + settled.waiting_micros > 0
        THEN CAST(settled.service_micros AS DOUBLE) / CAST(settled.service_micros + settled.waiting_micros AS DOUBLE)
    END AS flow_efficiency,
    seconds(settled.waiting_micros) AS waiting_seconds,
    seconds(settled.service_micros) AS service_seconds,
    CASE WHEN settled.arrivals_n > 0 THEN CAST(settled.again_n AS DOUBLE) / CAST(settled.arrivals_n AS DOUBLE) END AS rework_rate
FROM settled
LEFT JOIN staging.stage_survival AS survival
    ON survival.process = settled.process AND survival.stage = settled.stage
    AND survival.unit_id = settled.unit_id AND survival.week_on = settled.week_on

-- name: staging.growth_months
-- title: Demanda por recorte, mês a mês | Demand by scope, month by month
-- grain: scope_kind, scope_id, month_on
-- columns: scope_kind:code, scope_id:id, month_on:on, demands_n:int, requested_minutes:int, filled_minutes:int, kept_minutes:int,
--   kept_filled_minutes:int, requested_centavos:int
-- owner: planejamento
-- check: unique(scope_kind, scope_id, month_on), one_of(scope_kind, area, linha_servico, ramo, tipo_cliente), range(demands_n, 0, null)
-- check: holds(kept_filled_minutes <= kept_minutes)
-- tag: crescimento
--
-- Every complete month from the first one with any demand, for each area, service line, industry and type of client: a month without
-- demand is 0, and the month that still runs is left out. `kept` leaves out demands that the client withdrew.

WITH clock AS (
    SELECT day_start(month_start(local_day(as_of_at))) AS until_at FROM staging.clock
),

starts AS (
    SELECT MIN(submitted_at) AS first_at FROM staging.demand_records
),

months AS (
    SELECT unnest(months_touched(starts.first_at, clock.until_at)) AS month_on
    FROM clock
    CROSS JOIN starts
    WHERE starts.first_at < clock.until_at
),

scoped AS (
    SELECT
        unnest(make_array('area', 'linha_servico', 'ramo', 'tipo_cliente')) AS scope_kind,
        unnest(make_array(area_id, service_line_id, industry, client_type)) AS scope_id,
        month_on,
        status,
        requested_minutes,
        filled_minutes,
        CAST(requested_amount * 100 AS BIGINT) AS requested_centavos
    FROM staging.demand_records
),

sums AS (
    SELECT
        scope_kind,
        scope_id,
        month_on,
        COUNT(*) AS demands_n,
        sum_checked(requested_minutes) AS requested_minutes,
        sum_checked(filled_minutes) AS filled_minutes,
        COALESCE(sum_checked(requested_minutes) FILTER (WHERE status <> 'desistencia'), 0) AS kept_minutes,
        COALESCE(sum_checked(filled_minutes) FILTER (WHERE status <> 'desistencia'), 0) AS kept_filled_minutes,
        sum_checked(requested_centavos) AS requested_centavos
    FROM scoped
    GROUP BY scope_kind, scope_id, month_on
),

grid AS (
    SELECT scopes.scope_kind, scopes.scope_id, months.month_on
    FROM months
    CROSS JOIN (SELECT DISTINCT scope_kind, scope_id FROM sums) AS scopes
)

SELECT
    grid.scope_kind,
    grid.scope_id,
    grid.month_on,
    COALESCE(sums.demands_n, 0) AS demands_n,
    COALESCE(sums.requested_minutes, 0) AS requested_minutes,
    COALESCE(sums.filled_minutes, 0) AS filled_minutes,
    COALESCE(sums.kept_minutes, 0) AS kept_minutes,
    COALESCE(sums.kept_filled_minutes, 0) AS kept_filled_minutes,
    COALESCE(sums.requested_centavos, 0) AS requested_centavos
FROM grid
LEFT JOIN sums ON sums.scope_kind = grid.scope_kind AND sums.scope_id = grid.scope_id AND sums.month_on = grid.month_on

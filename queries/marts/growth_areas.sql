-- name: marts.growth_areas
-- title: O que cresce | What grows
-- grain: scope_kind, scope_id
-- columns: scope_kind:code, scope_id:id, months_n:int, requested_12m_minutes:int, requested_12m_amount:money, slope:num?, growth_rate:num?,
--   p_value:num?, forecast_minutes:num?, low:num?, high:num?, forecast_error:num?, unmet_share:num?, fill_seconds:num?,
--   new_client_share:num?, trend:code
-- owner: planejamento
-- check: unique(scope_kind, scope_id), one_of(scope_kind, area, linha_servico, ramo, tipo_cliente), range(unmet_share, 0, 1)
-- check: one_of(trend, crescendo, estavel, encolhendo, dados_insuficientes), range(new_client_share, 0, 1)
-- check: holds((trend = 'dados_insuficientes') = (slope IS NULL))
-- tag: crescimento
--
-- Each area, service line, industry and type of client with any demand: the trend of the minutes asked for, over complete months,
-- and the last twelve of them. The raw p stands here; `trend` follows p adjusted over the scopes of its kind.

WITH year AS (
    SELECT
        CAST(months_before(month_start(local_day(as_of_at)), 12) AS DATE) AS from_on,
        month_start(local_day(as_of_at)) AS until_on
    FROM staging.clock
),

asked AS (
    SELECT
        months.scope_kind,
        months.scope_id,
        sum_checked(months.requested_minutes) AS requested_minutes,
        sum_checked(months.requested_centavos) AS requested_centavos,
        sum_checked(months.kept_minutes) AS kept_minutes,
        sum_checked(months.kept_filled_minutes) AS kept_filled_minutes
    FROM year
    INNER JOIN staging.growth_months AS months ON months.month_on >= year.from_on
    GROUP BY months.scope_kind, months.scope_id
),

scoped AS (
    SELECT
        unnest(make_array('area', 'linha_servico', 'ramo', 'tipo_cliente')) AS scope_kind,
        unnest(make_array(demands.area_id, demands.service_line_id, demands.industry, demands.client_type)) AS scope_id,
        demands.organization_id,
        demands.client_since_on >= year.from_on AS is_new
    FROM year
    INNER JOIN staging.demand_records AS demands ON demands.month_on >= year.from_on AND demands.month_on < year.until_on
),

clients AS (
    SELECT
        scope_kind,
        scope_id,
        COUNT(DISTINCT organization_id) AS n,
        COUNT(DISTINCT organization_id) FILTER (WHERE is_new) AS new_n
    FROM scoped
    GROUP BY scope_kind, scope_id
)

SELECT
    trends.scope_kind,
    trends.scope_id,
    trends.months_n,
    COALESCE(asked.requested_minutes, 0) AS requested_12m_minutes,
    CAST(CAST(COALESCE(asked.requested_centavos, 0) AS DECIMAL(20, 0)) * 0.01 AS DECIMAL(18, 2)) AS requested_12m_amount,
    trends.slope,
    trends.growth_rate,
    trends.p_value,
    trends.forecast_minutes,
    trends.low,
    trends.high,
    trends.forecast_error,
    CASE WHEN asked.kept_minutes > 0
        THEN CAST(asked.kept_minutes - asked.kept_filled_minutes AS DOUBLE) / CAST(asked.kept_minutes AS DOUBLE)
    END AS unmet_share,
    trends.fill_seconds,
    CASE WHEN clients.n > 0 THEN CAST(clients.new_n AS DOUBLE) / CAST(clients.n AS DOUBLE) END AS new_client_share,
    trends.trend
FROM staging.growth_trends AS trends
LEFT JOIN asked ON asked.scope_kind = trends.scope_kind AND asked.scope_id = trends.scope_id
LEFT JOIN clients ON clients.scope_kind = trends.scope_kind AND clients.scope_id = trends.scope_id

-- name: figures.growth_areas
-- title: O que cresce além do acaso | What grows beyond chance
-- grain: place
-- columns: place:int, scope_kind:code, scope_id:id, scope_key:text, label:text, growth_rate:num?, growth_low_rate:num?, growth_high_rate:num?,
--   p_adjusted:num?, is_claimed:bool, trend:code, months_n:int, requested_12m_minutes:int, requested_12m_amount:money,
--   forecast_minutes:num?, low_minutes:num?, high_minutes:num?, forecast_error:num?, unmet_share:num?, fill_days:num?, new_client_share:num?
-- owner: planejamento
-- check: unique(place), unique(scope_kind, scope_id), holds(growth_low_rate <= growth_rate AND growth_rate <= growth_high_rate)
-- check: holds(is_claimed = (trend IN ('crescendo', 'encolhendo')))
-- tag: figura
--
-- Areas, industries, types of client and service lines by yearly growth: first what is no chance, then what may be. Codes stand where
-- a scope has no name of its own.

WITH scopes AS (
    SELECT
        growth.*,
        trends.growth_low,
        trends.growth_high,
        trends.p_adjusted,
        growth.trend IN ('crescendo', 'encolhendo') AS is_claimed,
        CASE growth.scope_kind WHEN 'area' THEN 1 WHEN 'ramo' THEN 2 WHEN 'tipo_cliente' THEN 3 ELSE 4 END AS kind_no,
        COALESCE(areas.name, service_lines.name, growth.scope_id) AS label
    FROM staging.growth_trends AS trends
    INNER JOIN marts.growth_areas AS growth ON growth.scope_kind = trends.scope_kind AND growth.scope_id = trends.scope_id
    LEFT JOIN staging.areas AS areas ON growth.scope_kind = 'area' AND areas.area_id = growth.scope_id
    LEFT JOIN staging.service_lines AS service_lines ON growth.scope_kind = 'linha_servico' AND service_lines.service_line_id = growth.scope_id
)

SELECT
    ROW_NUMBER() OVER (ORDER BY NOT is_claimed, growth_rate DESC NULLS LAST, kind_no, scope_id) AS place,
    scope_kind,
    scope_id,
    concat(scope_kind, ' ', scope_id) AS scope_key,
    label,
    growth_rate,
    growth_low AS growth_low_rate,
    growth_high AS growth_high_rate,
    p_adjusted,
    is_claimed,
    trend,
    months_n,
    requested_12m_minutes,
    requested_12m_amount,
    forecast_minutes,
    low AS low_minutes,
    high AS high_minutes,
    forecast_error,
    unmet_share,
    fill_seconds / 86400 AS fill_days,
    new_client_share
FROM scopes

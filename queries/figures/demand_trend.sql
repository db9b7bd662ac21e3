-- name: figures.demand_trend
-- title: Demanda por área | Demand by area
-- grain: place, month_on
-- columns: place:int, area_id:id, label:text, month_on:on, requested_minutes:int, filled_minutes:int, demands_n:int, rejected_n:int,
--   slope:num?, p_value:num?, trend:code
-- owner: planejamento
-- check: unique(area_id, month_on), holds(filled_minutes <= requested_minutes), holds(rejected_n <= demands_n)
-- tag: figura
--
-- The last 24 complete months of each area, those first that were asked for most in the last year: minutes asked for and filled, and
-- demands refused. Slope, p and trend are of all complete months.

WITH areas AS (
    SELECT
        areas.scope_id AS area_id,
        COALESCE(names.name, CASE areas.scope_id WHEN 'nao_informado' THEN 'Sem área informada | Area not given' ELSE areas.scope_id END) AS label,
        areas.slope,
        areas.p_value,
        areas.trend,
        ROW_NUMBER() OVER (ORDER BY areas.requested_12m_minutes DESC, areas.scope_id) AS place
    FROM marts.growth_areas AS areas
    LEFT JOIN staging.areas AS names ON names.area_id = areas.scope_id
    WHERE areas.scope_kind = 'area'
),

months AS (
    SELECT month_on, ROW_NUMBER() OVER (ORDER BY month_on DESC) AS back_no
    FROM (SELECT DISTINCT month_on FROM staging.growth_months)
),

refused AS (
    SELECT area_id, month_on, sum_checked(rejected_n) AS rejected_n FROM marts.demand_months GROUP BY area_id, month_on
)

SELECT
    areas.place,
    areas.area_id,
    areas.label,
    series.month_on,
    series.requested_minutes,
    series.filled_minutes,
    series.demands_n,
    COALESCE(refused.rejected_n, 0) AS rejected_n,
    areas.slope,
    areas.p_value,
    areas.trend
FROM months
INNER JOIN staging.growth_months AS series ON series.month_on = months.month_on AND series.scope_kind = 'area'
INNER JOIN areas ON areas.area_id = series.scope_id
LEFT JOIN refused ON refused.area_id = series.scope_id AND refused.month_on = series.month_on
WHERE months.back_no <= 24

-- name: staging.fill_waits
-- title: Da publicação ao preenchimento, por recorte | From publication to full staffing, by scope
-- grain: scope_kind, scope_id, opportunity_id
-- columns: scope_kind:code, scope_id:id, opportunity_id:id, wait_micros:int, is_staffed:bool
-- owner: planejamento
-- check: unique(scope_kind, scope_id, opportunity_id), range(wait_micros, 0, null)
-- tag: crescimento
--
-- Opportunities published in the last twelve complete months, and how long each was watched, by the calendar. One whose state says
-- that it was staffed, and nothing when, is left out. Industry and type of client are those of its demand.

WITH clock AS (
    SELECT
        day_start(month_start(local_day(as_of_at))) AS until_at,
        day_start(months_before(month_start(local_day(as_of_at)), 12)) AS from_at
    FROM staging.clock
),

demands AS (
    SELECT demand_id, service_line_id, industry, client_type FROM staging.demand_records
),

waits AS (
    SELECT
        staffing.opportunity_id,
        staffing.area_id,
        COALESCE(staffing.service_line_id, demands.service_line_id, 'nao_informado') AS service_line_id,
        COALESCE(demands.industry, 'nao_informado') AS industry,
        COALESCE(demands.client_type, 'nao_informado') AS client_type,
        micros_between(staffing.opened_at, staffing.until_at) AS wait_micros,
        staffing.is_staffed
    FROM clock
    INNER JOIN staging.opportunity_staffing AS staffing ON staffing.opened_at >= clock.from_at AND staffing.opened_at < clock.until_at
    LEFT JOIN demands ON demands.demand_id = staffing.demand_id
    WHERE staffing.staffed_at IS NOT NULL OR NOT staffing.is_staffed
)

SELECT
    unnest(make_array('area', 'linha_servico', 'ramo', 'tipo_cliente')) AS scope_kind,
    unnest(make_array(area_id, service_line_id, industry, client_type)) AS scope_id,
    opportunity_id,
    wait_micros,
    is_staffed
FROM waits

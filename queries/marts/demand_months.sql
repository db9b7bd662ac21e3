-- name: marts.demand_months
-- title: Demanda, mês a mês | Demand, month by month
-- grain: month_on, area_id, service_line_id, layer, nature, client_type, industry, origin
-- columns: month_on:on, area_id:id, service_line_id:id, layer:code, nature:code, client_type:code, industry:code, origin:code,
--   demands_n:int, clients_n:int, new_clients_n:int, qualified_n:int, rejected_n:int, withdrawn_n:int, contracted_n:int, still_open_n:int,
--   rejected_scope_n:int, rejected_capacity_n:int, rejected_value_n:int, rejected_term_n:int, rejected_risk_n:int, rejected_other_n:int,
--   requested_minutes:int, filled_minutes:int, requested_amount:money, contracted_amount:money
-- owner: planejamento
-- check: unique(month_on, area_id, service_line_id, layer, nature, client_type, industry, origin), range(demands_n, 1, null)
-- check: holds(clients_n <= demands_n AND new_clients_n <= clients_n), holds(filled_minutes <= requested_minutes)
-- check: holds(rejected_n = rejected_scope_n + rejected_capacity_n + rejected_value_n + rejected_term_n + rejected_risk_n + rejected_other_n)
-- check: holds(rejected_n + withdrawn_n + still_open_n <= demands_n)
-- tag: crescimento
--
-- The demands submitted in a month, and what has become of them by now. A client is new in the row of its first demand ever, so that
-- new clients add up over rows; clients do not. A refusal without a known reason counts as another one.

SELECT
    month_on,
    area_id,
    service_line_id,
    layer,
    nature,
    client_type,
    industry,
    origin,
    COUNT(*) AS demands_n,
    COUNT(DISTINCT organization_id) AS clients_n,
    COUNT(*) FILTER (WHERE is_first) AS new_clients_n,
    COUNT(*) FILTER (WHERE is_qualified) AS qualified_n,
    COUNT(*) FILTER (WHERE status = 'recusada') AS rejected_n,
    COUNT(*) FILTER (WHERE status = 'desistencia') AS withdrawn_n,
    COUNT(*) FILTER (WHERE is_contracted) AS contracted_n,
    COUNT(*) FILTER (WHERE status IN ('enviada', 'qualificada')) AS still_open_n,
    COUNT(*) FILTER (WHERE status = 'recusada' AND reject_reason = 'fora_do_escopo') AS rejected_scope_n,
    COUNT(*) FILTER (WHERE status = 'recusada' AND reject_reason = 'sem_capacidade') AS rejected_capacity_n,
    COUNT(*) FILTER (WHERE status = 'recusada' AND reject_reason = 'valor') AS rejected_value_n,
    COUNT(*) FILTER (WHERE status = 'recusada' AND reject_reason = 'prazo') AS rejected_term_n,
    COUNT(*) FILTER (WHERE status = 'recusada' AND reject_reason = 'risco') AS rejected_risk_n,
    COUNT(*) FILTER (WHERE status = 'recusada' AND COALESCE(reject_reason, 'outro') = 'outro') AS rejected_other_n,
    sum_checked(requested_minutes) AS requested_minutes,
    sum_checked(filled_minutes) AS filled_minutes,
    sum_checked(requested_amount) AS requested_amount,
    sum_checked(contracted_amount) AS contracted_amount
FROM staging.demand_records
GROUP BY month_on, area_id, service_line_id, layer, nature, client_type, industry, origin

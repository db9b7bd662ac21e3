-- name: staging.demand_records
-- title: Demandas, com cliente e atendimento | Demands, with client and what was filled
-- grain: demand_id
-- columns: demand_id:id, month_on:on, submitted_at:at, organization_id:id, is_first:bool, client_since_on:on, area_id:id, service_line_id:id,
--   layer:code, nature:code, client_type:code, industry:code, origin:code, topic:text?, status:code, reject_reason:code?, is_qualified:bool,
--   is_contracted:bool, requested_minutes:int, filled_minutes:int, requested_amount:money, contracted_amount:money
-- owner: planejamento
-- check: unique(demand_id), holds(filled_minutes <= requested_minutes)
-- tag: crescimento
--
-- A demand belongs to the month in which it was submitted; `is_first` marks the first ever of its client. What it was filled with:
-- all of its minutes when it was served, else the part of its opportunities' positions that is filled, in whole minutes.
-- A contract's value stands with the first demand that became it, so that none counts twice. What nobody estimated counts 0,
-- and so does less than nothing.

WITH firsts AS (
    SELECT organization_id, MIN(submitted_at) AS since_at, first_value(demand_id ORDER BY submitted_at, demand_id) AS demand_id
    FROM staging.demands
    GROUP BY organization_id
),

values AS (
    SELECT first_demands.demand_id, contracts.value
    FROM (
        SELECT contract_id, first_value(demand_id ORDER BY submitted_at, demand_id) AS demand_id
        FROM staging.demands
        WHERE contract_id IS NOT NULL
        GROUP BY contract_id
    ) AS first_demands
    INNER JOIN staging.contracts AS contracts ON contracts.contract_id = first_demands.contract_id
),

offers AS (
    SELECT demand_id, sum_checked(positions_n) AS positions_n, sum_checked(filled_n) AS filled_n
    FROM staging.opportunity_staffing
    WHERE demand_id IS NOT NULL
    GROUP BY demand_id
)

SELECT
    demands.demand_id,
    month_start(local_day(demands.submitted_at)) AS month_on,
    demands.submitted_at,
    demands.organization_id,
    demands.demand_id = firsts.demand_id AS is_first,
    month_start(local_day(firsts.since_at)) AS client_since_on,
    COALESCE(demands.area_id, 'nao_informado') AS area_id,
    COALESCE(demands.service_line_id, 'nao_informado') AS service_line_id,
    demands.layer,
    COALESCE(demands.nature, 'nao_informado') AS nature,
    COALESCE(organizations.client_type, 'nao_informado') AS client_type,
    COALESCE(organizations.industry, 'nao_informado') AS industry,
    demands.origin,
    demands.topic,
    demands.status,
    demands.reject_reason,
    demands.qualified_at IS NOT NULL OR demands.status IN ('qualificada', 'atendida') AS is_qualified,
    demands.contract_id IS NOT NULL AS is_contracted,
    greatest(COALESCE(demands.estimated_minutes, 0), 0) AS requested_minutes,
    CASE
        WHEN demands.status = 'atendida' THEN greatest(COALESCE(demands.estimated_minutes, 0), 0)
        WHEN offers.positions_n > 0 THEN greatest(COALESCE(demands.estimated_minutes, 0), 0) * offers.filled_n / offers.positions_n
        ELSE 0
    END AS filled_minutes,
    COALESCE(demands.estimated_amount, 0) AS requested_amount,
    COALESCE(values.value, 0) AS contracted_amount
FROM firsts
INNER JOIN staging.demands AS demands ON demands.organization_id = firsts.organization_id
LEFT JOIN staging.organizations AS organizations ON organizations.organization_id = demands.organization_id
LEFT JOIN values ON values.demand_id = demands.demand_id
LEFT JOIN offers ON offers.demand_id = demands.demand_id

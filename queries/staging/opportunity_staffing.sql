-- name: staging.opportunity_staffing
-- title: Preenchimento das oportunidades | How opportunities are staffed
-- grain: opportunity_id
-- columns: opportunity_id:id, demand_id:id?, area_id:id, unit_id:id, service_line_id:id?, layer:code, opened_at:at?, positions_n:int,
--   filled_n:int, is_staffed:bool, staffed_at:at?, until_at:at?
-- owner: planejamento
-- check: unique(opportunity_id), range(filled_n, 0, null), holds(filled_n <= positions_n)
-- check: holds(opened_at <= until_at), holds(staffed_at IS NULL OR is_staffed)
-- tag: circulacao
--
-- A position is filled by a member who accepted an assignment to the opportunity that was not cancelled; all are when its state says
-- so. `staffed_at` is when the last of them was filled, nothing where only the state tells. A published opportunity is watched until
-- it is staffed, is closed, or the instant that is answered for (`until_at`).

WITH accepted AS (
    SELECT opportunity_id, member_id, MIN(COALESCE(accepted_at, start_at)) AS accepted_at
    FROM staging.assignments
    WHERE opportunity_id IS NOT NULL AND COALESCE(accepted_at, start_at) IS NOT NULL AND COALESCE(end_reason <> 'cancelada', TRUE)
    GROUP BY opportunity_id, member_id
),

takers AS (
    SELECT opportunity_id, COUNT(*) AS n, array_agg(accepted_at ORDER BY accepted_at, member_id) AS accepted_at
    FROM accepted
    GROUP BY opportunity_id
),

staffing AS (
    SELECT
        opportunities.opportunity_id,
        opportunities.demand_id,
        opportunities.area_id,
        opportunities.unit_id,
        opportunities.service_line_id,
        opportunities.layer,
        opportunities.opened_at,
        opportunities.closed_at,
        greatest(CAST(opportunities.positions AS BIGINT), 0) AS positions_n,
        COALESCE(takers.n, 0) AS takers_n,
        opportunities.status IN ('alocada', 'em_execucao', 'concluida') OR takers.n >= opportunities.positions AS is_staffed,
        array_element(takers.accepted_at, CAST(opportunities.positions AS BIGINT)) AS staffed_at
    FROM takers
    RIGHT JOIN staging.opportunities AS opportunities ON opportunities.opportunity_id = takers.opportunity_id
)

SELECT
    staffing.opportunity_id,
    staffing.demand_id,
    staffing.area_id,
    staffing.unit_id,
    staffing.service_line_id,
    staffing.layer,
    staffing.opened_at,
    staffing.positions_n,
    CASE WHEN staffing.is_staffed THEN staffing.positions_n ELSE staffing.takers_n END AS filled_n,
    COALESCE(staffing.is_staffed, FALSE) AS is_staffed,
    staffing.staffed_at,
    CASE WHEN staffing.opened_at IS NOT NULL
        THEN greatest(staffing.opened_at, COALESCE(staffing.staffed_at, staffing.closed_at, clock.as_of_at))
    END AS until_at
FROM staging.clock AS clock
CROSS JOIN staffing

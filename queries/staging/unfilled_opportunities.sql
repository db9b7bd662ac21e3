-- name: staging.unfilled_opportunities
-- title: Oportunidades sem preencher e o que exigem | Unfilled opportunities and what they require
-- grain: opportunity_id, skill_id
-- columns: opportunity_id:id, skill_id:id, min_level:i32, positions:i32, state:code, asked_on:on, applicants_n:int, value_centavos:int?
-- owner: planejamento
-- check: unique(opportunity_id, skill_id), one_of(state, aberta, expirada, preenchida_tarde), range(applicants_n, 0, null)
-- tag: competencias
--
-- Mandatory requirements of opportunities that are open, that expired, or for whose positions too few people had accepted when
-- they closed. Who could have done it is asked on `asked_on`: today for open ones, else the day on which they closed.

WITH today AS (
    SELECT local_day(as_of_at) AS today_on FROM staging.clock
),

accepted AS (
    SELECT
        opportunities.opportunity_id,
        sum_checked(CASE WHEN assignments.accepted_at <= opportunities.closes_at THEN 1 ELSE 0 END) AS in_time_n,
        sum_checked(CASE WHEN assignments.accepted_at > opportunities.closes_at THEN 1 ELSE 0 END) AS late_n
    FROM staging.opportunities AS opportunities
    INNER JOIN staging.assignments AS assignments ON assignments.opportunity_id = opportunities.opportunity_id
    WHERE opportunities.closes_at IS NOT NULL
    GROUP BY opportunities.opportunity_id
),

states AS (
    SELECT
        opportunities.opportunity_id,
        greatest(opportunities.positions, 0) AS positions,
        CAST(opportunities.value * 100 AS BIGINT) AS value_centavos,
        CASE
            WHEN opportunities.status IN ('publicada', 'em_selecao') THEN 'aberta'
            WHEN opportunities.status = 'expirada' THEN 'expirada'
            WHEN opportunities.status IN ('alocada', 'em_execucao', 'concluida')
                AND accepted.in_time_n < opportunities.positions AND accepted.late_n > 0 THEN 'preenchida_tarde'
        END AS state,
        CASE
            WHEN opportunities.status IN ('publicada', 'em_selecao') THEN today.today_on
            WHEN opportunities.status = 'expirada' THEN local_day(COALESCE(opportunities.closed_at, opportunities.closes_at))
            ELSE local_day(opportunities.closes_at)
        END AS closed_on,
        today.today_on
    FROM today
    CROSS JOIN staging.opportunities AS opportunities
    LEFT JOIN accepted ON accepted.opportunity_id = opportunities.opportunity_id
),

applicants AS (
    SELECT opportunity_id, COUNT(DISTINCT member_id) AS applicants_n FROM staging.applications GROUP BY opportunity_id
)

SELECT
    states.opportunity_id,
    requirements.skill_id,
    requirements.min_level,
    states.positions,
    states.state,
    least(COALESCE(states.closed_on, states.today_on), states.today_on) AS asked_on,
    COALESCE(applicants.applicants_n, 0) AS applicants_n,
    states.value_centavos
FROM states
INNER JOIN staging.opportunity_requirements AS requirements ON requirements.opportunity_id = states.opportunity_id
LEFT JOIN applicants ON applicants.opportunity_id = states.opportunity_id
WHERE states.state IS NOT NULL AND requirements.is_mandatory

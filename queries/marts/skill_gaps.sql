-- name: marts.skill_gaps
-- title: Competências que faltam, mês a mês | Missing skills, month by month
-- grain: skill_id, level, month_on
-- columns: skill_id:id, level:i32, month_on:on, demand_minutes:int, supply_minutes:int, unmet_minutes:int, is_binding_level:bool,
--   gap_rate:num?, tightness:num?, openings_n:int, coverage_n:int, coverage:code, concentration:num?, first_pass_low:num?,
--   interested_n:int, value_at_stake_amount:money
-- owner: planejamento
-- check: unique(skill_id, level, month_on), range(level, 1, 5), range(unmet_minutes, 0, null), range(gap_rate, 0, 1)
-- check: range(concentration, 0, 1), range(first_pass_low, 0, 1), one_of(coverage, critica, atencao, ok)
-- check: holds(demand_minutes >= 0 AND supply_minutes >= 0), holds(NOT is_binding_level OR unmet_minutes > 0)
-- tag: competencias
--
-- One row for each skill, level and month of which the capacity is known. Demand and supply are of exactly this level; what is unmet
-- counts from this level up, since a higher level may serve a lower demand and never the reverse. `openings_n` are positions
-- published in the month that ask for this level or more, `coverage_n` members who have it on the month's last day.
-- `concentration` is the HHI of the skill's validated work over twelve months. `first_pass_low` is the 5 % quantile of its shrunk rate
-- of acceptance at the first attempt, drawn towards the rate of all work; null without a delivery. What is at stake is the value of
-- opportunities published in the month that this skill, asked for at this level, keeps from being filled.

WITH parameters AS (
    SELECT
        MAX(CASE name WHEN 'prior_weight' THEN value END) AS prior_weight,
        (1 - MAX(CASE name WHEN 'confidence' THEN value END)) / 2 AS tail
    FROM staging.parameters
),

months AS (
    SELECT DISTINCT month_on, CAST(month_on + INTERVAL '1' MONTH AS DATE) AS next_on, months_before(month_on, 11) AS since_on
    FROM staging.skill_balances
),

-- Openings and holders at a level or above.
openings AS (
    SELECT levels.skill_id, levels.level, levels.month_on, sum_checked(demand.openings_n) AS openings_n
    FROM staging.skill_balances AS levels
    INNER JOIN staging.skill_demand AS demand
        ON demand.skill_id = levels.skill_id AND demand.month_on = levels.month_on AND demand.level >= levels.level
    GROUP BY levels.skill_id, levels.level, levels.month_on
),

holders AS (
    SELECT levels.skill_id, levels.level, levels.month_on, sum_checked(supply.holders_n) AS coverage_n
    FROM staging.skill_balances AS levels
    INNER JOIN staging.skill_supply AS supply
        ON supply.skill_id = levels.skill_id AND supply.month_on = levels.month_on AND supply.level >= levels.level
    GROUP BY levels.skill_id, levels.level, levels.month_on
),

attempts AS (
    SELECT
        deliverables.opportunity_id,
        month_start(local_day(deliveries.decided_at)) AS month_on,
        CASE deliveries.decision WHEN 'aceito' THEN 1 ELSE 0 END AS accepted
    FROM staging.deliverables AS deliverables
    INNER JOIN staging.deliveries AS deliveries ON deliveries.deliverable_id = deliverables.deliverable_id
    WHERE deliveries.attempt = 1 AND deliveries.decision IS NOT NULL AND deliveries.decided_at IS NOT NULL
),

first_passes AS (
    SELECT requirements.skill_id, months.month_on, COUNT(*) AS n, sum_checked(attempts.accepted) AS accepted_n
    FROM months
    INNER JOIN attempts ON attempts.month_on >= months.since_on AND attempts.month_on < months.next_on
    INNER JOIN staging.opportunity_requirements AS requirements ON requirements.opportunity_id = attempts.opportunity_id
    GROUP BY requirements.skill_id, months.month_on
),

-- The rate of the whole, towards which few cases are drawn.
wholes AS (
    SELECT months.month_on, CAST(sum_checked(attempts.accepted) AS DOUBLE) / CAST(COUNT(*) AS DOUBLE) AS rate
    FROM months
    INNER JOIN attempts ON attempts.month_on >= months.since_on AND attempts.month_on < months.next_on
    GROUP BY months.month_on
),

interested AS (
    SELECT interests.skill_id, months.month_on, COUNT(DISTINCT interests.member_id) AS interested_n
    FROM months
    INNER JOIN staging.interests AS interests
        ON interests.declared_on < months.next_on AND (interests.until_on IS NULL OR interests.until_on >= months.next_on)
    WHERE interests.kind = 'aprender' AND interests.skill_id IS NOT NULL
    GROUP BY interests.skill_id, months.month_on
),

stakes AS (
    SELECT
        unfilled.skill_id,
        unfilled.min_level,
        month_start(local_day(opportunities.opened_at)) AS month_on,
        sum_checked(unfilled.value_share_amount) AS amount
    FROM marts.unfilled_requirements AS unfilled
    INNER JOIN staging.opportunities AS opportunities ON opportunities.opportunity_id = unfilled.opportunity_id
    WHERE unfilled.is_binding AND opportunities.opened_at IS NOT NULL
    GROUP BY unfilled.skill_id, unfilled.min_level, month_start(local_day(opportunities.opened_at))
)

SELECT
    balances.skill_id,
    balances.level,
    balances.month_on,
    balances.demand_minutes,
    balances.supply_minutes,
    balances.unmet_minutes,
    balances.is_binding_level,
    balances.gap_rate,
    CASE WHEN holders.coverage_n > 0 THEN CAST(COALESCE(openings.openings_n, 0) AS DOUBLE) / CAST(holders.coverage_n AS DOUBLE) END AS tightness,
    COALESCE(openings.openings_n, 0) AS openings_n,
    COALESCE(holders.coverage_n, 0) AS coverage_n,
    CASE WHEN COALESCE(holders.coverage_n, 0) <= 1 THEN 'critica' WHEN holders.coverage_n = 2 THEN 'atencao' ELSE 'ok' END AS coverage,
    balances.concentration,
    beta_quantile(
        parameters.tail,
        parameters.prior_weight * wholes.rate + CAST(first_passes.accepted_n AS DOUBLE),
        parameters.prior_weight * (1 - wholes.rate) + CAST(first_passes.n - first_passes.accepted_n AS DOUBLE)
    ) AS first_pass_low,
    COALESCE(interested.interested_n, 0) AS interested_n,
    COALESCE(stakes.amount, 0) AS value_at_stake_amount
FROM parameters
CROSS JOIN staging.skill_balances AS balances
LEFT JOIN openings ON openings.skill_id = balances.skill_id AND openings.level = balances.level AND openings.month_on = balances.month_on
LEFT JOIN holders ON holders.skill_id = balances.skill_id AND holders.level = balances.level AND holders.month_on = balances.month_on
LEFT JOIN first_passes ON first_passes.skill_id = balances.skill_id AND first_passes.month_on = balances.month_on
LEFT JOIN wholes ON wholes.month_on = balances.month_on
LEFT JOIN interested ON interested.skill_id = balances.skill_id AND interested.month_on = balances.month_on
LEFT JOIN stakes ON stakes.skill_id = balances.skill_id AND stakes.min_level = balances.level AND stakes.month_on = balances.month_on

-- name: figures.skill_gap
-- title: Competências pedidas e disponíveis | Skills asked for and there
-- grain: skill_id
-- columns: skill_id:id, label:text, level:i32, month_on:on, demand_from_minutes:int, supply_from_minutes:int, unmet_minutes:int,
--   gap_rate:num?, coverage_n:int, openings_n:int, interested_n:int, value_at_stake_amount:money
-- owner: planejamento
-- check: unique(skill_id), range(level, 1, 5), holds(unmet_minutes = greatest(demand_from_minutes - supply_from_minutes, 0))
-- tag: figura
--
-- The last whole month of which the capacity is known: each skill that work asked for, at the level where most is missing and above
-- (at all levels, where nothing is). What is at stake is counted over the levels from there up.

WITH last_months AS (
    SELECT MAX(gaps.month_on) AS month_on
    FROM staging.clock AS clock
    CROSS JOIN marts.skill_gaps AS gaps
    WHERE gaps.month_on < month_start(local_day(clock.as_of_at))
),

present AS (
    SELECT gaps.*
    FROM last_months
    INNER JOIN marts.skill_gaps AS gaps ON gaps.month_on = last_months.month_on
),

levels AS (
    SELECT skill_id, COALESCE(MAX(CASE WHEN is_binding_level THEN level END), 1) AS level
    FROM present
    GROUP BY skill_id
    HAVING sum_checked(demand_minutes) > 0
),

sums AS (
    SELECT
        levels.skill_id,
        levels.level,
        sum_checked(present.demand_minutes) AS demand_from_minutes,
        sum_checked(present.supply_minutes) AS supply_from_minutes,
        sum_checked(present.value_at_stake_amount) AS value_at_stake_amount
    FROM levels
    INNER JOIN present ON present.skill_id = levels.skill_id AND present.level >= levels.level
    GROUP BY levels.skill_id, levels.level
)

SELECT
    sums.skill_id,
    COALESCE(skills.name, sums.skill_id) AS label,
    sums.level,
    present.month_on,
    sums.demand_from_minutes,
    sums.supply_from_minutes,
    present.unmet_minutes,
    present.gap_rate,
    present.coverage_n,
    present.openings_n,
    present.interested_n,
    sums.value_at_stake_amount
FROM sums
INNER JOIN present ON present.skill_id = sums.skill_id AND present.level = sums.level
LEFT JOIN staging.skills AS skills ON skills.skill_id = sums.skill_id

-- name: staging.skill_series
-- title: Série mensal de cada competência | Monthly series of each skill
-- grain: skill_id, month_on
-- columns: skill_id:id, month_on:on, demand_minutes:int?
-- owner: planejamento
-- check: unique(skill_id, month_on), range(demand_minutes, 0, null)
-- tag: competencias
--
-- Minutes of work that ask for a skill, at whatever level: every whole month since anybody asked for any skill, without gaps, and the
-- six months after them, whose minutes are null.

WITH bounds AS (
    SELECT MIN(demand.month_on) AS first_on, month_start(local_day(MAX(clock.as_of_at))) AS present_on
    FROM staging.clock AS clock
    CROSS JOIN staging.skill_demand AS demand
),

months AS (
    SELECT present_on, unnest(months_touched(day_start(first_on), day_start(months_before(present_on, -6)))) AS month_on
    FROM bounds
    WHERE first_on < present_on
),

skills AS (
    SELECT DISTINCT skill_id FROM staging.skill_demand
),

sums AS (
    SELECT skill_id, month_on, sum_checked(demand_minutes) AS demand_minutes FROM staging.skill_demand GROUP BY skill_id, month_on
)

SELECT
    skills.skill_id,
    months.month_on,
    CASE WHEN months.month_on < months.present_on THEN COALESCE(sums.demand_minutes, 0) END AS demand_minutes
FROM months
CROSS JOIN skills
LEFT JOIN sums ON sums.skill_id = skills.skill_id AND sums.month_on = months.month_on

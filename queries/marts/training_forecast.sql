-- name: marts.training_forecast
-- title: Competências que vão faltar | Skills that will be missing
-- grain: skill_id, month_on
-- columns: skill_id:id, month_on:on, demand_minutes:num, low50:num?, high50:num?, low80:num?, high80:num?, supply_minutes:num?,
--   gap_minutes:num?, method:code, mase:num?, coverage80:num?, enrolled_n:int, cost_amount:money
-- owner: planejamento
-- check: unique(skill_id, month_on), one_of(method, media_3m, theil_sen, ets), range(supply_minutes, 0, null), range(gap_minutes, 0, null)
-- check: holds(low80 <= low50 AND low50 <= demand_minutes AND demand_minutes <= high50 AND high50 <= high80)
-- tag: competencias
--
-- The next six months of each skill that work asks for: what will most likely be asked, and who will be there. Supply is that of the last
-- whole month of which the capacity is known (null when there is none), at whatever level, and what those who learn the skill add from
-- the month on in which they should have finished: their own spare minutes of that month, times the skill's past pass rate, drawn towards
-- that of all training. They should finish after as many days as half of those before took, in this skill or else in any, and not before
-- today. `enrolled_n` and `cost_amount` are of everybody who should have finished by then.

WITH parameters AS (
    SELECT MAX(CASE name WHEN 'prior_weight' THEN value END) AS prior_weight FROM staging.parameters
),

today AS (
    SELECT local_day(as_of_at) AS today_on FROM staging.clock
),

last_months AS (
    SELECT MAX(supply.month_on) AS month_on
    FROM today
    CROSS JOIN staging.skill_supply AS supply
    WHERE supply.month_on < month_start(today.today_on)
),

supply AS (
    SELECT supply.skill_id, sum_checked(supply.supply_minutes) AS supply_minutes
    FROM last_months
    INNER JOIN staging.skill_supply AS supply ON supply.month_on = last_months.month_on
    GROUP BY supply.skill_id
),

spare AS (
    SELECT spare.member_id, sum_checked(spare.spare_minutes) AS spare_minutes
    FROM last_months
    INNER JOIN staging.spare_minutes AS spare ON spare.month_on = last_months.month_on
    GROUP BY spare.member_id
),

finished AS (
    SELECT
        skill_id,
        CASE status WHEN 'aprovado' THEN 1 ELSE 0 END AS passed,
        CAST(CAST(local_day(completed_at) AS INT) - CAST(local_day(enrolled_at) AS INT) AS DOUBLE) AS days
    FROM staging.training_records
    WHERE status <> 'inscrito'
),

finished_all AS (
    SELECT COUNT(*) AS n, sum_checked(passed) AS passed_n, percentile(days, 0.5) AS days FROM finished
),

finished_by_skill AS (
    SELECT skill_id, COUNT(*) AS n, sum_checked(passed) AS passed_n, percentile(days, 0.5) AS days FROM finished GROUP BY skill_id
),

-- Who learns a skill, and when they should have finished; where nobody has finished anything, that is nobody's guess.
learning AS (
    SELECT
        records.skill_id,
        records.member_id,
        records.cost_amount,
        month_start(greatest(
            today.today_on,
            CAST(CAST(local_day(records.enrolled_at) AS INT) + CAST(ceil(COALESCE(of_skill.days, finished_all.days)) AS INT) AS DATE)
        )) AS month_on,
        (parameters.prior_weight * CAST(finished_all.passed_n AS DOUBLE) / CAST(finished_all.n AS DOUBLE) + CAST(COALESCE(of_skill.passed_n, 0) AS DOUBLE))
            / (parameters.prior_weight + CAST(COALESCE(of_skill.n, 0) AS DOUBLE)) AS pass_rate
    FROM parameters
    CROSS JOIN today
    CROSS JOIN finished_all
    CROSS JOIN staging.training_records AS records
    LEFT JOIN finished_by_skill AS of_skill ON of_skill.skill_id = records.skill_id
    WHERE records.status = 'inscrito' AND COALESCE(of_skill.days, finished_all.days) IS NOT NULL
),

-- Who has the skill already is there already.
known AS (
    SELECT DISTINCT levels.member_id, levels.skill_id
    FROM today
    CROSS JOIN staging.skill_levels AS levels
    WHERE levels.from_on <= today.today_on AND (levels.until_on IS NULL OR today.today_on < levels.until_on)
),

learners AS (
    SELECT
        learning.skill_id,
        learning.month_on,
        COUNT(DISTINCT learning.member_id) AS enrolled_n,
        sum_checked(learning.cost_amount) AS cost_amount
    FROM learning
    GROUP BY learning.skill_id, learning.month_on
),

-- A member who is enrolled twice is one more all the same, from the first month on.
newcomers AS (
    SELECT learning.skill_id, learning.member_id, MIN(learning.month_on) AS month_on, MAX(learning.pass_rate) AS pass_rate
    FROM learning
    LEFT JOIN known ON known.skill_id = learning.skill_id AND known.member_id = learning.member_id
    WHERE known.member_id IS NULL
    GROUP BY learning.skill_id, learning.member_id
),

added AS (
    SELECT newcomers.skill_id, newcomers.month_on, MAX(newcomers.pass_rate) AS pass_rate, sum_checked(spare.spare_minutes) AS minutes
    FROM newcomers
    INNER JOIN spare ON spare.member_id = newcomers.member_id
    GROUP BY newcomers.skill_id, newcomers.month_on
),

-- What has been added by a month. The rate is the skill's, so it multiplies whole minutes.
added_by AS (
    SELECT forecasts.skill_id, forecasts.month_on, MAX(added.pass_rate) * CAST(sum_checked(added.minutes) AS DOUBLE) AS minutes
    FROM staging.skill_forecasts AS forecasts
    INNER JOIN added ON added.skill_id = forecasts.skill_id AND added.month_on <= forecasts.month_on
    GROUP BY forecasts.skill_id, forecasts.month_on
),

learners_by AS (
    SELECT forecasts.skill_id, forecasts.month_on, sum_checked(learners.enrolled_n) AS enrolled_n, sum_checked(learners.cost_amount) AS cost_amount
    FROM staging.skill_forecasts AS forecasts
    INNER JOIN learners ON learners.skill_id = forecasts.skill_id AND learners.month_on <= forecasts.month_on
    GROUP BY forecasts.skill_id, forecasts.month_on
),

there AS (
    SELECT
        forecasts.*,
        CASE WHEN last_months.month_on IS NOT NULL
            THEN CAST(COALESCE(supply.supply_minutes, 0) AS DOUBLE) + COALESCE(added_by.minutes, CAST(0 AS DOUBLE))
        END AS supply_minutes,
        COALESCE(learners_by.enrolled_n, 0) AS enrolled_n,
        COALESCE(learners_by.cost_amount, 0) AS cost_amount
    FROM last_months
    CROSS JOIN staging.skill_forecasts AS forecasts
    LEFT JOIN supply ON supply.skill_id = forecasts.skill_id
    LEFT JOIN added_by ON added_by.skill_id = forecasts.skill_id AND added_by.month_on = forecasts.month_on
    LEFT JOIN learners_by ON learners_by.skill_id = forecasts.skill_id AND learners_by.month_on = forecasts.month_on
)

SELECT
    skill_id,
    month_on,
    demand_minutes,
    low50,
    high50,
    low80,
    high80,
    supply_minutes,
    CASE WHEN supply_minutes IS NOT NULL THEN greatest(demand_minutes - supply_minutes, CAST(0 AS DOUBLE)) END AS gap_minutes,
    method,
    mase,
    coverage80,
    enrolled_n,
    cost_amount
FROM there

-- name: figures.gap_forecast
-- title: A competência que mais vai faltar | The skill that will be missing most
-- grain: month_on
-- columns: month_on:on, skill_id:id, label:text, past_minutes:int?, expected_minutes:num?, low50_minutes:num?,
--   high50_minutes:num?, low80_minutes:num?, high80_minutes:num?, there_minutes:num?, gap_minutes:num?, foretold_minutes:num?, method:code,
--   mase:num?, enrolled_n:int?
-- owner: planejamento
-- check: unique(month_on), holds((past_minutes IS NULL) <> (expected_minutes IS NULL))
-- tag: figura
--
-- The skill of which the next six months together will lack most (of equals the first by id): what was asked for in the last 24 months,
-- what will most likely be, and who is there for it; of the last three months also what a forecast before them said. Where capacity is unknown, the skill that most is asked of.

WITH wants AS (
    SELECT
        skill_id,
        sum_checked(CAST(round(COALESCE(gap_minutes, demand_minutes)) AS BIGINT)) AS minutes
    FROM marts.training_forecast
    GROUP BY skill_id
),

most AS (
    SELECT MIN(wants.skill_id) AS skill_id
    FROM (SELECT MAX(minutes) AS minutes FROM wants) AS largest
    INNER JOIN wants ON wants.minutes = largest.minutes
),

expected AS (
    SELECT forecast.*
    FROM most
    INNER JOIN marts.training_forecast AS forecast ON forecast.skill_id = most.skill_id
),

-- How the forecast is made, and how it has done so far, is one thing for the whole series.
how AS (
    SELECT skill_id, MIN(method) AS method, MIN(mase) AS mase, MIN(month_on) AS first_on FROM expected GROUP BY skill_id
),

months AS (
    SELECT
        series.month_on, series.skill_id, series.demand_minutes AS past_minutes,
        expected.demand_minutes AS expected_minutes,
        expected.low50 AS low50_minutes, expected.high50 AS high50_minutes, expected.low80 AS low80_minutes, expected.high80 AS high80_minutes,
        expected.supply_minutes AS there_minutes, expected.gap_minutes, before.foretold_minutes, how.method, how.mase, expected.enrolled_n
    FROM how
    INNER JOIN staging.skill_series AS series ON series.skill_id = how.skill_id
    LEFT JOIN expected ON expected.month_on = series.month_on
    LEFT JOIN staging.skill_hindsights AS before ON before.skill_id = series.skill_id AND before.month_on = series.month_on
    WHERE series.month_on >= months_before(how.first_on, 24)
)

SELECT
    months.month_on,
    months.skill_id,
    COALESCE(skills.name, months.skill_id) AS label,
    months.past_minutes,
    months.expected_minutes,
    months.low50_minutes,
    months.high50_minutes,
    months.low80_minutes,
    months.high80_minutes,
    months.there_minutes,
    months.gap_minutes,
    months.foretold_minutes,
    months.method,
    months.mase,
    months.enrolled_n
FROM months
LEFT JOIN staging.skills AS skills ON skills.skill_id = months.skill_id

-- name: staging.skill_supply
-- title: Capacidade por competência, mês a mês | Capacity by skill, month by month
-- grain: skill_id, level, month_on
-- columns: skill_id:id, level:i32, month_on:on, month_no:int, supply_minutes:int, holders_n:int
-- owner: planejamento
-- check: unique(skill_id, level, month_on), range(supply_minutes, 0, null), range(holders_n, 0, null)
-- tag: competencias
--
-- Minutes that active members of exactly this verified level have and have not given away, and how many of them there are on the
-- month's last day. A member counts fully in each of their skills. Every skill and level has a row for every month all of whose
-- days lie in weeks for which somebody told their capacity, up to the month that is answered for: elsewhere capacity is unknown,
-- and unknown is not zero.

WITH today AS (
    SELECT local_day(as_of_at) AS today_on FROM staging.clock
),

weeks AS (
    SELECT DISTINCT week_on, unnest(months_touched(day_start(week_on), day_start(CAST(week_on + INTERVAL '7' DAY AS DATE)))) AS month_on
    FROM staging.capacity
),

bounds AS (
    SELECT
        weeks.week_on,
        weeks.month_on,
        CAST(weeks.month_on + INTERVAL '1' MONTH AS DATE) AS next_on,
        greatest(CAST(weeks.month_on AS INT) - CAST(weeks.week_on AS INT), 0) AS days_before,
        least(CAST(CAST(weeks.month_on + INTERVAL '1' MONTH AS DATE) AS INT) - CAST(weeks.week_on AS INT), 7) AS days_after
    FROM weeks
),

-- Months that are known to the last day.
months AS (
    SELECT bounds.month_on, bounds.next_on
    FROM bounds
    CROSS JOIN today
    WHERE bounds.month_on <= today.today_on
    GROUP BY bounds.month_on, bounds.next_on
    HAVING sum_checked(bounds.days_after - bounds.days_before) = CAST(bounds.next_on AS INT) - CAST(bounds.month_on AS INT)
),

minutes AS (
    SELECT levels.skill_id, levels.level, spare.month_on, sum_checked(spare.spare_minutes) AS supply_minutes
    FROM staging.skill_levels AS levels
    INNER JOIN staging.spare_minutes AS spare ON spare.member_id = levels.member_id
    WHERE levels.from_on <= spare.week_on AND (levels.until_on IS NULL OR spare.week_on < levels.until_on)
    GROUP BY levels.skill_id, levels.level, spare.month_on
),

-- Who is there, and knows it, on the last day of the month, or on the day that is answered for.
holders AS (
    SELECT levels.skill_id, levels.level, months.month_on, COUNT(*) AS holders_n
    FROM months
    CROSS JOIN today
    CROSS JOIN staging.skill_levels AS levels
    INNER JOIN staging.member_activity AS activity ON activity.member_id = levels.member_id
    WHERE levels.from_on < least(months.next_on, CAST(today.today_on + INTERVAL '1' DAY AS DATE))
        AND (levels.until_on IS NULL OR levels.until_on >= least(months.next_on, CAST(today.today_on + INTERVAL '1' DAY AS DATE)))
        AND activity.from_on < least(months.next_on, CAST(today.today_on + INTERVAL '1' DAY AS DATE))
        AND (activity.until_on IS NULL OR activity.until_on >= least(months.next_on, CAST(today.today_on + INTERVAL '1' DAY AS DATE)))
    GROUP BY levels.skill_id, levels.level, months.month_on
),

skills AS (
    SELECT skill_id FROM staging.skills
    UNION
    SELECT skill_id FROM staging.opportunity_requirements
    UNION
    SELECT skill_id FROM staging.skill_levels
),

places AS (
    SELECT skills.skill_id, months.month_on, unnest(make_array(1, 2, 3, 4, 5)) AS level FROM months CROSS JOIN skills
)

SELECT
    places.skill_id,
    places.level,
    places.month_on,
    12 * date_part('year', places.month_on) + date_part('month', places.month_on) AS month_no,
    COALESCE(minutes.supply_minutes, 0) AS supply_minutes,
    COALESCE(holders.holders_n, 0) AS holders_n
FROM places
LEFT JOIN minutes ON minutes.skill_id = places.skill_id AND minutes.level = places.level AND minutes.month_on = places.month_on
LEFT JOIN holders ON holders.skill_id = places.skill_id AND holders.level = places.level AND holders.month_on = places.month_on

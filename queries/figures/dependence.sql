-- name: figures.dependence
-- title: De quantas pessoas o trabalho depende | On how many people the work depends
-- grain: people_n
-- columns: people_n:int, people_share:num, minutes_share:num, minutes:int, half_n:int, all_n:int, hhi:num, effective_n:num, from_on:on, until_on:on
-- owner: planejamento
-- check: unique(people_n), range(people_share, 0, 1), range(minutes_share, 0, 1), holds(half_n * 2 <= all_n + 1), range(hhi, 0, 1)
-- check: holds(effective_n <= all_n + 0.000001)
-- tag: figura
--
-- Of the minutes of the last twelve complete months, what those who worked least did together, person by person up to twenty people
-- and in twenty steps beyond; how few people did one half, and how concentrated it was: with equal shares `effective_n` is their
-- number. Nobody is named.

WITH years AS (
    SELECT
        months_before(month_start(local_day(as_of_at)), 12) AS from_on,
        month_start(local_day(as_of_at)) AS until_on
    FROM staging.clock
),

worked AS (
    SELECT records.member_id, sum_checked(records.minutes) AS minutes
    FROM years
    INNER JOIN staging.work_records AS records ON records.work_on >= years.from_on AND records.work_on < years.until_on
    GROUP BY records.member_id
    HAVING sum_checked(records.minutes) > 0
),

totals AS (
    SELECT COUNT(*) AS all_n, sum_checked(minutes) AS minutes, sum_checked(minutes * minutes) AS squares FROM worked
),

ranked AS (
    SELECT
        CAST(ROW_NUMBER() OVER (ORDER BY minutes, member_id) AS BIGINT) AS people_n,
        sum_checked(minutes) OVER (ORDER BY minutes, member_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS minutes
    FROM worked
),

steps AS (
    SELECT 0 AS people_n, 0 AS minutes
    UNION ALL
    SELECT people_n, minutes FROM ranked
),

-- Who is not among the largest that make up one half.
halves AS (
    SELECT MAX(steps.people_n) AS rest_n
    FROM totals
    INNER JOIN steps ON steps.minutes * 2 <= totals.minutes
),

drawn AS (
    SELECT steps.people_n, steps.minutes, totals.all_n, totals.minutes AS all_minutes, totals.squares
    FROM totals
    INNER JOIN steps ON totals.all_n <= 20 OR steps.people_n * 20 / totals.all_n > (steps.people_n - 1) * 20 / totals.all_n OR steps.people_n = 0
    WHERE totals.all_n > 0
)

SELECT
    drawn.people_n,
    CAST(drawn.people_n AS DOUBLE) / CAST(drawn.all_n AS DOUBLE) AS people_share,
    CAST(drawn.minutes AS DOUBLE) / CAST(drawn.all_minutes AS DOUBLE) AS minutes_share,
    drawn.minutes,
    drawn.all_n - halves.rest_n AS half_n,
    drawn.all_n,
    CAST(drawn.squares AS DOUBLE) / (CAST(drawn.all_minutes AS DOUBLE) * CAST(drawn.all_minutes AS DOUBLE)) AS hhi,
    CAST(drawn.all_minutes AS DOUBLE) * CAST(drawn.all_minutes AS DOUBLE) / CAST(drawn.squares AS DOUBLE) AS effective_n,
    years.from_on,
    years.until_on
FROM years
CROSS JOIN halves
CROSS JOIN drawn

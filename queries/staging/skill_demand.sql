-- name: staging.skill_demand
-- title: Competências pedidas, mês a mês | Skills asked for, month by month
-- grain: skill_id, level, month_on
-- columns: skill_id:id, level:i32, month_on:on, demand_minutes:int, openings_n:int
-- owner: planejamento
-- check: unique(skill_id, level, month_on), range(demand_minutes, 0, null), range(openings_n, 0, null)
-- tag: competencias
--
-- Minutes of work that ask for a skill at exactly this level: the planned minutes of an opportunity times the requirement's
-- share, spread evenly over its days from publication on, whole minutes by difference so that nothing is lost on the way.
-- What was cancelled asks for nothing from that day on. A draft counts from the day that is answered for, times the share of its
-- area's opportunities of the last twelve months that were published and not given up before (of all areas where the area has
-- none; whole where nobody has). Openings are the positions published in the month.

WITH today AS (
    SELECT local_day(as_of_at) AS today_on FROM staging.clock
),

-- What became of drafts in twelve months: an opportunity that was cancelled without publication was given up.
fates AS (
    SELECT
        opportunities.area_id,
        CASE WHEN opportunities.opened_at IS NOT NULL THEN 1 ELSE 0 END AS published
    FROM today
    CROSS JOIN staging.opportunities AS opportunities
    WHERE local_day(COALESCE(opportunities.opened_at, CASE opportunities.status WHEN 'cancelada' THEN opportunities.closed_at END))
            > months_before(today.today_on, 12)
        AND local_day(COALESCE(opportunities.opened_at, opportunities.closed_at)) <= today.today_on
),

area_fates AS (
    SELECT area_id, COUNT(*) AS drafts_n, sum_checked(published) AS published_n FROM fates GROUP BY area_id
),

all_fates AS (
    SELECT COUNT(*) AS drafts_n, sum_checked(published) AS published_n FROM fates
),

work AS (
    SELECT
        opportunities.opportunity_id,
        opportunities.opened_at,
        opportunities.positions,
        greatest(COALESCE(opportunities.planned_minutes, 0), 0) AS planned_minutes,
        greatest(COALESCE(opportunities.duration_days, 1), 1) AS days,
        COALESCE(local_day(opportunities.opened_at), today.today_on) AS from_on,
        CASE opportunities.status WHEN 'cancelada' THEN local_day(opportunities.closed_at) END AS stopped_on,
        CASE WHEN opportunities.opened_at IS NOT NULL THEN 1 ELSE COALESCE(area_fates.published_n, all_fates.published_n, 1) END AS published_n,
        CASE WHEN opportunities.opened_at IS NOT NULL OR COALESCE(area_fates.drafts_n, all_fates.drafts_n) = 0 THEN 1
            ELSE COALESCE(area_fates.drafts_n, all_fates.drafts_n)
        END AS drafts_n
    FROM today
    CROSS JOIN all_fates
    CROSS JOIN staging.opportunities AS opportunities
    LEFT JOIN area_fates ON area_fates.area_id = opportunities.area_id
    WHERE opportunities.opened_at IS NOT NULL OR opportunities.status = 'rascunho'
),

spans AS (
    SELECT
        work.*,
        CAST(CAST(from_on AS INT) + days AS DATE) AS until_on,
        CASE WHEN stopped_on IS NULL THEN days ELSE greatest(CAST(stopped_on AS INT) - CAST(from_on AS INT), 0) END AS days_worked
    FROM work
),

months AS (
    SELECT spans.*, unnest(months_touched(day_start(from_on), day_start(until_on))) AS month_on FROM spans
),

-- Days of the work before the month and up to its end.
parts AS (
    SELECT
        months.*,
        least(greatest(CAST(month_on AS INT) - CAST(from_on AS INT), 0), days_worked) AS days_before,
        least(CAST(CAST(month_on + INTERVAL '1' MONTH AS DATE) AS INT) - CAST(from_on AS INT), days, days_worked) AS days_after
    FROM months
),

minutes AS (
    SELECT
        requirements.skill_id,
        requirements.min_level AS level,
        parts.month_on,
        CAST(parts.planned_minutes AS DOUBLE) * CAST(greatest(requirements.share_bp, 0) AS DOUBLE) * CAST(parts.published_n AS DOUBLE) AS whole,
        CAST(parts.days AS DOUBLE) * CAST(parts.drafts_n AS DOUBLE) * CAST(10000 AS DOUBLE) AS parts_n,
        CAST(parts.days_before AS DOUBLE) AS days_before,
        CAST(parts.days_after AS DOUBLE) AS days_after,
        CASE WHEN month_start(local_day(parts.opened_at)) = parts.month_on THEN greatest(parts.positions, 0) ELSE 0 END AS positions
    FROM parts
    INNER JOIN staging.opportunity_requirements AS requirements ON requirements.opportunity_id = parts.opportunity_id
)

SELECT
    skill_id,
    level,
    month_on,
    sum_checked(CAST(floor(whole * days_after / parts_n) - floor(whole * days_before / parts_n) AS BIGINT)) AS demand_minutes,
    sum_checked(positions) AS openings_n
FROM minutes
GROUP BY skill_id, level, month_on

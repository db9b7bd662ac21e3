-- name: staging.spare_minutes
-- title: Tempo livre de cada pessoa | Each member's spare time
-- grain: member_id, week_on, month_on
-- columns: member_id:id, week_on:on, month_on:on, spare_minutes:int
-- owner: planejamento
-- check: unique(member_id, week_on, month_on), range(spare_minutes, 0, null)
-- tag: competencias
--
-- Minutes that a member who was active on the week's Monday had and had not given away, never below 0. A week that lies in two months
-- is shared out by days, whole minutes by difference.

WITH active AS (
    SELECT capacity.member_id, capacity.week_on, greatest(capacity.available_minutes - capacity.committed_minutes, 0) AS spare_minutes
    FROM staging.member_activity AS activity
    INNER JOIN staging.capacity AS capacity ON capacity.member_id = activity.member_id
    WHERE activity.from_on <= capacity.week_on AND (activity.until_on IS NULL OR capacity.week_on < activity.until_on)
),

months AS (
    SELECT active.*, unnest(months_touched(day_start(week_on), day_start(CAST(week_on + INTERVAL '7' DAY AS DATE)))) AS month_on FROM active
),

-- Days of the week before the month, and up to its end.
parts AS (
    SELECT
        months.*,
        greatest(CAST(month_on AS INT) - CAST(week_on AS INT), 0) AS days_before,
        least(CAST(CAST(month_on + INTERVAL '1' MONTH AS DATE) AS INT) - CAST(week_on AS INT), 7) AS days_after
    FROM months
)

SELECT member_id, week_on, month_on, spare_minutes * days_after / 7 - spare_minutes * days_before / 7 AS spare_minutes FROM parts

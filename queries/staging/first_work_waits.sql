-- name: staging.first_work_waits
-- title: Da entrada ao primeiro trabalho | From joining to first work
-- grain: member_id
-- columns: member_id:id, days:int, has_begun:bool
-- owner: planejamento
-- check: unique(member_id), range(days, 0, null)
-- tag: circulacao
--
-- Members who joined since records of work began; of those who joined before, nobody knows when they first worked. Who has not worked
-- is watched until the day on which they left, or that is answered for; who worked before joining waited no day.

WITH today AS (
    SELECT local_day(as_of_at) AS today_on FROM staging.clock
),

records AS (
    SELECT MIN(started_on) AS since_on FROM marts.trajectories
),

begun AS (
    SELECT member_id, MIN(started_on) AS first_on FROM marts.trajectories GROUP BY member_id
)

SELECT
    members.member_id,
    greatest(CAST(COALESCE(begun.first_on, least(members.left_on, today.today_on)) AS INT) - CAST(members.joined_on AS INT), 0) AS days,
    begun.first_on IS NOT NULL AS has_begun
FROM today
CROSS JOIN records
INNER JOIN staging.members AS members ON members.joined_on >= records.since_on AND members.joined_on <= today.today_on
LEFT JOIN begun ON begun.member_id = members.member_id

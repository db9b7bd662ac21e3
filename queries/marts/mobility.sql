-- name: marts.mobility
-- title: Quem muda de área | Who moves between areas
-- grain: source_area_id, target_area_id, quarter_on
-- columns: source_area_id:id, target_area_id:id, quarter_on:on, members_n:int, declared_n:int, minutes:int, reputation_before:num?,
--   reputation_after:num?
-- owner: planejamento
-- check: unique(source_area_id, target_area_id, quarter_on), range(members_n, 1, null), holds(declared_n <= members_n)
-- check: range(minutes, 0, null)
-- tag: circulacao
--
-- A member's area of a quarter is the one with most minutes, the first by id of several; the source is that of the quarter before,
-- `nao_informado` for who did not work in it. Equal areas are members who stayed. Declared are those whose open interest is to work
-- in the target, or to remain where they stayed. Reputation is empty: no rule of reputation is computed here.

WITH worked AS (
    SELECT member_id, CAST(date_trunc('quarter', work_on) AS DATE) AS quarter_on, area_id, sum_checked(minutes) AS minutes
    FROM staging.work_records
    GROUP BY member_id, CAST(date_trunc('quarter', work_on) AS DATE), area_id
),

homes AS (
    SELECT
        member_id,
        quarter_on,
        first_value(area_id ORDER BY minutes DESC, area_id) AS area_id,
        MAX(minutes) AS minutes
    FROM worked
    GROUP BY member_id, quarter_on
),

moves AS (
    SELECT
        homes.member_id,
        homes.quarter_on,
        COALESCE(before.area_id, 'nao_informado') AS source_area_id,
        homes.area_id AS target_area_id,
        homes.minutes,
        CAST(homes.quarter_on + INTERVAL '3' MONTH AS DATE) AS until_on
    FROM homes
    LEFT JOIN homes AS before ON before.member_id = homes.member_id AND before.quarter_on = months_before(homes.quarter_on, 3)
),

-- A wish counts in every quarter in which it was open for a day.
declared AS (
    SELECT DISTINCT moves.member_id, moves.quarter_on
    FROM staging.interests AS interests
    INNER JOIN moves ON moves.member_id = interests.member_id AND moves.target_area_id = interests.area_id
    WHERE interests.kind = CASE WHEN moves.source_area_id = moves.target_area_id THEN 'permanecer' ELSE 'atuar' END
        AND interests.declared_on < moves.until_on
        AND COALESCE(interests.until_on >= moves.quarter_on, TRUE)
)

SELECT
    moves.source_area_id,
    moves.target_area_id,
    moves.quarter_on,
    COUNT(*) AS members_n,
    COUNT(declared.member_id) AS declared_n,
    sum_checked(moves.minutes) AS minutes,
    CAST(NULL AS DOUBLE) AS reputation_before,
    CAST(NULL AS DOUBLE) AS reputation_after
FROM declared
RIGHT JOIN moves ON declared.member_id = moves.member_id AND declared.quarter_on = moves.quarter_on
GROUP BY moves.source_area_id, moves.target_area_id, moves.quarter_on

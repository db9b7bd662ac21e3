-- name: figures.layers
-- title: As três camadas do trabalho | The three layers of work
-- grain: quarter_on, layer_no
-- columns: quarter_on:on, layer_no:i32, layer:code, label:text, minutes:int, share:num?, members_n:int, newcomers_n:int?
-- owner: planejamento
-- check: unique(quarter_on, layer), range(share, 0, 1), holds(newcomers_n <= members_n)
-- tag: figura
--
-- Minutes of work in each layer, in the last twelve quarters with any; who worked in it, and how many of them for the first time ever.
-- In the quarter in which records begin nobody can be told from a newcomer.

WITH quarters AS (
    SELECT member_id, participation_id, work_on, CAST(date_trunc('quarter', work_on) AS DATE) AS quarter_on, layer, minutes
    FROM staging.work_records
),

firsts AS (
    SELECT first_value(participation_id ORDER BY work_on, participation_id) AS participation_id FROM quarters GROUP BY member_id
),

starts AS (
    SELECT MIN(quarter_on) AS since_on FROM quarters
),

worked AS (
    SELECT
        quarters.quarter_on,
        quarters.layer,
        sum_checked(quarters.minutes) AS minutes,
        COUNT(DISTINCT quarters.member_id) AS members_n,
        COUNT(firsts.participation_id) AS newcomers_n
    FROM firsts
    RIGHT JOIN quarters ON firsts.participation_id = quarters.participation_id
    GROUP BY quarters.quarter_on, quarters.layer
),

totals AS (
    SELECT quarter_on, sum_checked(minutes) AS minutes, ROW_NUMBER() OVER (ORDER BY quarter_on DESC) AS back_no
    FROM worked
    GROUP BY quarter_on
)

SELECT
    worked.quarter_on,
    CASE worked.layer WHEN 'interno' THEN 1 WHEN 'intermediario' THEN 2 ELSE 3 END AS layer_no,
    worked.layer,
    CASE worked.layer
        WHEN 'interno' THEN 'Núcleo interno | Inner core'
        WHEN 'intermediario' THEN 'Intermediária | Intermediate'
        ELSE 'Externa | External'
    END AS label,
    worked.minutes,
    CASE WHEN totals.minutes > 0 THEN CAST(worked.minutes AS DOUBLE) / CAST(totals.minutes AS DOUBLE) END AS share,
    worked.members_n,
    CASE WHEN worked.quarter_on > starts.since_on THEN worked.newcomers_n END AS newcomers_n
FROM starts
CROSS JOIN totals
INNER JOIN worked ON worked.quarter_on = totals.quarter_on
WHERE totals.back_no <= 12

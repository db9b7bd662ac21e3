-- name: figures.layers
-- title: As três camadas do trabalho | The three layers of work
-- grain: quarter_on, layer_no
-- columns: quarter_on:on, layer_no:i32, layer:code, label:text, minutes:int, share:num?, members_n:int, newcomers_n:int?, admin_share:num?,
--   timed_share:num?, off_hours_share:num?, opportunities_n:int, complete_share:num?, filled_share:num?, engagements_n:int, mediated_share:num?,
--   value_amount:money
-- owner: planejamento
-- check: unique(quarter_on, layer), range(share, 0, 1), holds(newcomers_n <= members_n), range(off_hours_share, 0, 1)
-- check: range(complete_share, 0, 1), range(filled_share, 0, 1), range(mediated_share, 0, 1), range(admin_share, 0, 1)
-- tag: figura
--
-- Minutes of work in each layer, in the last twelve quarters with any of it; who worked, and how many of them for the first time ever;
-- what was published and filled; work outside hours as a share of that whose hours are known. In the quarter in which records of work
-- begin nobody can be told from a newcomer.

WITH mix AS (
    SELECT
        CAST(date_trunc('quarter', month_on) AS DATE) AS quarter_on,
        layer,
        sum_checked(minutes) AS minutes,
        sum_checked(newcomers_n) AS newcomers_n,
        sum_checked(admin_minutes) AS admin_minutes,
        sum_checked(timed_minutes) AS timed_minutes,
        sum_checked(off_hours_minutes) AS off_hours_minutes,
        sum_checked(opportunities_n) AS opportunities_n,
        sum_checked(complete_spec_n) AS complete_spec_n,
        sum_checked(positions_n) AS positions_n,
        sum_checked(filled_n) AS filled_n,
        sum_checked(engagements_n) AS engagements_n,
        sum_checked(mediated_n) AS mediated_n,
        sum_checked(value) AS value_amount
    FROM marts.layer_mix
    GROUP BY CAST(date_trunc('quarter', month_on) AS DATE), layer
),

people AS (
    SELECT CAST(date_trunc('quarter', work_on) AS DATE) AS quarter_on, layer, COUNT(DISTINCT member_id) AS n
    FROM staging.work_records
    GROUP BY CAST(date_trunc('quarter', work_on) AS DATE), layer
),

totals AS (
    SELECT quarter_on, sum_checked(minutes) AS minutes, ROW_NUMBER() OVER (ORDER BY quarter_on DESC) AS back_no
    FROM mix
    GROUP BY quarter_on
    HAVING sum_checked(minutes) > 0
),

starts AS (
    SELECT MIN(quarter_on) AS since_on FROM totals
)

SELECT
    mix.quarter_on,
    CASE mix.layer WHEN 'interno' THEN 1 WHEN 'intermediario' THEN 2 ELSE 3 END AS layer_no,
    mix.layer,
    CASE mix.layer
        WHEN 'interno' THEN 'Núcleo interno | Inner core'
        WHEN 'intermediario' THEN 'Intermediária | Intermediate'
        ELSE 'Externa | External'
    END AS label,
    mix.minutes,
    CAST(mix.minutes AS DOUBLE) / CAST(totals.minutes AS DOUBLE) AS share,
    COALESCE(people.n, 0) AS members_n,
    CASE WHEN mix.quarter_on > starts.since_on THEN mix.newcomers_n END AS newcomers_n,
    CASE WHEN mix.minutes > 0 THEN CAST(mix.admin_minutes AS DOUBLE) / CAST(mix.minutes AS DOUBLE) END AS admin_share,
    CASE WHEN mix.minutes > 0 THEN CAST(mix.timed_minutes AS DOUBLE) / CAST(mix.minutes AS DOUBLE) END AS timed_share,
    CASE WHEN mix.timed_minutes > 0 THEN CAST(mix.off_hours_minutes AS DOUBLE) / CAST(mix.timed_minutes AS DOUBLE) END AS off_hours_share,
    mix.opportunities_n,
    CASE WHEN mix.opportunities_n > 0 THEN CAST(mix.complete_spec_n AS DOUBLE) / CAST(mix.opportunities_n AS DOUBLE) END AS complete_share,
    CASE WHEN mix.positions_n > 0 THEN CAST(mix.filled_n AS DOUBLE) / CAST(mix.positions_n AS DOUBLE) END AS filled_share,
    mix.engagements_n,
    CASE WHEN mix.engagements_n > 0 THEN CAST(mix.mediated_n AS DOUBLE) / CAST(mix.engagements_n AS DOUBLE) END AS mediated_share,
    mix.value_amount
FROM starts
CROSS JOIN totals
INNER JOIN mix ON mix.quarter_on = totals.quarter_on
LEFT JOIN people ON people.quarter_on = mix.quarter_on AND people.layer = mix.layer
WHERE totals.back_no <= 12

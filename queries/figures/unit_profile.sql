-- name: figures.unit_profile
-- title: Cada núcleo e os outros | Each unit and the others
-- grain: process, place, quarter_on
-- columns: process:code, process_label:text, place:int, panel:text, unit_id:id, unit_label:text, measure:code, quarter_on:on,
--   good_share:num, good_low_share:num, good_high_share:num, counted_n:int, others_share:num, others_n:int, year_share:num?,
--   year_others_share:num?, difference:code
-- owner: planejamento
-- check: unique(process, measure, unit_id, quarter_on), range(good_share, 0, 1), range(others_share, 0, 1), range(counted_n, 1, null)
-- check: holds(good_low_share <= good_share AND good_share <= good_high_share), one_of(difference, acima, abaixo, sem_diferenca)
-- tag: figura
--
-- Two shares of each unit beside those of all other units in the same process, in each of the last eight whole quarters: promises
-- that were kept among those that came to their end, and entries into a stage that were the first of their case. Of fewer than
-- `min_cases` on either side nothing is said. A unit differs when over the last four whole quarters its interval (Wilson 1927,
-- 90 %) and that of the others do not meet; what differs comes first, then promises, then units by name.

WITH labels AS (
    SELECT DISTINCT process, process_label FROM staging.process_stages
),

calendars AS (
    SELECT * FROM staging.working_calendars
),

quarters AS (
    SELECT process, CAST(date_trunc('quarter', local_day(until_at)) AS DATE) AS until_on FROM staging.process_horizons
),

-- A kept promise came to its end when it was kept; a broken one at its limit, wherever it stands now.
promises AS (
    SELECT
        sla.object_type,
        sla.object_id,
        sla.metric,
        sla.unit_id,
        sla.state = 'met' AS is_good,
        CASE WHEN sla.state = 'met' THEN sla.closed_at ELSE COALESCE(
            sla.due_at,
            business_add(
                calendars.rule,
                sla.opened_at,
                CAST(round(sla.target_seconds * 1000000) AS BIGINT) + CAST(round(sla.paused_seconds * 1000000) AS BIGINT)
            )
        ) END AS at
    FROM calendars
    INNER JOIN marts.sla AS sla ON sla.calendar_id = calendars.calendar_id
    WHERE sla.state IN ('met', 'breached', 'open_breached') AND sla.unit_id IS NOT NULL
),

happened AS (
    SELECT clocks.process, 'prazo_cumprido' AS measure, promises.unit_id, promises.at, promises.is_good
    FROM promises
    INNER JOIN staging.sla_clocks AS clocks
        ON clocks.object_type = promises.object_type AND clocks.object_id = promises.object_id AND clocks.metric = promises.metric
    UNION ALL
    SELECT process, 'de_primeira' AS measure, unit_id, entered_at AS at, visit_no = 1 AS is_good
    FROM marts.case_stages
    WHERE unit_id IS NOT NULL
),

counted AS (
    SELECT
        happened.process,
        happened.measure,
        happened.unit_id,
        CAST(date_trunc('quarter', local_day(happened.at)) AS DATE) AS quarter_on,
        COUNT(*) FILTER (WHERE happened.is_good) AS good_n,
        COUNT(*) AS counted_n
    FROM quarters
    INNER JOIN happened ON happened.process = quarters.process
    WHERE local_day(happened.at) < quarters.until_on AND local_day(happened.at) >= months_before(quarters.until_on, 24)
    GROUP BY 1, 2, 3, 4
),

totals AS (
    SELECT process, measure, quarter_on, sum_checked(good_n) AS good_n, sum_checked(counted_n) AS counted_n
    FROM counted
    GROUP BY process, measure, quarter_on
),

-- The last four quarters together.
years AS (
    SELECT counted.process, counted.measure, counted.unit_id, sum_checked(counted.good_n) AS good_n, sum_checked(counted.counted_n) AS counted_n
    FROM quarters
    INNER JOIN counted ON counted.process = quarters.process
    WHERE counted.quarter_on >= months_before(quarters.until_on, 12)
    GROUP BY counted.process, counted.measure, counted.unit_id
),

year_totals AS (
    SELECT process, measure, sum_checked(good_n) AS good_n, sum_checked(counted_n) AS counted_n FROM years GROUP BY process, measure
),

compared AS (
    SELECT
        years.process,
        years.measure,
        years.unit_id,
        CAST(years.good_n AS DOUBLE) / CAST(years.counted_n AS DOUBLE) AS year_share,
        CAST(totals.good_n - years.good_n AS DOUBLE) / CAST(totals.counted_n - years.counted_n AS DOUBLE) AS year_others_share,
        CASE
            WHEN wilson_low(years.good_n, years.counted_n) > wilson_high(totals.good_n - years.good_n, totals.counted_n - years.counted_n)
                THEN 'acima'
            WHEN wilson_high(years.good_n, years.counted_n) < wilson_low(totals.good_n - years.good_n, totals.counted_n - years.counted_n)
                THEN 'abaixo'
            ELSE 'sem_diferenca'
        END AS difference
    FROM staging.parameters AS parameters
    CROSS JOIN year_totals AS totals
    INNER JOIN years ON years.process = totals.process AND years.measure = totals.measure
    WHERE parameters.name = 'min_cases'
        AND CAST(least(years.counted_n, totals.counted_n - years.counted_n) AS DOUBLE) >= parameters.value
),

shown AS (
    SELECT
        counted.process,
        counted.measure,
        counted.unit_id,
        COALESCE(units.name, counted.unit_id) AS unit_label,
        counted.quarter_on,
        counted.good_n,
        counted.counted_n,
        totals.good_n - counted.good_n AS others_good_n,
        totals.counted_n - counted.counted_n AS others_n,
        compared.year_share,
        compared.year_others_share,
        COALESCE(compared.difference, 'sem_diferenca') AS difference
    FROM staging.parameters AS parameters
    CROSS JOIN totals
    INNER JOIN counted
        ON counted.process = totals.process AND counted.measure = totals.measure AND counted.quarter_on = totals.quarter_on
    LEFT JOIN compared
        ON compared.process = counted.process AND compared.measure = counted.measure AND compared.unit_id = counted.unit_id
    LEFT JOIN staging.units AS units ON units.unit_id = counted.unit_id
    WHERE parameters.name = 'min_cases'
        AND CAST(least(counted.counted_n, totals.counted_n - counted.counted_n) AS DOUBLE) >= parameters.value
)

SELECT
    shown.process,
    labels.process_label,
    CAST(DENSE_RANK() OVER (
        PARTITION BY shown.process
        ORDER BY shown.difference = 'sem_diferenca', shown.measure DESC, shown.unit_label, shown.unit_id
    ) AS BIGINT) AS place,
    shown.measure || ' ' || shown.unit_id AS panel,
    shown.unit_id,
    shown.unit_label,
    shown.measure,
    shown.quarter_on,
    CAST(shown.good_n AS DOUBLE) / CAST(shown.counted_n AS DOUBLE) AS good_share,
    wilson_low(shown.good_n, shown.counted_n) AS good_low_share,
    wilson_high(shown.good_n, shown.counted_n) AS good_high_share,
    shown.counted_n,
    CAST(shown.others_good_n AS DOUBLE) / CAST(shown.others_n AS DOUBLE) AS others_share,
    shown.others_n,
    shown.year_share,
    shown.year_others_share,
    shown.difference
FROM labels
INNER JOIN shown ON shown.process = labels.process

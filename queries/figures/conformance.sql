-- name: figures.conformance
-- title: Casos que seguem o caminho combinado | Cases that follow the agreed path
-- grain: process, month_on
-- columns: process:code, process_label:text, month_on:on, conforming_share:num, conforming_low_share:num, conforming_high_share:num, closed_n:int,
--   deviations_n:int, skipped_n:int, fitness_share:num, is_whole:bool
-- owner: planejamento
-- check: unique(process, month_on), range(conforming_share, 0, 1), range(closed_n, 1, null)
-- check: holds(conforming_low_share <= conforming_share AND conforming_share <= conforming_high_share)
-- tag: figura
--
-- Of the cases that ended in each of the last 24 months: how many took no step that was not agreed and skipped none that is
-- mandatory, with its interval (Wilson 1927), beside the steps that deviate, mandatory steps skipped, and mean fitness.

WITH labels AS (
    SELECT DISTINCT process, process_label FROM staging.process_stages
),

cases AS (
    SELECT
        conformance.process,
        month_start(local_day(durations.last_at)) AS month_on,
        conformance.is_conforming,
        conformance.deviations_n,
        cardinality(conformance.skipped_mandatory) AS skipped_n,
        CASE WHEN conformance.transitions_n = 0 THEN 0 ELSE conformance.deviations_n * 1000000000000 / conformance.transitions_n END AS unfitness
    FROM marts.conformance AS conformance
    INNER JOIN marts.case_durations AS durations
        ON durations.object_type = conformance.object_type AND durations.object_id = conformance.object_id
    WHERE conformance.is_closed
),

counted AS (
    SELECT
        process,
        month_on,
        COUNT(*) FILTER (WHERE is_conforming) AS conforming_n,
        COUNT(*) AS closed_n,
        sum_checked(deviations_n) AS deviations_n,
        sum_checked(CAST(skipped_n AS BIGINT)) AS skipped_n,
        sum_checked(unfitness) AS unfitness,
        ROW_NUMBER() OVER (PARTITION BY process ORDER BY month_on DESC) AS back_no
    FROM cases
    GROUP BY process, month_on
)

SELECT
    counted.process,
    labels.process_label,
    counted.month_on,
    CAST(counted.conforming_n AS DOUBLE) / CAST(counted.closed_n AS DOUBLE) AS conforming_share,
    wilson_low(counted.conforming_n, counted.closed_n) AS conforming_low_share,
    wilson_high(counted.conforming_n, counted.closed_n) AS conforming_high_share,
    counted.closed_n,
    counted.deviations_n,
    counted.skipped_n,
    1 - CAST(counted.unfitness AS DOUBLE) / 1000000000000 / CAST(counted.closed_n AS DOUBLE) AS fitness_share,
    day_start(CAST(counted.month_on + INTERVAL '1' MONTH AS DATE)) <= horizons.until_at AS is_whole
FROM labels
INNER JOIN counted ON counted.process = labels.process
INNER JOIN staging.process_horizons AS horizons ON horizons.process = counted.process
WHERE counted.back_no <= 24

-- name: staging.stage_case_months
-- title: Espera dos casos em cada etapa, mês a mês | Waiting of cases in each stage, month by month
-- grain: process, month_on, case_object_type, case_id, stage, unit_id
-- columns: process:code, month_on:on, case_object_type:code, case_id:id, stage:code, unit_id:id,
--   service_micros:int?, waiting_micros:int?, recoverable_micros:int?, centavo_hours:int?, month_end_on:on
-- owner: tecnologia
-- check: unique(process, month_on, case_object_type, case_id, stage, unit_id), holds(recoverable_micros BETWEEN 0 AND waiting_micros)
-- tag: fluxo
--
-- What a case worked and waited in a stage in a month, visits of one unit together; null where nothing of it is known.
-- Recoverable is what would not have been waited if each visit had waited no longer than the best quarter of those that ended in
-- twelve months: waiting in the month × max(0, w - reference) / w, with w the waiting of the whole visit, to the nearest microsecond.
-- `centavo_hours` is waiting × value, in hours of one centavo; `month_end_on` the first day after the month.

WITH visits AS (
    SELECT
        months.*,
        CASE WHEN months.visit_waiting_micros > stage_references.waiting_micros
            THEN CAST(round(
                CAST(months.waiting_micros AS DOUBLE)
                * (CAST(months.visit_waiting_micros AS DOUBLE) - stage_references.waiting_micros) / CAST(months.visit_waiting_micros AS DOUBLE)
            ) AS BIGINT)
            WHEN months.waiting_micros IS NOT NULL THEN 0
        END AS recoverable_micros,
        CAST(round(CAST(months.waiting_micros AS DOUBLE) / 3600000000 * CAST(months.value_centavos AS DOUBLE)) AS BIGINT) AS centavo_hours
    FROM staging.stage_references AS stage_references
    RIGHT JOIN staging.stage_visit_months AS months
        ON stage_references.process = months.process AND stage_references.stage = months.stage AND stage_references.month_on = months.month_on
)

SELECT
    process,
    month_on,
    case_object_type,
    case_id,
    stage,
    unit_id,
    sum_checked(service_micros) AS service_micros,
    sum_checked(waiting_micros) AS waiting_micros,
    sum_checked(recoverable_micros) AS recoverable_micros,
    sum_checked(centavo_hours) AS centavo_hours,
    CAST(month_on + INTERVAL '1' MONTH AS DATE) AS month_end_on
FROM visits
GROUP BY process, month_on, case_object_type, case_id, stage, unit_id

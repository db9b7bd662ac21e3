-- name: figures.bottleneck_reasons
-- title: O que faz de uma etapa um gargalo | What makes a stage a bottleneck
-- grain: process, place
-- columns: process:code, process_label:text, place:i32, stage:code, label:text, month_on:on, state:code, reasons:texts, cases_n:int,
--   waiting_share:num?, waiting_low_share:num?, waiting_high_share:num?, value_share:num?, gain_share:num?, queue_slope:num?,
--   arrival_departure_ratio:num?, breach_low_share:num?, recoverable_seconds:num?
-- owner: planejamento
-- check: unique(process, place), range(waiting_share, 0, 1), one_of(state, warn, none)
-- tag: figura
--
-- The stages of each process in its last whole month, or in the running one where there is no other, by what could be recovered,
-- with the reasons for which the first of them are bottlenecks; long means alone flag nothing.

WITH months AS (
    SELECT
        bottlenecks.process,
        COALESCE(
            MAX(CASE WHEN bottlenecks.month_on < month_start(local_day(horizons.until_at)) THEN bottlenecks.month_on END),
            MAX(bottlenecks.month_on)
        ) AS month_on
    FROM staging.process_horizons AS horizons
    INNER JOIN marts.bottlenecks AS bottlenecks ON bottlenecks.process = horizons.process
    GROUP BY bottlenecks.process
)

SELECT
    bottlenecks.process,
    stages.process_label,
    bottlenecks.rank AS place,
    bottlenecks.stage,
    stages.label,
    bottlenecks.month_on,
    CASE WHEN bottlenecks.is_bottleneck THEN 'warn' ELSE 'none' END AS state,
    bottlenecks.reasons,
    bottlenecks.cases_n,
    bottlenecks.share AS waiting_share,
    bottlenecks.share_low AS waiting_low_share,
    bottlenecks.share_high AS waiting_high_share,
    bottlenecks.value_share,
    bottlenecks.efficiency_gain AS gain_share,
    bottlenecks.queue_slope,
    bottlenecks.arrival_departure_ratio,
    bottlenecks.breach_low AS breach_low_share,
    bottlenecks.recoverable_seconds
FROM months
INNER JOIN marts.bottlenecks AS bottlenecks ON bottlenecks.process = months.process AND bottlenecks.month_on = months.month_on
INNER JOIN staging.process_stages AS stages ON stages.process = bottlenecks.process AND stages.stage = bottlenecks.stage
WHERE bottlenecks.unit_id = '*'

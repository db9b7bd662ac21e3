-- name: staging.case_months
-- title: Casos, mês a mês | Cases, month by month
-- grain: process, object_type, object_id, month_on
-- columns: process:code, object_type:code, object_id:id, month_on:on, age_from_micros:int, age_to_micros:int,
--   has_ended:bool, is_whole:bool
-- owner: tecnologia
-- check: unique(process, object_type, object_id, month_on), holds(age_from_micros >= 0 AND age_from_micros <= age_to_micros)
-- tag: fluxo
--
-- One row for each month that a case of a process touches: its age, as the calendar counts, at both ends of what lies in the
-- month; whether it ended there; and whether the month itself is over at the horizon.

WITH case_types AS (
    SELECT process, case_object_type AS object_type FROM staging.process_stages
    UNION
    SELECT process, else_case_object_type AS object_type FROM staging.process_stages WHERE else_case_object_type IS NOT NULL
),

-- An opportunity of a demand is part of the demand's case: only what visits call their case is one.
known AS (
    SELECT DISTINCT process, case_object_type, case_id FROM staging.stage_visits
),

-- A case that has not ended is seen until the horizon.
cases AS (
    SELECT
        case_types.process,
        durations.object_type,
        durations.object_id,
        durations.first_at,
        durations.is_open,
        CASE WHEN durations.is_open THEN greatest(horizons.until_at, durations.last_at) ELSE durations.last_at END AS until_at,
        horizons.until_at AS horizon_at
    FROM case_types
    INNER JOIN staging.process_horizons AS horizons ON horizons.process = case_types.process
    INNER JOIN marts.case_durations AS durations ON durations.object_type = case_types.object_type
    INNER JOIN known
        ON known.process = case_types.process AND known.case_object_type = durations.object_type AND known.case_id = durations.object_id
),

-- What ends with a month's last instant ends in that month.
months AS (
    SELECT cases.*, unnest(months_touched(first_at, until_at)) AS month_on FROM cases
),

bounds AS (
    SELECT months.*, day_start(month_on) AS from_at, day_start(CAST(month_on + INTERVAL '1' MONTH AS DATE)) AS to_at FROM months
)

SELECT
    process,
    object_type,
    object_id,
    month_on,
    micros_between(first_at, greatest(first_at, from_at)) AS age_from_micros,
    micros_between(first_at, least(until_at, to_at)) AS age_to_micros,
    NOT is_open AND until_at <= to_at AS has_ended,
    to_at <= horizon_at AS is_whole
FROM bounds

-- name: staging.process_horizons
-- title: Até quando cada processo é observado | Until when each process is observed
-- grain: process
-- columns: process:code, until_at:at
-- owner: planejamento
-- check: unique(process)
-- tag: fluxo
--
-- Open visits are measured up to here: the instant that the version answers for,
-- or the last event of the process, for a log from outside that ended long ago.

WITH processes AS (
    SELECT DISTINCT process, case_object_type, else_case_object_type, observed_until
    FROM staging.process_stages
),

last_events AS (
    SELECT object_type, MAX(occurred_at) AS last_at
    FROM staging.case_events
    GROUP BY object_type
)

SELECT
    processes.process,
    CASE WHEN processes.observed_until = 'last_event'
        THEN COALESCE(greatest(own.last_at, other.last_at), clock.as_of_at)
        ELSE clock.as_of_at
    END AS until_at
FROM staging.clock AS clock
CROSS JOIN processes
LEFT JOIN last_events AS own ON own.object_type = processes.case_object_type
LEFT JOIN last_events AS other ON other.object_type = processes.else_case_object_type

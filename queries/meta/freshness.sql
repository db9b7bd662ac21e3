-- name: meta.freshness
-- title: Atualidade das cargas | Freshness of loads
-- grain: source, load
-- columns: source:text, load:text, dataset:text, last_batch_at:at?, last_change_at:at?, newest_occurred_at:at?,
--   expected_minutes:int?, age_minutes:int?, state:code
-- owner: tecnologia
-- check: unique(source, load), one_of(state, em_dia, atrasado, parado, nunca)
-- tag: meta
--
-- Ages are taken at the instant that the version answers for; who looks later adds the time since.
-- A load is late by what its contract promises of the newest change; one that promises nothing is never late.

WITH changes AS (
    SELECT
        load,
        MAX(ended_at) AS last_batch_at,
        MAX(CASE WHEN rows_inserted + rows_updated + rows_deleted + snapshot_deleted > 0 THEN ended_at END) AS last_change_at
    FROM meta.batches
    GROUP BY load
),

newest AS (
    SELECT batches.load, MAX(events.occurred_at) AS occurred_at
    FROM raw.events AS events
    INNER JOIN meta.batches AS batches ON batches.batch_id = events._batch_id
    GROUP BY batches.load
),

aged AS (
    SELECT
        loads.*,
        changes.last_batch_at,
        changes.last_change_at,
        newest.occurred_at AS newest_occurred_at,
        CASE WHEN changes.last_change_at IS NOT NULL
            THEN CAST(greatest(micros_between(changes.last_change_at, clock.as_of_at), 0) / 60000000 AS BIGINT)
        END AS age_minutes
    FROM staging.clock AS clock
    CROSS JOIN staging.configured_loads AS loads
    LEFT JOIN changes ON changes.load = loads.load
    LEFT JOIN newest ON newest.load = loads.load
)

SELECT
    source,
    load,
    dataset,
    last_batch_at,
    last_change_at,
    newest_occurred_at,
    warn_minutes AS expected_minutes,
    age_minutes,
    CASE
        WHEN last_change_at IS NULL THEN 'nunca'
        WHEN age_minutes > error_minutes THEN 'parado'
        WHEN age_minutes > warn_minutes THEN 'atrasado'
        ELSE 'em_dia'
    END AS state
FROM aged

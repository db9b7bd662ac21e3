-- What had happened last when the work on an event began; where no start is known, before the event itself.
WITH events AS (
    SELECT object_id, position, event_type, occurred_at, started_at, next_event_type
    FROM staging.case_events
    WHERE object_type = $object_type
),

begun AS (
    SELECT work.object_id, work.position, work.event_type, MAX(before.position) AS before_position
    FROM events AS work
    INNER JOIN events AS before
        ON before.object_id = work.object_id AND before.occurred_at <= work.started_at AND before.position < work.position
    WHERE work.started_at IS NOT NULL
    GROUP BY work.object_id, work.position, work.event_type
)

SELECT DISTINCT begun.event_type, before.event_type AS before_type
FROM begun
INNER JOIN events AS before ON before.object_id = begun.object_id AND before.position = begun.before_position
UNION
SELECT DISTINCT after.event_type, before.event_type AS before_type
FROM events AS before
INNER JOIN events AS after ON after.object_id = before.object_id AND after.position = before.position + 1
WHERE after.started_at IS NULL
ORDER BY event_type, before_type

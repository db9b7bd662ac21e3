-- name: checks.events_derived_and_logged
-- title: Eventos que vieram de datas e também de um registro | Events that came of dates and of a log as well
-- owner: tecnologia
-- severity: warn
--
-- An event of a date and an event of a log, of one type and of one object, tell the same thing twice: the object's visits
-- would open or close at both. Leave `derive_events` off where a log is read. Zero rows = healthy.

WITH told AS (
    SELECT
        links.object_type,
        links.object_id,
        events.event_type,
        COALESCE(events.attributes LIKE '{"derived_from":%', FALSE) AS is_derived,
        links.qualifier
    FROM staging.events AS events
    INNER JOIN staging.event_objects AS links ON links.event_id = events.event_id
)

SELECT object_type, object_id, event_type
FROM told
GROUP BY object_type, object_id, event_type
HAVING COUNT(*) FILTER (WHERE is_derived AND qualifier = 'principal') > 0 AND COUNT(*) FILTER (WHERE NOT is_derived) > 0

-- Which event ever comes after which in a case.
WITH spans AS (
    SELECT object_id, event_type, MIN(position) AS first_position, MAX(position) AS last_position
    FROM staging.case_events
    WHERE object_type = $object_type
    GROUP BY object_id, event_type
)

SELECT DISTINCT earlier.event_type, later.event_type AS follower
FROM spans AS earlier
INNER JOIN spans AS later ON later.object_id = earlier.object_id AND later.last_position > earlier.first_position
ORDER BY event_type, follower

-- What happens to the cases of one kind: how often, in how many cases, how often with a known start, how early.
SELECT
    event_type,
    COUNT(*) AS n,
    COUNT(DISTINCT object_id) AS cases_n,
    COUNT(started_at) AS started_n,
    avg(CAST(position AS DOUBLE)) AS mean_position
FROM staging.case_events
WHERE object_type = $object_type
GROUP BY event_type
ORDER BY mean_position, event_type

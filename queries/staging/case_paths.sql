-- name: staging.case_paths
-- title: Caminho de cada caso | Path of each case
-- grain: object_type, object_id
-- columns: object_type:code, object_id:id, variant:text, steps_n:int
-- owner: planejamento
-- check: unique(object_type, object_id), range(steps_n, 1, null)
-- tag: fluxo
--
-- The event types of a case in their order, joined by ` > `, and how many they are.

SELECT
    object_type,
    object_id,
    STRING_AGG(event_type, ' > ' ORDER BY position) AS variant,
    COUNT(*) AS steps_n
FROM staging.case_events
GROUP BY object_type, object_id

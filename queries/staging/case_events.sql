-- name: staging.case_events
-- title: Eventos por caso, em ordem | Events of each case, in order
-- grain: object_type, object_id, position
-- columns: object_type:code, object_id:id, event_id:id, event_type:text, occurred_at:at, started_at:at?, sequence:int,
--   actor_id:id?, unit_id:id?, reason:code?, position:int,
--   next_event_type:text?, next_at:at?, next_actor_id:id?, next_unit_id:id?, then_unit_id:id?
-- owner: tecnologia
-- check: unique(object_type, object_id, position), unique(object_type, object_id, event_id), range(position, 1, null)
-- tag: fluxo
--
-- An object's case is every event linked to it; an event linked to several objects counts once for each.
-- `position` and what follows are added from the neighbouring rows after sorting, in one pass and without a window;
-- `then_unit_id` is the first known unit after the next event that differs from `next_unit_id`.

WITH events AS (
    SELECT * FROM staging.events
),

-- The same pair under two qualifiers is one link.
links AS (
    SELECT DISTINCT event_id, object_type, object_id FROM staging.event_objects
)

SELECT
    links.object_type,
    links.object_id,
    events.event_id,
    events.event_type,
    events.occurred_at,
    events.started_at,
    events.sequence,
    events.actor_id,
    events.unit_id,
    events.reason
FROM links
INNER JOIN events ON events.event_id = links.event_id
ORDER BY links.object_type, links.object_id, events.occurred_at, events.sequence, events.event_id

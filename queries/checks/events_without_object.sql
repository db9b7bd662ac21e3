-- name: checks.events_without_object
-- title: Eventos que não tocam nenhum objeto | Events that touch no object
-- owner: tecnologia
-- severity: warn
--
-- Such an event counts nowhere. Zero rows = healthy.

SELECT events.event_id
FROM staging.events AS events
LEFT ANTI JOIN staging.event_objects AS links ON links.event_id = events.event_id

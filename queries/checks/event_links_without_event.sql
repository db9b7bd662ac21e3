-- name: checks.event_links_without_event
-- title: Ligações cujo evento não veio | Links whose event has not come
-- owner: tecnologia
-- severity: warn
--
-- Such a link counts nowhere until its event comes. Zero rows = healthy.

SELECT DISTINCT links.event_id, links.object_type, links.object_id
FROM staging.event_objects AS links
LEFT ANTI JOIN staging.events AS events ON events.event_id = links.event_id

-- name: checks.calendar_slots_without_length
-- title: Turnos que terminam antes de começar | Working slots that end before they begin
-- owner: planejamento
-- severity: warn
--
-- Such a slot counts no time. A night shift is two slots, one on each day. Zero rows = healthy.

SELECT calendar_id, weekday, start_minute, end_minute
FROM staging.calendars
WHERE end_minute <= start_minute

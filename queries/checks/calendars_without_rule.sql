-- name: checks.calendars_without_rule
-- title: Expedientes sem fuso certo | Calendars without a clear time zone
-- owner: planejamento
-- severity: error
--
-- A calendar with several zones, or with one that nobody knows, counts no time: what names it is counted by the next calendar
-- that applies. Zero rows = healthy.

SELECT calendar_id, string_agg(timezone, ', ' ORDER BY timezone) AS timezones
FROM (SELECT DISTINCT calendar_id, timezone FROM staging.calendars WHERE calendar_id <> 'sempre')
GROUP BY calendar_id
HAVING COUNT(*) > 1 OR NOT bool_and(is_zone(timezone))

-- name: checks.calendars_unknown
-- title: Expedientes que ninguém descreve | Calendars that nobody describes
-- owner: planejamento
-- severity: warn
--
-- Processes and holidays that name a calendar which has not come; units, service lines and targets have a check each.
-- Where no calendar at all has come, nothing is missed. Zero rows = healthy.

WITH named AS (
    SELECT DISTINCT 'process' AS named_by, process AS name, calendar_id FROM staging.process_stages
    UNION ALL
    SELECT DISTINCT 'holiday' AS named_by, CAST(holiday_on AS VARCHAR) AS name, calendar_id FROM staging.holidays WHERE calendar_id <> '*'
)

SELECT named.named_by, named.name, named.calendar_id
FROM named
LEFT ANTI JOIN staging.working_calendars AS known ON known.calendar_id = named.calendar_id
CROSS JOIN (SELECT COUNT(*) AS n FROM staging.calendars) AS calendars
WHERE calendars.n > 0

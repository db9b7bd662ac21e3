-- name: staging.working_calendars
-- title: Expedientes como regras | Calendars as rules
-- grain: calendar_id
-- columns: calendar_id:id, rule:text
-- owner: planejamento
-- check: unique(calendar_id)
-- tag: fluxo
--
-- One text holds all that a calendar says: zone; slots of each weekday in minutes from midnight; days off.
-- `sempre`, every hour of every day, is always there. A calendar with two zones, or with one that nobody knows, says nothing
-- and has no rule; `checks.calendars_without_rule` names it.

WITH slots AS (
    SELECT
        calendar_id,
        MIN(timezone) AS zone,
        string_agg(concat(weekday, ' ', start_minute, ' ', end_minute), ',' ORDER BY weekday, start_minute) AS slots
    FROM staging.calendars
    WHERE calendar_id <> 'sempre'
    GROUP BY calendar_id
    HAVING MIN(timezone) = MAX(timezone) AND is_zone(MIN(timezone))
),

-- A holiday of `*` is one of every calendar.
days AS (
    SELECT DISTINCT slots.calendar_id, holidays.holiday_on
    FROM slots
    INNER JOIN staging.holidays AS holidays ON holidays.calendar_id = slots.calendar_id OR holidays.calendar_id = '*'
),

holidays AS (
    SELECT calendar_id, string_agg(CAST(holiday_on AS VARCHAR), ',' ORDER BY holiday_on) AS days
    FROM days
    GROUP BY calendar_id
)

SELECT slots.calendar_id, concat(slots.zone, ';', slots.slots, ';', COALESCE(holidays.days, '')) AS rule
FROM slots
LEFT JOIN holidays ON holidays.calendar_id = slots.calendar_id
UNION ALL
SELECT 'sempre' AS calendar_id, 'sempre' AS rule

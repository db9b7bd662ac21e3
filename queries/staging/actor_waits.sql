-- name: staging.actor_waits
-- title: O que reteve quem fez o trabalho | What held up whoever did the work
-- grain: actor_id, calendar_id, process, stage, object_type, object_id, visit_no
-- columns: actor_id:id, calendar_id:id, process:code, stage:code, object_type:code, object_id:id, visit_no:i32,
--   batching_micros:int, contention_micros:int, prioritisation_micros:int, unavailability_micros:int
-- owner: tecnologia
-- check: unique(process, stage, object_type, object_id, visit_no), range(batching_micros, 0, null), range(contention_micros, 0, null)
-- check: range(prioritisation_micros, 0, null), range(unavailability_micros, 0, null)
-- tag: fluxo
--
-- One row for each visit whose first work is known, with its person and its beginning, and that waited for it: how much of the
-- working time from entry to that beginning a batch, other work, and absence took, pauses left out.
-- The last four columns are added in one pass over everything that a person did. Whoever worked on several things at once
-- worked on the one that had entered first; work that belongs to no visit entered when it began.

WITH visited AS (
    SELECT
        process, stage, object_type, object_id, visit_no, event_id, event_type, actor_id, started_at, ended_at, entered_at, calendar_id,
        case_object_type, case_id, is_first AND started_at > entered_at AS is_first
    FROM staging.visit_works
    WHERE actor_id IS NOT NULL
),

elsewhere AS (
    SELECT events.event_id, events.event_type, events.actor_id, events.started_at, events.occurred_at AS ended_at
    FROM staging.events AS events
    LEFT ANTI JOIN staging.visit_works AS works ON works.event_id = events.event_id
    WHERE events.actor_id IS NOT NULL AND events.started_at IS NOT NULL
),

-- Whoever is asked about, on the clock of each calendar that is asked.
asked AS (
    SELECT DISTINCT actor_id, calendar_id FROM visited WHERE is_first
),

origin AS (
    SELECT least(MIN(entered_at), MIN(started_at)) AS origin_at FROM visited
),

absences AS (
    SELECT
        members.member_id AS actor_id,
        day_start(members.leave_from_on) AS from_at,
        COALESCE(day_start(CAST(members.leave_to_on + INTERVAL '1' DAY AS DATE)), clock.as_of_at) AS to_at
    FROM staging.clock AS clock
    CROSS JOIN staging.members AS members
    WHERE members.leave_from_on IS NOT NULL
    UNION ALL
    SELECT member_id AS actor_id, day_start(week_on) AS from_at, day_start(CAST(week_on + INTERVAL '7' DAY AS DATE)) AS to_at
    FROM staging.capacity
    WHERE available_minutes <= 0
),

parts AS (
    SELECT
        'work' AS kind, visited.actor_id, asked.calendar_id, visited.process, visited.stage, visited.object_type, visited.object_id, visited.visit_no,
        visited.event_id, visited.event_type, visited.started_at, visited.ended_at, visited.entered_at,
        visited.is_first AND visited.calendar_id = asked.calendar_id AS is_asked
    FROM asked
    INNER JOIN visited ON visited.actor_id = asked.actor_id
    UNION ALL
    SELECT
        'work' AS kind, elsewhere.actor_id, asked.calendar_id, NULL AS process, NULL AS stage, NULL AS object_type, NULL AS object_id, NULL AS visit_no,
        elsewhere.event_id, elsewhere.event_type, elsewhere.started_at, elsewhere.ended_at, elsewhere.started_at AS entered_at, FALSE AS is_asked
    FROM asked
    INNER JOIN elsewhere ON elsewhere.actor_id = asked.actor_id
    UNION ALL
    -- Pauses are of the case, and told of the visits that they hold up.
    SELECT
        'pause' AS kind, visited.actor_id, visited.calendar_id, visited.process, visited.stage, visited.object_type, visited.object_id, visited.visit_no,
        NULL AS event_id, NULL AS event_type, pauses.entered_at AS started_at, pauses.until_at AS ended_at, pauses.entered_at, FALSE AS is_asked
    FROM staging.stage_visits AS pauses
    INNER JOIN visited
        ON visited.process = pauses.process
        AND visited.case_object_type = pauses.case_object_type
        AND visited.case_id = pauses.case_id
        AND visited.entered_at < pauses.until_at
        AND visited.started_at > pauses.entered_at
    WHERE pauses.stage = 'pausa' AND visited.is_first
    UNION ALL
    SELECT
        'away' AS kind, absences.actor_id, asked.calendar_id, NULL AS process, NULL AS stage, NULL AS object_type, NULL AS object_id, NULL AS visit_no,
        NULL AS event_id, NULL AS event_type, absences.from_at AS started_at, absences.to_at AS ended_at, absences.from_at AS entered_at, FALSE AS is_asked
    FROM asked
    INNER JOIN absences ON absences.actor_id = asked.actor_id
)

-- A calendar's rule is a long text: it is looked up where time is counted and carried no further.
SELECT
    parts.*,
    business_micros(calendars.rule, origin.origin_at, parts.started_at) AS from_micros,
    business_micros(calendars.rule, origin.origin_at, parts.ended_at) AS to_micros,
    business_micros(calendars.rule, origin.origin_at, parts.entered_at) AS entered_micros,
    gaps.gap_micros
FROM (SELECT CAST(value * 60000000 AS BIGINT) AS gap_micros FROM staging.parameters WHERE name = 'batch_gap_minutes') AS gaps
CROSS JOIN origin
CROSS JOIN staging.working_calendars AS calendars
INNER JOIN parts ON parts.calendar_id = calendars.calendar_id
ORDER BY parts.actor_id, parts.calendar_id, parts.process, parts.stage, parts.object_type, parts.object_id, parts.visit_no

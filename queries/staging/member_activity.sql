-- name: staging.member_activity
-- title: Tempo em que cada pessoa atua | When each member is active
-- grain: member_id, from_on
-- columns: member_id:id, from_on:on, until_on:on?
-- owner: planejamento
-- check: unique(member_id, from_on), holds(until_on IS NULL OR from_on < until_on)
-- tag: competencias
--
-- Stretches of days from joining to leaving, without a leave; `until_on` is the first day after one, null while nothing that is
-- known ends it. Who joined nobody knows when was always there; who is gone, or on leave, since nobody knows when never counts.

WITH known AS (
    SELECT
        member_id,
        COALESCE(joined_on, DATE '1970-01-01') AS from_on,
        left_on AS until_on,
        leave_from_on,
        CAST(leave_to_on + INTERVAL '1' DAY AS DATE) AS back_on
    FROM staging.members
    WHERE status <> 'candidato'
        AND NOT (status = 'desligado' AND left_on IS NULL)
        AND NOT (status = 'licenca' AND leave_from_on IS NULL)
),

-- A leave cuts a stay in two; one whose end is not known cuts it short.
stretches AS (
    SELECT member_id, from_on, CASE WHEN until_on IS NULL OR leave_from_on < until_on THEN leave_from_on ELSE until_on END AS until_on
    FROM known
    WHERE leave_from_on IS NOT NULL
    UNION ALL
    SELECT member_id, greatest(from_on, back_on) AS from_on, until_on
    FROM known
    WHERE leave_from_on IS NOT NULL AND back_on IS NOT NULL
    UNION ALL
    SELECT member_id, from_on, until_on
    FROM known
    WHERE leave_from_on IS NULL
)

SELECT member_id, from_on, until_on
FROM stretches
WHERE until_on IS NULL OR from_on < until_on

-- name: staging.skill_work
-- title: Trabalho conferido por competência | Validated work by skill
-- grain: skill_id, member_id, month_on
-- columns: skill_id:id, member_id:id, month_on:on, month_no:int, effort:int
-- owner: planejamento
-- check: unique(skill_id, member_id, month_on), range(effort, 0, null)
-- tag: competencias
--
-- Validated minutes of members in work that asks for a skill, times the skill's share of it in parts of 10,000: whole numbers, which
-- say how work is shared among people and not how long it took. `month_no` counts months, so that twelve of them are a difference.

WITH asked AS (
    SELECT opportunity_id, skill_id, greatest(share_bp, 0) AS share_bp FROM staging.opportunity_requirements
),

worked AS (
    SELECT
        COALESCE(participations.opportunity_id, assignments.opportunity_id) AS opportunity_id,
        participations.member_id,
        month_start(participations.work_on) AS month_on,
        greatest(participations.minutes, 0) AS minutes
    FROM staging.assignments AS assignments
    RIGHT JOIN staging.participations AS participations ON participations.assignment_id = assignments.assignment_id
    WHERE participations.status = 'validada'
)

SELECT
    asked.skill_id,
    worked.member_id,
    worked.month_on,
    12 * date_part('year', worked.month_on) + date_part('month', worked.month_on) AS month_no,
    sum_checked(worked.minutes * asked.share_bp) AS effort
FROM asked
INNER JOIN worked ON worked.opportunity_id = asked.opportunity_id
GROUP BY asked.skill_id, worked.member_id, worked.month_on

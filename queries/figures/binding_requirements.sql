-- name: figures.binding_requirements
-- title: O que impede de preencher as oportunidades | What keeps opportunities from being filled
-- grain: skill_id, level
-- columns: skill_id:id, level:i32, requirement:text, label:text, unfilled_n:int, would_fill_n:int, near_people_n:int, would_fill_amount:money
-- owner: planejamento
-- check: unique(skill_id, level), range(level, 1, 5), range(would_fill_n, 1, null), holds(would_fill_n <= unfilled_n)
-- tag: figura
--
-- Opportunities published in the last twelve months that are unfilled, or were filled late: how many ask for a skill at a level, how many
-- would have had enough people without that one requirement, what these are worth, and how many people fail nothing else in them.
-- A requirement that kept none from being filled alone has no row; where no record says what anybody knows, none has.

WITH evidence AS (
    SELECT COUNT(*) AS evidence_n FROM staging.skill_evidence
),

recent AS (
    SELECT unfilled.*
    FROM staging.clock AS clock
    CROSS JOIN evidence
    CROSS JOIN staging.opportunities AS opportunities
    INNER JOIN marts.unfilled_requirements AS unfilled ON unfilled.opportunity_id = opportunities.opportunity_id
    WHERE opportunities.opened_at >= day_start(months_before(local_day(clock.as_of_at), 12)) AND evidence.evidence_n > 0
),

requirements AS (
    SELECT
        skill_id,
        min_level AS level,
        COUNT(*) AS unfilled_n,
        sum_checked(CASE WHEN is_binding THEN 1 ELSE 0 END) AS would_fill_n,
        sum_checked(CASE WHEN is_binding THEN value_share_amount END) AS would_fill_amount
    FROM recent
    GROUP BY skill_id, min_level
),

people AS (
    SELECT skill_id, min_level AS level, unnest(near_miss_member_ids) AS member_id FROM recent WHERE is_binding
),

near AS (
    SELECT skill_id, level, COUNT(DISTINCT member_id) AS near_people_n FROM people GROUP BY skill_id, level
)

SELECT
    requirements.skill_id,
    requirements.level,
    requirements.skill_id || ':' || CAST(requirements.level AS VARCHAR) AS requirement,
    COALESCE(skills.name, requirements.skill_id) AS label,
    requirements.unfilled_n,
    requirements.would_fill_n,
    COALESCE(near.near_people_n, 0) AS near_people_n,
    COALESCE(requirements.would_fill_amount, 0) AS would_fill_amount
FROM requirements
LEFT JOIN near ON near.skill_id = requirements.skill_id AND near.level = requirements.level
LEFT JOIN staging.skills AS skills ON skills.skill_id = requirements.skill_id
WHERE requirements.would_fill_n > 0

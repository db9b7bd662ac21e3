-- name: marts.training_effects
-- title: O que a formação mudou | What training changed
-- grain: skill_id
-- columns: skill_id:id, enrolled_n:int, finished_n:int, passed_n:int, pass_rate:num?, pass_low:num?, pass_high:num?, trained_n:int,
--   cost_amount:money, before_n:int, before_accepted_n:int, after_n:int, after_accepted_n:int, before_rate:num?, after_rate:num?,
--   change_rate:num?, change_low_rate:num?, change_high_rate:num?, is_clear:bool
-- owner: planejamento
-- check: unique(skill_id), range(pass_rate, 0, 1), holds(passed_n <= finished_n AND before_accepted_n <= before_n)
-- check: holds(change_low_rate <= change_rate AND change_rate <= change_high_rate), range(change_low_rate, -1, null)
-- check: range(change_high_rate, null, 1)
-- tag: competencias
--
-- Training in each skill: who is enrolled, who has finished, passed, at what cost. Its effect is the rate of acceptance at the first
-- attempt of those who passed, in work that asks for the skill: what they handed in during the twelve months before their first
-- enrolment against the twelve months after they had first passed. The change has Newcombe's interval (1998, method 10: Wilson's
-- limits of both rates) and is clear only when the intervals of the rates themselves do not meet. Nobody was drawn by lot: a change is
-- no proof that training made it. `*` adds up all skills; work that asks for two skills counts in both.

WITH records AS (
    SELECT
        skill_id,
        COUNT(*) AS records_n,
        sum_checked(CASE status WHEN 'inscrito' THEN 1 ELSE 0 END) AS enrolled_n,
        sum_checked(CASE status WHEN 'aprovado' THEN 1 ELSE 0 END) AS passed_n,
        COUNT(DISTINCT CASE status WHEN 'aprovado' THEN member_id END) AS trained_n,
        sum_checked(cost_amount) AS cost_amount
    FROM staging.training_records
    GROUP BY skill_id
),

trained AS (
    SELECT skill_id, member_id, MIN(enrolled_at) AS enrolled_at, MIN(completed_at) AS completed_at
    FROM staging.training_records
    WHERE status = 'aprovado' AND completed_at IS NOT NULL
    GROUP BY skill_id, member_id
),

spans AS (
    SELECT
        trained.*,
        day_start(months_before(local_day(enrolled_at), 12)) AS from_at,
        day_start(months_before(local_day(completed_at), -12)) AS to_at
    FROM trained
),

attempts AS (
    SELECT
        requirements.skill_id,
        deliveries.member_id,
        deliveries.submitted_at,
        CASE deliveries.decision WHEN 'aceito' THEN 1 ELSE 0 END AS accepted
    FROM staging.opportunity_requirements AS requirements
    INNER JOIN staging.deliverables AS deliverables ON deliverables.opportunity_id = requirements.opportunity_id
    INNER JOIN staging.deliveries AS deliveries ON deliveries.deliverable_id = deliverables.deliverable_id
    WHERE deliveries.attempt = 1 AND deliveries.decision IS NOT NULL
),

sides AS (
    SELECT spans.skill_id, attempts.submitted_at >= spans.completed_at AS is_after, attempts.accepted
    FROM spans
    INNER JOIN attempts ON attempts.skill_id = spans.skill_id AND attempts.member_id = spans.member_id
    WHERE attempts.submitted_at >= spans.from_at AND attempts.submitted_at < spans.enrolled_at
        OR attempts.submitted_at >= spans.completed_at AND attempts.submitted_at < spans.to_at
),

effects AS (
    SELECT
        skill_id,
        sum_checked(CASE WHEN is_after THEN 0 ELSE 1 END) AS before_n,
        sum_checked(CASE WHEN is_after THEN 0 ELSE accepted END) AS before_accepted_n,
        sum_checked(CASE WHEN is_after THEN 1 ELSE 0 END) AS after_n,
        sum_checked(CASE WHEN is_after THEN accepted ELSE 0 END) AS after_accepted_n
    FROM sides
    GROUP BY skill_id
),

by_skill AS (
    SELECT
        records.skill_id,
        records.enrolled_n,
        records.records_n - records.enrolled_n AS finished_n,
        records.passed_n,
        records.trained_n,
        records.cost_amount,
        COALESCE(effects.before_n, 0) AS before_n,
        COALESCE(effects.before_accepted_n, 0) AS before_accepted_n,
        COALESCE(effects.after_n, 0) AS after_n,
        COALESCE(effects.after_accepted_n, 0) AS after_accepted_n
    FROM records
    LEFT JOIN effects ON effects.skill_id = records.skill_id
),

everybody AS (
    SELECT COUNT(DISTINCT member_id) AS trained_n FROM staging.training_records WHERE status = 'aprovado'
),

-- Without any training there is no row, not even of the whole.
counted AS (
    SELECT * FROM by_skill
    UNION ALL
    SELECT
        '*' AS skill_id,
        sum_checked(enrolled_n) AS enrolled_n,
        sum_checked(finished_n) AS finished_n,
        sum_checked(passed_n) AS passed_n,
        MAX(everybody.trained_n) AS trained_n,
        sum_checked(cost_amount) AS cost_amount,
        sum_checked(before_n) AS before_n,
        sum_checked(before_accepted_n) AS before_accepted_n,
        sum_checked(after_n) AS after_n,
        sum_checked(after_accepted_n) AS after_accepted_n
    FROM everybody
    CROSS JOIN by_skill
    HAVING COUNT(*) > 0
),

rates AS (
    SELECT
        counted.*,
        CASE WHEN before_n > 0 THEN CAST(before_accepted_n AS DOUBLE) / CAST(before_n AS DOUBLE) END AS before_rate,
        CASE WHEN after_n > 0 THEN CAST(after_accepted_n AS DOUBLE) / CAST(after_n AS DOUBLE) END AS after_rate,
        wilson_low(before_accepted_n, before_n) AS before_low,
        wilson_high(before_accepted_n, before_n) AS before_high,
        wilson_low(after_accepted_n, after_n) AS after_low,
        wilson_high(after_accepted_n, after_n) AS after_high
    FROM counted
)

SELECT
    skill_id,
    enrolled_n,
    finished_n,
    passed_n,
    CASE WHEN finished_n > 0 THEN CAST(passed_n AS DOUBLE) / CAST(finished_n AS DOUBLE) END AS pass_rate,
    wilson_low(passed_n, finished_n) AS pass_low,
    wilson_high(passed_n, finished_n) AS pass_high,
    trained_n,
    cost_amount,
    before_n,
    before_accepted_n,
    after_n,
    after_accepted_n,
    before_rate,
    after_rate,
    after_rate - before_rate AS change_rate,
    after_rate - before_rate
        - sqrt((after_rate - after_low) * (after_rate - after_low) + (before_high - before_rate) * (before_high - before_rate)) AS change_low_rate,
    after_rate - before_rate
        + sqrt((after_high - after_rate) * (after_high - after_rate) + (before_rate - before_low) * (before_rate - before_low)) AS change_high_rate,
    COALESCE(after_low > before_high OR after_high < before_low, FALSE) AS is_clear
FROM rates

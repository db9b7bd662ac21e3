-- name: figures.training_effect
-- title: O que mudou em quem se formou | What changed in those who were trained
-- grain: place
-- columns: place:int, skill_id:id, label:text, change_rate:num, change_low_rate:num, change_high_rate:num, is_clear:bool,
--   before_rate:num, before_n:int, after_rate:num, after_n:int, passed_n:int, finished_n:int, cost_amount:money
-- owner: planejamento
-- check: unique(place), unique(skill_id), holds(change_low_rate <= change_rate AND change_rate <= change_high_rate)
-- tag: figura
--
-- All training together, then each skill whose trained members handed in work before and after: the change of the share accepted at the
-- first attempt, those with most deliveries first.

SELECT
    ROW_NUMBER() OVER (ORDER BY effects.skill_id <> '*', effects.before_n + effects.after_n DESC, effects.skill_id) AS place,
    effects.skill_id,
    CASE effects.skill_id WHEN '*' THEN 'Todas as competências | All skills' ELSE COALESCE(skills.name, effects.skill_id) END AS label,
    effects.change_rate,
    effects.change_low_rate,
    effects.change_high_rate,
    effects.is_clear,
    effects.before_rate,
    effects.before_n,
    effects.after_rate,
    effects.after_n,
    effects.passed_n,
    effects.finished_n,
    effects.cost_amount
FROM marts.training_effects AS effects
LEFT JOIN staging.skills AS skills ON skills.skill_id = effects.skill_id
WHERE effects.change_rate IS NOT NULL

-- name: marts.unfilled_requirements
-- title: Requisitos que deixam oportunidades sem gente | Requirements that leave opportunities unfilled
-- grain: opportunity_id, skill_id
-- columns: opportunity_id:id, skill_id:id, min_level:i32, positions:i32, applicants_n:int, eligible_n:int, eligible_without_n:int,
--   is_binding:bool, near_miss_n:int, near_miss_member_ids:ids, value:money?, value_share_amount:money?, state:code
-- owner: planejamento
-- check: unique(opportunity_id, skill_id), range(min_level, 1, 5), holds(eligible_without_n = eligible_n + near_miss_n)
-- check: holds(is_binding = (eligible_n < positions AND positions <= eligible_without_n))
-- check: holds(is_binding OR COALESCE(value_share_amount, 0) = 0), one_of(state, aberta, expirada, preenchida_tarde)
-- tag: competencias
--
-- One row for each mandatory requirement of an unfilled opportunity: how many active members meet all of them, how many would
-- without this one, and who they are. The requirement binds when too few meet all and enough would without it; the
-- opportunity's value is split equally among those that bind.

SELECT
    unfilled.opportunity_id,
    unfilled.skill_id,
    unfilled.min_level,
    unfilled.positions,
    unfilled.applicants_n,
    binding.eligible_n,
    binding.eligible_without_n,
    binding.is_binding,
    binding.near_miss_n,
    binding.near_miss_member_ids,
    CAST(CAST(unfilled.value_centavos AS DECIMAL(20, 0)) * 0.01 AS DECIMAL(18, 2)) AS value,
    CAST(CAST(binding.value_share_centavos AS DECIMAL(20, 0)) * 0.01 AS DECIMAL(18, 2)) AS value_share_amount,
    unfilled.state
FROM staging.unfilled_opportunities AS unfilled
INNER JOIN staging.binding_requirements AS binding
    ON binding.opportunity_id = unfilled.opportunity_id AND binding.skill_id = unfilled.skill_id

-- name: staging.skill_proofs
-- title: Provas de competência | Proofs of skills
-- grain: evidence_id
-- columns: evidence_id:id, member_id:id, skill_id:id, level:i32, is_certificate:bool, obtained_on:on, until_on:on?,
--   pair_until_on:on, fresh_until_on:on
-- owner: planejamento
-- check: unique(evidence_id), range(level, 1, 5), holds(obtained_on <= pair_until_on AND obtained_on <= fresh_until_on)
-- tag: competencias
--
-- Valid evidence that somebody else gave: what members say of themselves proves nothing, nor what is contested or annulled.
-- A certificate is in force up to `until_on`. Another proof counts together with this one up to `pair_until_on`
-- (`evidence_months` later); up to `fresh_until_on` (`decay_months` later) it keeps the level from falling.

WITH parameters AS (
    SELECT
        MAX(CASE name WHEN 'evidence_months' THEN CAST(value AS BIGINT) END) AS evidence_months,
        MAX(CASE name WHEN 'decay_months' THEN CAST(value AS BIGINT) END) AS decay_months
    FROM staging.parameters
),

proofs AS (
    SELECT evidence_id, member_id, skill_id, level, origin, local_day(obtained_at) AS obtained_on, expires_on
    FROM staging.skill_evidence
    WHERE status = 'valida' AND origin IN ('entrega_aceita', 'avaliacao_tecnica', 'certificado')
)

SELECT
    proofs.evidence_id,
    proofs.member_id,
    proofs.skill_id,
    proofs.level,
    proofs.origin = 'certificado' AS is_certificate,
    proofs.obtained_on,
    CASE proofs.origin WHEN 'certificado' THEN proofs.expires_on END AS until_on,
    months_before(proofs.obtained_on, -parameters.evidence_months) AS pair_until_on,
    months_before(proofs.obtained_on, -parameters.decay_months) AS fresh_until_on
FROM parameters
CROSS JOIN proofs

-- name: staging.legacy_credits
-- title: Pontos de Legado | Legacy points
-- grain: reuse_id
-- columns: reuse_id:id, member_id:id, reused_on:on, points:int
-- owner: planejamento
-- check: unique(reuse_id)
-- tag: circulacao
--
-- Validated reuses that count for who made the asset: another unit than the creator's reused it, or a team without the creator.

WITH teams AS (
    SELECT DISTINCT opportunity_id, member_id FROM staging.assignments WHERE opportunity_id IS NOT NULL
)

SELECT reuses.reuse_id, reuses.creator_id AS member_id, local_day(reuses.reused_at) AS reused_on, CAST(reuses.points AS BIGINT) AS points
FROM staging.legacy_reuses AS reuses
LEFT JOIN staging.members AS creators ON creators.member_id = reuses.creator_id
LEFT JOIN teams ON teams.opportunity_id = reuses.reused_in_opportunity_id AND teams.member_id = reuses.creator_id
WHERE reuses.validated_at IS NOT NULL
    AND (
        COALESCE(reuses.reused_by_unit_id <> creators.unit_id, FALSE)
        OR (reuses.reused_in_opportunity_id IS NOT NULL AND teams.member_id IS NULL)
    )

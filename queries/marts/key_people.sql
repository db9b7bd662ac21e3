-- name: marts.key_people
-- title: Pessoas de quem o trabalho depende | People on whom work depends
-- grain: scope_kind, scope_id, member_id
-- columns: scope_kind:code, scope_id:id, member_id:id, cover_n:int, cover_required_n:int, is_sole:bool, has_backup:bool, share:num,
--   bus_factor:i32, is_exact:bool
-- owner: planejamento
-- check: unique(scope_kind, scope_id, member_id), one_of(scope_kind, linha_servico, competencia, sistema, contrato)
-- check: range(share, 0, 1), range(cover_n, 0, null), range(bus_factor, 0, null), holds(NOT (is_sole AND cover_n > 1))
-- tag: competencias
--
-- One row for each person who covers something of a scope: how many cover its least covered item, whether they alone cover one,
-- whether an active plan names somebody to stand in for their current duty there, and their part of the scope's validated minutes of
-- the last months (of the events, for a system; no plan of substitution names a system). `bus_factor` is how few must leave until most
-- items have nobody: the smallest such number where `is_exact`, else never below it. A scope with nobody has one row of `nao_informado`.

WITH parameters AS (
    SELECT MAX(CASE name WHEN 'window_months' THEN CAST(value AS BIGINT) END) AS window_months FROM staging.parameters
),

today AS (
    SELECT
        clock.as_of_at,
        local_day(clock.as_of_at) AS today_on,
        months_before(local_day(clock.as_of_at), parameters.window_months) AS since_on
    FROM staging.clock AS clock
    CROSS JOIN parameters
),

items AS (
    SELECT
        scope_kind, scope_id, item_id,
        sum_checked(CASE member_id WHEN 'nao_informado' THEN 0 ELSE 1 END) AS cover_n,
        MAX(member_id) AS last_id
    FROM staging.scope_cover
    GROUP BY scope_kind, scope_id, item_id
),

scopes AS (
    SELECT scope_kind, scope_id, MIN(cover_n) AS cover_n, MAX(cover_n) AS most_n FROM items GROUP BY scope_kind, scope_id
),

soles AS (
    SELECT DISTINCT scope_kind, scope_id, last_id AS member_id FROM items WHERE cover_n = 1
),

people AS (
    SELECT DISTINCT cover.scope_kind, cover.scope_id, cover.member_id
    FROM scopes
    INNER JOIN staging.scope_cover AS cover ON cover.scope_kind = scopes.scope_kind AND cover.scope_id = scopes.scope_id
    WHERE cover.member_id <> 'nao_informado' OR scopes.most_n = 0
),

-- Which scopes an opportunity belongs to, and which part of its minutes counts there.
reach AS (
    SELECT
        opportunities.opportunity_id, 'linha_servico' AS scope_kind,
        COALESCE(opportunities.service_line_id, contracts.service_line_id) AS scope_id, 1 AS weight
    FROM staging.opportunities AS opportunities
    LEFT JOIN staging.contracts AS contracts ON contracts.contract_id = opportunities.contract_id
    UNION ALL
    SELECT opportunity_id, 'contrato' AS scope_kind, contract_id AS scope_id, 1 AS weight FROM staging.opportunities
    UNION ALL
    SELECT opportunity_id, 'competencia' AS scope_kind, skill_id AS scope_id, greatest(share_bp, 0) AS weight FROM staging.opportunity_requirements
),

worked AS (
    SELECT
        COALESCE(participations.opportunity_id, assignments.opportunity_id) AS opportunity_id,
        participations.member_id,
        greatest(participations.minutes, 0) AS minutes
    FROM today
    CROSS JOIN staging.participations AS participations
    LEFT JOIN staging.assignments AS assignments ON assignments.assignment_id = participations.assignment_id
    WHERE participations.status = 'validada' AND participations.work_on >= today.since_on AND participations.work_on <= today.today_on
),

amounts AS (
    SELECT reach.scope_kind, reach.scope_id, worked.member_id, sum_checked(worked.minutes * reach.weight) AS amount
    FROM reach
    INNER JOIN worked ON worked.opportunity_id = reach.opportunity_id
    WHERE reach.scope_id IS NOT NULL
    GROUP BY reach.scope_kind, reach.scope_id, worked.member_id
    UNION ALL
    SELECT 'sistema' AS scope_kind, links.object_id AS scope_id, events.actor_id AS member_id, COUNT(DISTINCT events.event_id) AS amount
    FROM today
    CROSS JOIN staging.event_objects AS links
    INNER JOIN staging.events AS events ON events.event_id = links.event_id
    WHERE links.object_type = 'system' AND events.actor_id IS NOT NULL
        AND events.occurred_at >= day_start(today.since_on) AND events.occurred_at <= today.as_of_at
    GROUP BY links.object_id, events.actor_id
),

totals AS (
    SELECT scope_kind, scope_id, sum_checked(amount) AS amount FROM amounts GROUP BY scope_kind, scope_id
),

-- Duties that run, for which somebody who is active is named to stand in.
planned AS (
    SELECT DISTINCT assignments.member_id, assignments.opportunity_id, assignments.contract_id, assignments.service_line_id
    FROM today
    CROSS JOIN staging.substitutions AS substitutions
    INNER JOIN staging.assignments AS assignments ON assignments.assignment_id = substitutions.assignment_id
    INNER JOIN staging.member_activity AS activity ON activity.member_id = substitutions.backup_member_id
    WHERE substitutions.status IN ('planejada', 'ativada') AND substitutions.backup_member_id <> assignments.member_id
        AND (assignments.end_at IS NULL OR assignments.end_at > today.as_of_at)
        AND activity.from_on <= today.today_on AND (activity.until_on IS NULL OR today.today_on < activity.until_on)
),

backups AS (
    SELECT reach.scope_kind, reach.scope_id, planned.member_id
    FROM planned
    INNER JOIN reach ON reach.opportunity_id = planned.opportunity_id
    WHERE reach.scope_id IS NOT NULL
    UNION
    SELECT 'contrato' AS scope_kind, contract_id AS scope_id, member_id FROM planned WHERE contract_id IS NOT NULL
    UNION
    SELECT 'linha_servico' AS scope_kind, COALESCE(planned.service_line_id, contracts.service_line_id) AS scope_id, planned.member_id
    FROM planned
    LEFT JOIN staging.contracts AS contracts ON contracts.contract_id = planned.contract_id
    WHERE COALESCE(planned.service_line_id, contracts.service_line_id) IS NOT NULL
),

required AS (
    SELECT 'linha_servico' AS scope_kind, service_line_id AS scope_id, min_cover FROM staging.service_lines
    UNION ALL
    SELECT 'contrato' AS scope_kind, contracts.contract_id AS scope_id, service_lines.min_cover
    FROM staging.service_lines AS service_lines
    INNER JOIN staging.contracts AS contracts ON contracts.service_line_id = service_lines.service_line_id
)

SELECT
    people.scope_kind,
    people.scope_id,
    people.member_id,
    scopes.cover_n,
    COALESCE(required.min_cover, 2) AS cover_required_n,
    soles.member_id IS NOT NULL AS is_sole,
    backups.member_id IS NOT NULL AS has_backup,
    CASE WHEN totals.amount > 0 THEN CAST(COALESCE(amounts.amount, 0) AS DOUBLE) / CAST(totals.amount AS DOUBLE) ELSE 0 END AS share,
    factors.bus_factor,
    factors.is_exact
FROM scopes
INNER JOIN people ON people.scope_kind = scopes.scope_kind AND people.scope_id = scopes.scope_id
INNER JOIN staging.bus_factors AS factors ON factors.scope_kind = people.scope_kind AND factors.scope_id = people.scope_id
LEFT JOIN required ON required.scope_kind = people.scope_kind AND required.scope_id = people.scope_id
LEFT JOIN soles ON soles.scope_kind = people.scope_kind AND soles.scope_id = people.scope_id AND soles.member_id = people.member_id
LEFT JOIN totals ON totals.scope_kind = people.scope_kind AND totals.scope_id = people.scope_id
LEFT JOIN amounts ON amounts.scope_kind = people.scope_kind AND amounts.scope_id = people.scope_id AND amounts.member_id = people.member_id
LEFT JOIN backups ON backups.scope_kind = people.scope_kind AND backups.scope_id = people.scope_id AND backups.member_id = people.member_id

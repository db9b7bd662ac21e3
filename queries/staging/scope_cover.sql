-- name: staging.scope_cover
-- title: Quem cobre o que cada serviço exige | Who covers what each service requires
-- grain: scope_kind, scope_id, item_id, member_id
-- columns: scope_kind:code, scope_id:id, item_id:id, member_id:id
-- owner: planejamento
-- check: unique(scope_kind, scope_id, item_id, member_id), one_of(scope_kind, linha_servico, competencia, sistema, contrato)
-- tag: competencias
--
-- What a service line, a running contract, a skill or a system hangs on, and who of those active today can do it; an item that
-- nobody covers has one row of `nao_informado`. Items of a line or contract are the mandatory skills of what it published in
-- the last months (`window_months`), each at the highest level asked for; a skill is its own item, at the highest level asked for
-- anywhere, or 1. Items of a system are the types of events that people brought about there at least `min_events` times, and who
-- did so that often covers one.

WITH parameters AS (
    SELECT
        MAX(CASE name WHEN 'window_months' THEN CAST(value AS BIGINT) END) AS window_months,
        MAX(CASE name WHEN 'min_events' THEN CAST(value AS BIGINT) END) AS min_events
    FROM staging.parameters
),

today AS (
    SELECT
        parameters.min_events,
        clock.as_of_at,
        local_day(clock.as_of_at) AS today_on,
        day_start(months_before(local_day(clock.as_of_at), parameters.window_months)) AS since_at
    FROM staging.clock AS clock
    CROSS JOIN parameters
),

asked AS (
    SELECT
        COALESCE(opportunities.service_line_id, contracts.service_line_id) AS service_line_id,
        CASE WHEN contracts.status IN ('assinado', 'vigente', 'suspenso') THEN contracts.contract_id END AS contract_id,
        requirements.skill_id,
        requirements.min_level
    FROM today
    CROSS JOIN staging.opportunities AS opportunities
    INNER JOIN staging.opportunity_requirements AS requirements ON requirements.opportunity_id = opportunities.opportunity_id
    LEFT JOIN staging.contracts AS contracts ON contracts.contract_id = opportunities.contract_id
    WHERE requirements.is_mandatory AND opportunities.opened_at >= today.since_at AND opportunities.opened_at <= today.as_of_at
),

known AS (
    SELECT levels.member_id, levels.skill_id, levels.level
    FROM today
    CROSS JOIN staging.member_activity AS activity
    INNER JOIN staging.skill_levels AS levels ON levels.member_id = activity.member_id
    WHERE activity.from_on <= today.today_on AND (activity.until_on IS NULL OR today.today_on < activity.until_on)
        AND levels.from_on <= today.today_on AND (levels.until_on IS NULL OR today.today_on < levels.until_on)
),

skill_items AS (
    SELECT 'linha_servico' AS scope_kind, asked.service_line_id AS scope_id, asked.skill_id AS item_id, MAX(asked.min_level) AS least_level
    FROM asked
    LEFT JOIN staging.service_lines AS service_lines ON service_lines.service_line_id = asked.service_line_id
    WHERE asked.service_line_id IS NOT NULL AND COALESCE(service_lines.status, 'ativa') <> 'encerrada'
    GROUP BY asked.service_line_id, asked.skill_id
    UNION ALL
    SELECT 'contrato' AS scope_kind, contract_id AS scope_id, skill_id AS item_id, MAX(min_level) AS least_level
    FROM asked
    WHERE contract_id IS NOT NULL
    GROUP BY contract_id, skill_id
    UNION ALL
    SELECT 'competencia' AS scope_kind, skill_id AS scope_id, skill_id AS item_id, MAX(min_level) AS least_level
    FROM (SELECT skill_id, min_level FROM asked UNION ALL SELECT skill_id, 1 AS min_level FROM known) AS skills
    GROUP BY skill_id
),

done AS (
    SELECT links.object_id, events.event_type, events.actor_id, COUNT(DISTINCT events.event_id) AS n
    FROM today
    CROSS JOIN staging.event_objects AS links
    INNER JOIN staging.events AS events ON events.event_id = links.event_id
    WHERE links.object_type = 'system' AND events.actor_id IS NOT NULL
        AND events.occurred_at >= today.since_at AND events.occurred_at <= today.as_of_at
    GROUP BY links.object_id, events.event_type, events.actor_id
),

system_items AS (
    SELECT done.object_id, done.event_type
    FROM today
    CROSS JOIN done
    GROUP BY done.object_id, done.event_type, today.min_events
    HAVING sum_checked(done.n) >= today.min_events
),

items AS (
    SELECT scope_kind, scope_id, item_id FROM skill_items
    UNION ALL
    SELECT 'sistema' AS scope_kind, object_id AS scope_id, event_type AS item_id FROM system_items
),

able AS (
    SELECT items.scope_kind, items.scope_id, items.item_id, known.member_id
    FROM skill_items AS items
    INNER JOIN known ON known.skill_id = items.item_id AND known.level >= items.least_level
    UNION ALL
    SELECT 'sistema' AS scope_kind, done.object_id AS scope_id, done.event_type AS item_id, done.actor_id AS member_id
    FROM today
    CROSS JOIN staging.member_activity AS activity
    INNER JOIN done ON done.actor_id = activity.member_id
    WHERE done.n >= today.min_events
        AND activity.from_on <= today.today_on AND (activity.until_on IS NULL OR today.today_on < activity.until_on)
)

SELECT items.scope_kind, items.scope_id, items.item_id, COALESCE(able.member_id, 'nao_informado') AS member_id
FROM items
LEFT JOIN able ON able.scope_kind = items.scope_kind AND able.scope_id = items.scope_id AND able.item_id = items.item_id

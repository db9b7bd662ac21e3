-- name: marts.service_candidates
-- title: Pedidos repetidos sem serviço | Repeated demands without a service
-- grain: area_id, topic
-- columns: area_id:id, topic:text, demands_n:int, clients_n:int, first_on:on, last_on:on, requested_minutes:int, requested_amount:money,
--   qualified_members_n:int, spare_minutes:int, maturity:i32?, is_ready:bool, missing:texts, demand_ids:ids
-- owner: planejamento
-- check: unique(area_id, topic), range(demands_n, 1, null), holds(clients_n <= demands_n), holds(first_on <= last_on)
-- check: range(spare_minutes, 0, null), holds(is_ready = (cardinality(missing) = 0))
-- tag: crescimento
--
-- Demands outside the catalogue that have a topic, by area and topic as it was written. People are qualified who are active and have
-- a verified level in a skill of the area; their spare time is that of the newest week that has begun and is known. The maturity is
-- that of the most mature service line of the area that goes on. `missing` names what fails; nothing is missing when it is ready.

WITH today AS (
    SELECT local_day(as_of_at) AS today_on FROM staging.clock
),

parameters AS (
    SELECT
        MAX(CASE name WHEN 'min_demands' THEN CAST(value AS BIGINT) END) AS min_demands,
        MAX(CASE name WHEN 'min_clients' THEN CAST(value AS BIGINT) END) AS min_clients,
        MAX(CASE name WHEN 'min_span_months' THEN CAST(value AS BIGINT) END) AS min_span_months,
        MAX(CASE name WHEN 'min_people' THEN CAST(value AS BIGINT) END) AS min_people
    FROM staging.parameters
),

asked AS (
    SELECT
        area_id,
        trim(topic) AS topic,
        COUNT(*) AS demands_n,
        COUNT(DISTINCT organization_id) AS clients_n,
        local_day(MIN(submitted_at)) AS first_on,
        local_day(MAX(submitted_at)) AS last_on,
        sum_checked(requested_minutes) AS requested_minutes,
        sum_checked(requested_amount) AS requested_amount,
        array_agg(demand_id ORDER BY demand_id) AS demand_ids
    FROM staging.demand_records
    WHERE service_line_id = 'nao_informado' AND trim(topic) <> ''
    GROUP BY area_id, trim(topic)
),

qualified AS (
    SELECT DISTINCT skills.area_id, levels.member_id
    FROM today
    CROSS JOIN staging.skills AS skills
    INNER JOIN staging.skill_levels AS levels ON levels.skill_id = skills.skill_id
    INNER JOIN staging.member_activity AS activity ON activity.member_id = levels.member_id
    WHERE levels.from_on <= today.today_on AND (levels.until_on IS NULL OR today.today_on < levels.until_on)
        AND activity.from_on <= today.today_on AND (activity.until_on IS NULL OR today.today_on < activity.until_on)
),

newest AS (
    SELECT MAX(spare.week_on) AS week_on
    FROM today
    INNER JOIN staging.spare_minutes AS spare ON spare.week_on <= today.today_on
),

spare AS (
    SELECT spare.member_id, sum_checked(spare.spare_minutes) AS minutes
    FROM newest
    INNER JOIN staging.spare_minutes AS spare ON spare.week_on = newest.week_on
    GROUP BY spare.member_id
),

people AS (
    SELECT qualified.area_id, COUNT(*) AS n, COALESCE(sum_checked(spare.minutes), 0) AS spare_minutes
    FROM spare
    RIGHT JOIN qualified ON qualified.member_id = spare.member_id
    GROUP BY qualified.area_id
),

lines AS (
    SELECT area_id, MAX(maturity) AS maturity FROM staging.service_lines WHERE status <> 'encerrada' GROUP BY area_id
),

judged AS (
    SELECT
        asked.*,
        COALESCE(people.n, 0) AS qualified_members_n,
        COALESCE(people.spare_minutes, 0) AS spare_minutes,
        lines.maturity,
        array_remove_all(
            make_array(
                CASE WHEN COALESCE(people.n, 0) < parameters.min_people OR COALESCE(people.spare_minutes, 0) <= 0 THEN 'capacidade' ELSE '' END,
                CASE WHEN asked.clients_n < parameters.min_clients THEN 'clientes' ELSE '' END,
                CASE WHEN asked.demands_n < parameters.min_demands THEN 'demandas' ELSE '' END,
                CASE WHEN months_before(asked.first_on, -parameters.min_span_months) > asked.last_on THEN 'meses' ELSE '' END
            ),
            ''
        ) AS missing
    FROM parameters
    CROSS JOIN asked
    LEFT JOIN people ON people.area_id = asked.area_id
    LEFT JOIN lines ON lines.area_id = asked.area_id
)

SELECT
    area_id,
    topic,
    demands_n,
    clients_n,
    first_on,
    last_on,
    requested_minutes,
    requested_amount,
    qualified_members_n,
    spare_minutes,
    maturity,
    cardinality(missing) = 0 AS is_ready,
    missing,
    demand_ids
FROM judged

-- name: staging.work_records
-- title: Trabalho feito, com seu lugar | Work done, with its place
-- grain: participation_id
-- columns: participation_id:id, member_id:id, work_on:on, area_id:id, unit_id:id, layer:code, role:code, responsibility_level:i32,
--   minutes:int, opportunity_id:id?, accepted_delivery_id:id?, is_admin:bool, is_care:bool, timed_minutes:int,
--   off_hours_minutes:int, days_ago:int
-- owner: planejamento
-- check: unique(participation_id), one_of(layer, interno, intermediario, externo), holds(off_hours_minutes <= timed_minutes), range(days_ago, 0, null), range(minutes, 0, null)
-- check: one_of(role, executor, coordenador, revisor, mentor, responsavel_tecnico, nao_informado)
-- tag: circulacao
--
-- Every spell of work that was not refused, up to the day that is answered for. Its place is that of its opportunity, else of
-- its contract, else of its service line; the unit is else the member's own. A contract is of the layer of the first demand that
-- became it, else outside unless its client is the cooperative; work without opportunity and contract has no client and is inside.
-- Minutes outside hours are those of spells whose times, and whose unit's calendar, are known (`timed_minutes`). Fewer than none are none.

WITH today AS (
    SELECT local_day(as_of_at) AS today_on FROM staging.clock
),

first_demands AS (
    SELECT contract_id, first_value(layer ORDER BY submitted_at, demand_id) AS layer
    FROM staging.demands
    WHERE contract_id IS NOT NULL
    GROUP BY contract_id
),

contracts AS (
    SELECT
        contracts.contract_id,
        contracts.service_line_id,
        contracts.unit_id,
        COALESCE(first_demands.layer, CASE WHEN organizations.is_internal THEN 'interno' ELSE 'externo' END) AS layer
    FROM first_demands
    RIGHT JOIN staging.contracts AS contracts ON contracts.contract_id = first_demands.contract_id
    LEFT JOIN staging.organizations AS organizations ON organizations.organization_id = contracts.organization_id
),

opportunities AS (
    SELECT opportunity_id, contract_id, service_line_id, layer, area_id, unit_id FROM staging.opportunities
),

duties AS (
    SELECT assignment_id, opportunity_id, contract_id, service_line_id, role, responsibility_level FROM staging.assignments
),

accepted AS (
    SELECT delivery_id FROM staging.deliveries WHERE decision = 'aceito'
),

offices AS (
    SELECT units.unit_id, calendars.rule
    FROM staging.working_calendars AS calendars
    INNER JOIN staging.units AS units ON units.calendar_id = calendars.calendar_id
),

-- What the work was for.
work AS (
    SELECT
        participations.participation_id,
        participations.member_id,
        participations.work_on,
        CAST(today.today_on AS INT) - CAST(participations.work_on AS INT) AS days_ago,
        participations.started_at,
        participations.ended_at,
        greatest(participations.minutes, 0) AS minutes,
        participations.work_kind = 'administrativo' AS is_admin,
        participations.stream = 'cuidado' AS is_care,
        accepted.delivery_id AS accepted_delivery_id,
        COALESCE(participations.opportunity_id, duties.opportunity_id) AS opportunity_id,
        duties.contract_id,
        duties.service_line_id,
        COALESCE(duties.role, 'nao_informado') AS role,
        COALESCE(duties.responsibility_level, 0) AS responsibility_level
    FROM today
    INNER JOIN staging.participations AS participations ON participations.work_on <= today.today_on
    LEFT JOIN duties ON duties.assignment_id = participations.assignment_id
    LEFT JOIN accepted ON accepted.delivery_id = participations.delivery_id
    WHERE participations.status <> 'rejeitada'
),

placed AS (
    SELECT
        work.*,
        COALESCE(opportunities.area_id, lines.area_id, 'nao_informado') AS area_id,
        COALESCE(opportunities.unit_id, contracts.unit_id, lines.owner_unit_id, members.unit_id, 'nao_informado') AS unit_id,
        COALESCE(opportunities.layer, contracts.layer, 'interno') AS layer
    FROM work
    LEFT JOIN opportunities ON opportunities.opportunity_id = work.opportunity_id
    LEFT JOIN contracts ON contracts.contract_id = COALESCE(work.contract_id, opportunities.contract_id)
    LEFT JOIN staging.service_lines AS lines
        ON lines.service_line_id = COALESCE(work.service_line_id, opportunities.service_line_id, contracts.service_line_id)
    LEFT JOIN staging.members AS members ON members.member_id = work.member_id
),

-- A spell without length has no hours in which it lay.
timed AS (
    SELECT placed.*, offices.rule, COALESCE(placed.started_at < placed.ended_at AND offices.rule IS NOT NULL, FALSE) AS is_timed
    FROM placed
    LEFT JOIN offices ON offices.unit_id = placed.unit_id
)

SELECT
    participation_id,
    member_id,
    work_on,
    area_id,
    unit_id,
    layer,
    role,
    responsibility_level,
    minutes,
    opportunity_id,
    accepted_delivery_id,
    is_admin,
    is_care,
    CASE WHEN is_timed THEN minutes ELSE 0 END AS timed_minutes,
    CASE WHEN is_timed
        THEN least(minutes, (micros_between(started_at, ended_at) - business_micros(rule, started_at, ended_at)) / 60000000)
        ELSE 0
    END AS off_hours_minutes,
    days_ago
FROM timed

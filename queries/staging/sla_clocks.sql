-- name: staging.sla_clocks
-- title: Relógios de prazo | Clocks of service levels
-- grain: object_type, object_id, metric
-- columns: object_type:code, object_id:id, metric:code, process:code, case_id:id, priority:code?,
--   opened_at:at, closed_at:at?, until_at:at, due_at:at?,
--   own_minutes:int?, contract_id:id?, service_line_id:id?, organization_id:id?, unit_id:id?, client_type:code, calendar_id:id
-- owner: planejamento
-- check: unique(object_type, object_id, metric), holds(opened_at <= until_at OR closed_at IS NOT NULL)
-- check: holds(closed_at >= opened_at) warn
-- tag: fluxo
--
-- Whatever a promise can be about, promised or not: from when its clock runs, when it stopped, when it is due.
-- The rows of systems know best; events tell of the rest. What was cancelled has no clock, and neither has what ended nobody knows when.
-- What ends a case answers it. A clock without an end runs to the horizon of its process.
-- A day lasts to its local midnight, as a limit and as the day on which something was paid; of a day that is not over, what is over counts.

WITH processes AS (
    SELECT DISTINCT process, case_object_type, else_case_object_type, calendar_id FROM staging.process_stages
),

visits AS (
    SELECT process, stage, object_type, object_id, visit_no, case_id, entered_at, exited_at
    FROM staging.stage_visits
    WHERE stage <> 'pausa'
),

-- The last event that ended a case, on its own object.
finals AS (
    SELECT
        processes.process, events.object_type, events.object_id,
        MAX(events.occurred_at) AS final_at,
        last_value(events.event_type ORDER BY events.position) AS event_type
    FROM processes
    INNER JOIN staging.process_events AS kinds ON kinds.process = processes.process
    INNER JOIN staging.case_events AS events
        ON events.event_type = kinds.event_type
        AND (events.object_type = processes.case_object_type OR events.object_type = processes.else_case_object_type)
    WHERE kinds.role = 'final'
    GROUP BY processes.process, events.object_type, events.object_id
),

-- Work items by their own dates. One that is not resolved has not ended, whatever an earlier end left behind.
items AS (
    SELECT
        items.kind AS process, items.kind AS object_type, items.work_item_id AS object_id, items.work_item_id AS case_id, items.priority,
        items.opened_at, items.first_response_at, items.due_at,
        CASE WHEN items.status = 'resolvido' THEN COALESCE(items.done_at, finals.final_at) END AS done_at,
        items.status = 'resolvido' AND items.done_at IS NULL AND finals.final_at IS NULL AS is_end_unknown,
        CASE WHEN items.requester_type IN ('cooperado', 'unidade') THEN 'interno' END AS client_type
    FROM finals
    RIGHT JOIN staging.work_items AS items ON finals.object_type = items.kind AND finals.object_id = items.work_item_id
    WHERE items.status <> 'cancelado'
),

-- An invoice that was cancelled is owed by nobody, whatever its events leave open.
cancelled_invoices AS (
    SELECT invoice_id FROM staging.invoices WHERE status = 'cancelada'
),

-- Cases that only events tell of: from the first event that entered a stage to the one that ended it.
seen AS (
    SELECT
        visits.process, visits.object_type, visits.object_id,
        MIN(visits.entered_at) AS opened_at,
        first_value(visits.exited_at ORDER BY visits.entered_at, visits.stage, visits.visit_no) AS answered_at,
        bool_or(visits.exited_at IS NULL) AS is_open
    FROM staging.work_items AS known
    RIGHT ANTI JOIN (
        SELECT visits.*
        FROM processes
        INNER JOIN visits
            ON visits.process = processes.process AND visits.object_id = visits.case_id
            AND (visits.object_type = processes.case_object_type OR visits.object_type = processes.else_case_object_type)
    ) AS visits ON known.kind = visits.object_type AND known.work_item_id = visits.object_id
    GROUP BY visits.process, visits.object_type, visits.object_id
),

-- `cancelled` by us, `withdrawn` by who asked, `dropped` before anybody worked.
cases AS (
    SELECT
        seen.process, seen.object_type, seen.object_id, seen.opened_at, seen.answered_at,
        CASE WHEN NOT seen.is_open THEN finals.final_at END AS done_at
    FROM finals
    RIGHT JOIN seen ON finals.process = seen.process AND finals.object_type = seen.object_type AND finals.object_id = seen.object_id
    LEFT ANTI JOIN cancelled_invoices AS cancelled ON seen.object_type = 'invoice' AND cancelled.invoice_id = seen.object_id
    WHERE seen.is_open OR COALESCE(split_part(finals.event_type, '.', 2), '') NOT IN ('cancelled', 'withdrawn', 'dropped')
),

-- A deliverable is delivered by what was accepted, else by what waits for an answer; what was sent back has still to come.
deliveries AS (
    SELECT
        deliverable_id,
        MIN(submitted_at) AS first_at,
        COALESCE(
            MIN(CASE WHEN decision = 'aceito' THEN submitted_at END),
            CASE WHEN last_value(decision ORDER BY attempt, submitted_at, delivery_id) IS NULL THEN MAX(submitted_at) END
        ) AS delivered_at
    FROM staging.deliveries
    GROUP BY deliverable_id
),

-- Visits of deliverables: the work on them begins with the first, unless it mends what was sent back; acceptance is a stage of its own.
steps AS (
    SELECT
        process, object_type, object_id, stage = 'aceite' AS is_acceptance,
        MIN(case_id) AS case_id,
        MIN(entered_at) AS opened_at,
        CASE WHEN NOT bool_or(exited_at IS NULL) THEN MAX(exited_at) END AS closed_at
    FROM visits
    WHERE stage IN ('entrega', 'aceite')
    GROUP BY process, object_type, object_id, stage = 'aceite'
),

cancelled AS (
    SELECT deliverable_id FROM staging.deliverables WHERE status = 'cancelado'
),

-- Where no event says when the work began: when it was offered, else when it was first delivered; of the rest only the due date is known.
-- Nobody owes what an opportunity that came to nothing asked for.
owed AS (
    SELECT
        COALESCE(steps.process, 'oportunidades') AS process, deliverables.deliverable_id AS object_id,
        COALESCE(steps.case_id, deliverables.opportunity_id) AS case_id,
        COALESCE(
            CASE WHEN steps.opened_at < deliveries.first_at OR deliveries.first_at IS NULL THEN steps.opened_at END,
            opportunities.opened_at, deliveries.first_at, deliverables.due_at
        ) AS opened_at,
        deliveries.delivered_at,
        COALESCE(deliverables.extended_due_at, deliverables.due_at) AS due_at,
        deliverables.status IN ('entregue', 'aceito') AND deliveries.delivered_at IS NULL AS is_end_unknown
    FROM staging.deliverables AS deliverables
    LEFT JOIN deliveries ON deliveries.deliverable_id = deliverables.deliverable_id
    LEFT JOIN staging.opportunities AS opportunities ON opportunities.opportunity_id = deliverables.opportunity_id
    LEFT JOIN steps ON steps.object_type = 'deliverable' AND steps.object_id = deliverables.deliverable_id AND NOT steps.is_acceptance
    WHERE deliverables.status <> 'cancelado'
        AND (deliveries.delivered_at IS NOT NULL OR COALESCE(opportunities.status, '') NOT IN ('cancelada', 'expirada'))
),

-- Titles by their days. What was settled nobody knows when has no end to judge.
titles AS (
    SELECT
        CASE titles.direction WHEN 'receber' THEN 'receivable' ELSE 'payable' END AS process,
        titles.title_id AS object_id,
        day_start(titles.issued_on) AS opened_at,
        CASE
            WHEN titles.status IN ('liquidado', 'baixado') AND day_start(titles.settled_on) <= clock.as_of_at
                THEN least(day_start(titles.settled_on + INTERVAL '1 day'), clock.as_of_at)
        END AS closed_at,
        day_start(titles.due_on + INTERVAL '1 day') AS due_at
    FROM staging.clock AS clock
    CROSS JOIN staging.titles AS titles
    WHERE titles.status <> 'cancelado' AND (titles.status NOT IN ('liquidado', 'baixado') OR titles.settled_on IS NOT NULL)
),

-- A contract is to be signed by the day on which it starts; one that was broken before anybody signed came to nothing.
signatures AS (
    SELECT contract_id AS object_id, drafted_at AS opened_at, signed_at AS closed_at, day_start(start_on + INTERVAL '1 day') AS due_at
    FROM staging.contracts
    WHERE signed_at IS NOT NULL OR status <> 'rescindido'
),

-- From the day somebody left the work to the day another took it up; who was there before leaves no gap.
replaced AS (
    SELECT
        substitutions.substitution_id AS object_id,
        assignments.end_at AS opened_at,
        CASE WHEN substitutions.activated_at IS NOT NULL THEN greatest(substitutions.activated_at, assignments.end_at) END AS closed_at,
        substitutions.gap_target_minutes AS own_minutes
    FROM staging.substitutions AS substitutions
    INNER JOIN staging.assignments AS assignments ON assignments.assignment_id = substitutions.assignment_id
    WHERE assignments.end_at IS NOT NULL
        AND (substitutions.status = 'planejada' OR substitutions.status IN ('ativada', 'concluida') AND substitutions.activated_at IS NOT NULL)
),

clocks AS (
    SELECT process, object_type, object_id, 'prazo' AS metric, case_id, priority, opened_at, done_at AS closed_at, due_at, client_type, NULL AS own_minutes
    FROM items WHERE due_at IS NOT NULL AND NOT is_end_unknown
    UNION ALL
    SELECT process, object_type, object_id, 'resolucao' AS metric, case_id, priority, opened_at, done_at AS closed_at, NULL AS due_at, client_type, NULL AS own_minutes
    FROM items WHERE NOT is_end_unknown
    UNION ALL
    SELECT process, object_type, object_id, 'primeira_resposta' AS metric, case_id, priority, opened_at, COALESCE(first_response_at, done_at) AS closed_at, NULL AS due_at, client_type, NULL AS own_minutes
    FROM items WHERE first_response_at IS NOT NULL OR NOT is_end_unknown
    UNION ALL
    SELECT process, object_type, object_id, 'resolucao' AS metric, object_id AS case_id, NULL AS priority, opened_at, done_at AS closed_at, NULL AS due_at, NULL AS client_type, NULL AS own_minutes
    FROM cases
    UNION ALL
    SELECT process, object_type, object_id, 'primeira_resposta' AS metric, object_id AS case_id, NULL AS priority, opened_at, answered_at AS closed_at, NULL AS due_at, NULL AS client_type, NULL AS own_minutes
    FROM cases
    UNION ALL
    SELECT process, 'deliverable' AS object_type, object_id, 'entrega' AS metric, case_id, NULL AS priority, opened_at, delivered_at AS closed_at, due_at, NULL AS client_type, NULL AS own_minutes
    FROM owed WHERE NOT is_end_unknown
    UNION ALL
    SELECT steps.process, steps.object_type, steps.object_id, 'aceite' AS metric, steps.case_id, NULL AS priority, steps.opened_at, steps.closed_at, NULL AS due_at, NULL AS client_type, NULL AS own_minutes
    FROM cancelled
    RIGHT ANTI JOIN steps ON steps.object_type = 'deliverable' AND cancelled.deliverable_id = steps.object_id
    WHERE steps.is_acceptance
    UNION ALL
    SELECT process, process AS object_type, object_id, 'prazo' AS metric, object_id AS case_id, NULL AS priority, opened_at, closed_at, due_at, NULL AS client_type, NULL AS own_minutes
    FROM titles
    UNION ALL
    SELECT 'contract' AS process, 'contract' AS object_type, object_id, 'prazo' AS metric, object_id AS case_id, NULL AS priority, opened_at, closed_at, due_at, NULL AS client_type, NULL AS own_minutes
    FROM signatures
    UNION ALL
    SELECT 'substitution' AS process, 'substitution' AS object_type, object_id, 'substituicao' AS metric, object_id AS case_id, NULL AS priority, opened_at, closed_at, NULL AS due_at, NULL AS client_type, own_minutes
    FROM replaced
),

-- What happens after the horizon has not happened.
timed AS (
    SELECT
        clocks.object_type, clocks.object_id, clocks.metric, clocks.process, clocks.case_id, clocks.priority, clocks.opened_at,
        CASE WHEN clocks.closed_at <= COALESCE(horizons.until_at, clock.as_of_at) THEN clocks.closed_at END AS closed_at,
        least(clocks.closed_at, COALESCE(horizons.until_at, clock.as_of_at)) AS until_at,
        clocks.due_at, clocks.client_type, clocks.own_minutes, processes.calendar_id AS process_calendar_id
    FROM staging.clock AS clock
    CROSS JOIN clocks
    LEFT JOIN staging.process_horizons AS horizons ON horizons.process = clocks.process
    LEFT JOIN processes ON processes.process = clocks.process
    WHERE clocks.opened_at <= COALESCE(horizons.until_at, clock.as_of_at)
),

-- Who asked: an object's own client, else that of its contract, else of the demand behind it.
described AS (
    SELECT
        timed.*, objects.contract_id, objects.service_line_id, objects.unit_id, objects.layer,
        COALESCE(objects.organization_id, contracts.organization_id, demands.organization_id) AS organization_id
    FROM timed
    LEFT JOIN staging.objects AS objects ON objects.object_type = timed.object_type AND objects.object_id = timed.object_id
    LEFT JOIN staging.contracts AS contracts ON contracts.contract_id = objects.contract_id
    LEFT JOIN staging.demands AS demands ON demands.demand_id = timed.case_id AND timed.process = 'oportunidades'
)

SELECT
    described.object_type,
    described.object_id,
    described.metric,
    described.process,
    described.case_id,
    described.priority,
    described.opened_at,
    described.closed_at,
    described.until_at,
    described.due_at,
    described.own_minutes,
    described.contract_id,
    described.service_line_id,
    described.organization_id,
    described.unit_id,
    COALESCE(
        described.client_type,
        CASE WHEN described.layer = 'interno' OR organizations.is_internal THEN 'interno' ELSE organizations.client_type END,
        'nao_informado'
    ) AS client_type,
    COALESCE(of_line.calendar_id, of_unit.calendar_id, of_process.calendar_id, 'sempre') AS calendar_id
FROM described
LEFT JOIN staging.organizations AS organizations ON organizations.organization_id = described.organization_id
LEFT JOIN staging.service_lines AS lines ON lines.service_line_id = described.service_line_id
LEFT JOIN staging.units AS units ON units.unit_id = described.unit_id
LEFT JOIN staging.working_calendars AS of_line ON of_line.calendar_id = lines.calendar_id
LEFT JOIN staging.working_calendars AS of_unit ON of_unit.calendar_id = units.calendar_id
LEFT JOIN staging.working_calendars AS of_process ON of_process.calendar_id = described.process_calendar_id

-- name: marts.case_waits
-- title: Por que se esperou, visita a visita | Why visits waited
-- grain: process, stage, object_type, object_id, visit_no
-- columns: process:code, stage:code, object_type:code, object_id:id, visit_no:i32, waiting_seconds:num?,
--   wait_batching_seconds:num?, wait_contention_seconds:num?, wait_prioritisation_seconds:num?, wait_unavailability_seconds:num?,
--   wait_client_seconds:num?, wait_third_party_seconds:num?, wait_registration_seconds:num?, wait_approval_seconds:num?,
--   wait_document_seconds:num?, wait_system_seconds:num?, wait_other_seconds:num?
-- owner: planejamento
-- check: unique(process, stage, object_type, object_id, visit_no), range(wait_other_seconds, 0, null)
-- check: holds((waiting_seconds IS NULL) = (wait_other_seconds IS NULL))
-- check: holds(CAST(round((wait_batching_seconds + wait_contention_seconds + wait_prioritisation_seconds + wait_unavailability_seconds + wait_client_seconds + wait_third_party_seconds + wait_registration_seconds + wait_approval_seconds + wait_document_seconds + wait_system_seconds + wait_other_seconds) * 1000000) AS BIGINT) = CAST(round(waiting_seconds * 1000000) AS BIGINT))
-- tag: fluxo
--
-- The waiting of a visit, cut into causes of which each takes what the earlier left: recorded pauses by their reason, then what
-- held up the person who did the first work (`staging.actor_waits`), then the rest. Recorded facts go before inference.
-- Where pauses overlap, the one that began first counts. An open visit has pauses and the rest only: who will do it is not known.

WITH visits AS (
    SELECT * FROM staging.stage_visits WHERE stage <> 'pausa'
),

calendars AS (
    SELECT * FROM staging.working_calendars
),

-- Every reason with its place in the order that settles a tie.
reasons AS (
    SELECT * FROM (VALUES
        ('cliente', 1), ('terceiro', 2), ('cadastro', 3), ('aprovacao', 4), ('documento', 5), ('sistema', 6), ('outro', 7)
    ) AS reasons (reason, reason_no)
),

pauses AS (
    SELECT
        visits.process, visits.stage, visits.object_type, visits.object_id, visits.visit_no, visits.calendar_id,
        COALESCE(reasons.reason, 'outro') AS reason,
        COALESCE(reasons.reason_no, 7) AS reason_no,
        pauses.entered_at AS began_at,
        greatest(pauses.entered_at, visits.entered_at) AS started_at,
        least(pauses.until_at, visits.until_at) AS ended_at
    FROM staging.stage_visits AS pauses
    INNER JOIN visits
        ON visits.process = pauses.process
        AND visits.case_object_type = pauses.case_object_type
        AND visits.case_id = pauses.case_id
        AND visits.entered_at < pauses.until_at
        AND visits.until_at > pauses.entered_at
    LEFT JOIN reasons ON reasons.reason = pauses.enter_reason
    WHERE pauses.stage = 'pausa'
),

-- Each pause after the end of all that began before it.
apart AS (
    SELECT
        *,
        greatest(started_at, COALESCE(MAX(ended_at) OVER (
            PARTITION BY process, stage, object_type, object_id, visit_no
            ORDER BY began_at, reason_no, ended_at
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), started_at)) AS from_at
    FROM pauses
),

held AS (
    SELECT process, stage, object_type, object_id, visit_no, calendar_id, reason, from_at, ended_at AS to_at
    FROM apart
    WHERE from_at < ended_at
),

held_reasons AS (
    SELECT DISTINCT process, stage, object_type, object_id, visit_no, reason FROM held
),

service AS (
    SELECT work.process, work.stage, work.object_type, work.object_id, work.visit_no, business_union(calendars.rule, work.started_at, work.ended_at) AS micros
    FROM calendars
    INNER JOIN staging.stage_work AS work ON work.calendar_id = calendars.calendar_id
    GROUP BY work.process, work.stage, work.object_type, work.object_id, work.visit_no
),

-- The pauses of one reason and the work together; what work alone does not take is waiting.
by_reason AS (
    SELECT process, stage, object_type, object_id, visit_no, reason, business_union(calendars.rule, from_at, to_at) AS micros
    FROM calendars
    INNER JOIN (
        SELECT * FROM held
        UNION ALL
        SELECT
            work.process, work.stage, work.object_type, work.object_id, work.visit_no, work.calendar_id, held_reasons.reason,
            work.started_at AS from_at, work.ended_at AS to_at
        FROM held_reasons
        INNER JOIN staging.stage_work AS work
            ON work.process = held_reasons.process
            AND work.stage = held_reasons.stage
            AND work.object_type = held_reasons.object_type
            AND work.object_id = held_reasons.object_id
            AND work.visit_no = held_reasons.visit_no
    ) AS spans ON spans.calendar_id = calendars.calendar_id
    GROUP BY process, stage, object_type, object_id, visit_no, reason
),

paused AS (
    SELECT
        by_reason.process, by_reason.stage, by_reason.object_type, by_reason.object_id, by_reason.visit_no,
        sum_checked(CASE WHEN reason = 'cliente' THEN by_reason.micros - COALESCE(service.micros, 0) END) AS client_micros,
        sum_checked(CASE WHEN reason = 'terceiro' THEN by_reason.micros - COALESCE(service.micros, 0) END) AS third_party_micros,
        sum_checked(CASE WHEN reason = 'cadastro' THEN by_reason.micros - COALESCE(service.micros, 0) END) AS registration_micros,
        sum_checked(CASE WHEN reason = 'aprovacao' THEN by_reason.micros - COALESCE(service.micros, 0) END) AS approval_micros,
        sum_checked(CASE WHEN reason = 'documento' THEN by_reason.micros - COALESCE(service.micros, 0) END) AS document_micros,
        sum_checked(CASE WHEN reason = 'sistema' THEN by_reason.micros - COALESCE(service.micros, 0) END) AS system_micros
    FROM by_reason
    LEFT JOIN service
        ON service.process = by_reason.process
        AND service.stage = by_reason.stage
        AND service.object_type = by_reason.object_type
        AND service.object_id = by_reason.object_id
        AND service.visit_no = by_reason.visit_no
    GROUP BY by_reason.process, by_reason.stage, by_reason.object_type, by_reason.object_id, by_reason.visit_no
),

-- The smaller side comes first: it is the one that a join keeps in memory.
joined AS (
    SELECT
        stages.process, stages.stage, stages.object_type, stages.object_id, stages.visit_no,
        CAST(round(stages.waiting_seconds * 1000000) AS BIGINT) AS waiting_micros,
        CASE WHEN stages.exited_at IS NULL THEN 0 ELSE COALESCE(waits.batching_micros, 0) END AS batching_micros,
        CASE WHEN stages.exited_at IS NULL THEN 0 ELSE COALESCE(waits.contention_micros, 0) END AS contention_micros,
        CASE WHEN stages.exited_at IS NULL THEN 0 ELSE COALESCE(waits.prioritisation_micros, 0) END AS prioritisation_micros,
        CASE WHEN stages.exited_at IS NULL THEN 0 ELSE COALESCE(waits.unavailability_micros, 0) END AS unavailability_micros,
        COALESCE(paused.client_micros, 0) AS client_micros,
        COALESCE(paused.third_party_micros, 0) AS third_party_micros,
        COALESCE(paused.registration_micros, 0) AS registration_micros,
        COALESCE(paused.approval_micros, 0) AS approval_micros,
        COALESCE(paused.document_micros, 0) AS document_micros,
        COALESCE(paused.system_micros, 0) AS system_micros
    FROM paused
    RIGHT JOIN marts.case_stages AS stages
        ON paused.process = stages.process
        AND paused.stage = stages.stage
        AND paused.object_type = stages.object_type
        AND paused.object_id = stages.object_id
        AND paused.visit_no = stages.visit_no
    LEFT JOIN staging.actor_waits AS waits
        ON waits.process = stages.process
        AND waits.stage = stages.stage
        AND waits.object_type = stages.object_type
        AND waits.object_id = stages.object_id
        AND waits.visit_no = stages.visit_no
)

SELECT
    process,
    stage,
    object_type,
    object_id,
    visit_no,
    seconds(waiting_micros) AS waiting_seconds,
    CASE WHEN waiting_micros IS NOT NULL THEN seconds(batching_micros) END AS wait_batching_seconds,
    CASE WHEN waiting_micros IS NOT NULL THEN seconds(contention_micros) END AS wait_contention_seconds,
    CASE WHEN waiting_micros IS NOT NULL THEN seconds(prioritisation_micros) END AS wait_prioritisation_seconds,
    CASE WHEN waiting_micros IS NOT NULL THEN seconds(unavailability_micros) END AS wait_unavailability_seconds,
    CASE WHEN waiting_micros IS NOT NULL THEN seconds(client_micros) END AS wait_client_seconds,
    CASE WHEN waiting_micros IS NOT NULL THEN seconds(third_party_micros) END AS wait_third_party_seconds,
    CASE WHEN waiting_micros IS NOT NULL THEN seconds(registration_micros) END AS wait_registration_seconds,
    CASE WHEN waiting_micros IS NOT NULL THEN seconds(approval_micros) END AS wait_approval_seconds,
    CASE WHEN waiting_micros IS NOT NULL THEN seconds(document_micros) END AS wait_document_seconds,
    CASE WHEN waiting_micros IS NOT NULL THEN seconds(system_micros) END AS wait_system_seconds,
    seconds(
        waiting_micros - batching_micros - contention_micros - prioritisation_micros - unavailability_micros
        - client_micros - third_party_micros - registration_micros - approval_micros - document_micros - system_micros
    ) AS wait_other_seconds
FROM joined

-- name: marts.waiting_causes
-- title: Causas da espera, mês a mês | Causes of waiting, month by month
-- grain: process, stage, cause, month_on
-- columns: process:code, stage:code, cause:code, month_on:on, waiting_seconds:num, share:num?, visits_n:int, efficiency_gain:num?
-- owner: planejamento
-- check: unique(process, stage, cause, month_on), range(share, 0, 1), range(efficiency_gain, 0, 1), range(visits_n, 1, null)
-- check: one_of(cause, espera_de_lote, pessoa_ocupada, prioridade, indisponibilidade, cliente, terceiro, cadastro, aprovacao, documento, sistema, outro)
-- tag: fluxo
--
-- The waiting of visits by its causes, in the month in which a visit ended; visits that have not ended stand in the month of
-- the horizon. Causes without waiting have no row. The share is that of the stage's waiting in the month; the gain is by how much
-- the flow efficiency of the process would be higher without this waiting: S/(S + W - w) - S/(S + W), over visits whose work is known.

WITH visits AS (
    SELECT
        stages.process,
        stages.stage,
        month_start(local_day(COALESCE(stages.exited_at, horizons.until_at))) AS month_on,
        CAST(round(stages.service_seconds * 1000000) AS BIGINT) AS service_micros,
        waits.*
    FROM staging.process_horizons AS horizons
    INNER JOIN marts.case_stages AS stages ON horizons.process = stages.process
    INNER JOIN (
        SELECT
            process AS of_process, stage AS of_stage, object_type, object_id, visit_no,
            CAST(round(waiting_seconds * 1000000) AS BIGINT) AS waiting_micros,
            wait_batching_seconds, wait_contention_seconds, wait_prioritisation_seconds, wait_unavailability_seconds, wait_client_seconds,
            wait_third_party_seconds, wait_registration_seconds, wait_approval_seconds, wait_document_seconds, wait_system_seconds, wait_other_seconds
        FROM marts.case_waits
        WHERE waiting_seconds IS NOT NULL
    ) AS waits
        ON waits.of_process = stages.process
        AND waits.of_stage = stages.stage
        AND waits.object_type = stages.object_type
        AND waits.object_id = stages.object_id
        AND waits.visit_no = stages.visit_no
),

causes AS (
    SELECT * FROM (VALUES
        (1, 'espera_de_lote'), (2, 'pessoa_ocupada'), (3, 'prioridade'), (4, 'indisponibilidade'), (5, 'cliente'), (6, 'terceiro'),
        (7, 'cadastro'), (8, 'aprovacao'), (9, 'documento'), (10, 'sistema'), (11, 'outro')
    ) AS causes (cause_no, cause)
),

parts AS (
    SELECT
        visits.process,
        visits.stage,
        visits.month_on,
        causes.cause,
        CAST(round(1000000 * CASE causes.cause_no
            WHEN 1 THEN wait_batching_seconds
            WHEN 2 THEN wait_contention_seconds
            WHEN 3 THEN wait_prioritisation_seconds
            WHEN 4 THEN wait_unavailability_seconds
            WHEN 5 THEN wait_client_seconds
            WHEN 6 THEN wait_third_party_seconds
            WHEN 7 THEN wait_registration_seconds
            WHEN 8 THEN wait_approval_seconds
            WHEN 9 THEN wait_document_seconds
            WHEN 10 THEN wait_system_seconds
            ELSE wait_other_seconds
        END) AS BIGINT) AS micros
    FROM causes
    CROSS JOIN visits
),

summed AS (
    SELECT process, stage, cause, month_on, sum_checked(micros) AS micros, COUNT(*) AS visits_n
    FROM parts
    WHERE micros > 0
    GROUP BY process, stage, cause, month_on
),

of_stages AS (
    SELECT process, stage, month_on, sum_checked(waiting_micros) AS waiting_micros
    FROM visits
    GROUP BY process, stage, month_on
),

of_processes AS (
    SELECT
        process,
        month_on,
        CAST(sum_checked(service_micros) AS DOUBLE) AS service,
        CAST(sum_checked(waiting_micros) AS DOUBLE) AS waiting
    FROM visits
    GROUP BY process, month_on
)

SELECT
    summed.process,
    summed.stage,
    summed.cause,
    summed.month_on,
    seconds(summed.micros) AS waiting_seconds,
    CASE WHEN of_stages.waiting_micros > 0 THEN CAST(summed.micros AS DOUBLE) / CAST(of_stages.waiting_micros AS DOUBLE) END AS share,
    summed.visits_n,
    CASE WHEN of_processes.service + of_processes.waiting - CAST(summed.micros AS DOUBLE) > 0
        THEN greatest(
            of_processes.service / (of_processes.service + of_processes.waiting - CAST(summed.micros AS DOUBLE))
            - of_processes.service / (of_processes.service + of_processes.waiting),
            0
        )
    END AS efficiency_gain
FROM summed
INNER JOIN of_stages ON of_stages.process = summed.process AND of_stages.stage = summed.stage AND of_stages.month_on = summed.month_on
INNER JOIN of_processes ON of_processes.process = summed.process AND of_processes.month_on = summed.month_on

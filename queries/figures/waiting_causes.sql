-- name: figures.waiting_causes
-- title: Por que se espera em cada etapa | Why each stage waits
-- grain: process, stage_no, stage, cause_no
-- columns: process:code, process_label:text, stage_no:i32, stage:code, label:text, cause_no:i32, cause:code, cause_label:text,
--   waiting_seconds:num, cause_share:num, visits_n:int
-- owner: planejamento
-- check: unique(process, stage, cause), range(cause_share, 0, 1)
-- tag: figura
--
-- The causes of the waiting of visits that ended in the last twelve months, and of those that have not ended, stage by stage;
-- the parts of a stage make its whole waiting.

WITH causes AS (
    SELECT * FROM (VALUES
        (1, 'espera_de_lote', 'Espera de lote | Waiting for a batch'),
        (2, 'pessoa_ocupada', 'Pessoa ocupada | Person busy'),
        (3, 'prioridade', 'Outra prioridade | Other priority'),
        (4, 'indisponibilidade', 'Pessoa ausente | Person away'),
        (5, 'cliente', 'Cliente | Client'),
        (6, 'terceiro', 'Terceiro | Third party'),
        (7, 'cadastro', 'Cadastro | Registration'),
        (8, 'aprovacao', 'Aprovação | Approval'),
        (9, 'documento', 'Documento | Document'),
        (10, 'sistema', 'Sistema | System'),
        (11, 'outro', 'Sem causa registrada | No recorded cause')
    ) AS causes (cause_no, cause, cause_label)
),

last_months AS (
    SELECT process, MAX(month_on) AS month_on FROM marts.waiting_causes GROUP BY process
),

summed AS (
    SELECT
        waiting.process,
        waiting.stage,
        waiting.cause,
        sum_checked(CAST(round(waiting.waiting_seconds * 1000000) AS BIGINT)) AS micros,
        sum_checked(waiting.visits_n) AS visits_n
    FROM last_months
    INNER JOIN marts.waiting_causes AS waiting ON waiting.process = last_months.process
    WHERE waiting.month_on > months_before(last_months.month_on, 12)
    GROUP BY waiting.process, waiting.stage, waiting.cause
),

totals AS (
    SELECT process, stage, sum_checked(micros) AS micros FROM summed GROUP BY process, stage
)

SELECT
    summed.process,
    stages.process_label,
    stages.stage_no,
    summed.stage,
    stages.label,
    CAST(causes.cause_no AS INT) AS cause_no,
    summed.cause,
    causes.cause_label,
    seconds(summed.micros) AS waiting_seconds,
    CAST(summed.micros AS DOUBLE) / CAST(totals.micros AS DOUBLE) AS cause_share,
    summed.visits_n
FROM staging.process_stages AS stages
INNER JOIN summed ON summed.process = stages.process AND summed.stage = stages.stage
INNER JOIN totals ON totals.process = summed.process AND totals.stage = summed.stage
INNER JOIN causes ON causes.cause = summed.cause

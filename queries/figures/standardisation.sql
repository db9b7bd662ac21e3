-- name: figures.standardisation
-- title: Quem faz o processo do mesmo jeito | Who runs the process alike
-- grain: unit_id, of_process
-- columns: unit_id:id, unit_label:text, of_process:code, of_process_label:text, quarter_on:on, distance:num, cases_n:int, variants_n:int,
--   reference_variant:text, reference_share:num
-- owner: planejamento
-- check: unique(unit_id, of_process), range(distance, 0, 1)
-- tag: figura
--
-- How far each unit's paths lie from those of all others, in the newest quarter that is over and has enough cases.

WITH labels AS (
    SELECT DISTINCT process, process_label FROM staging.process_stages
),

compared AS (
    SELECT standardisation.*, ROW_NUMBER() OVER (PARTITION BY standardisation.process, standardisation.unit_id ORDER BY quarter_on DESC) AS back_no
    FROM staging.process_horizons AS horizons
    INNER JOIN marts.standardisation AS standardisation ON standardisation.process = horizons.process
    WHERE standardisation.distance IS NOT NULL
        AND day_start(CAST(standardisation.quarter_on + INTERVAL '3' MONTH AS DATE)) <= horizons.until_at
)

SELECT
    compared.unit_id,
    COALESCE(units.name, compared.unit_id) AS unit_label,
    compared.process AS of_process,
    labels.process_label AS of_process_label,
    compared.quarter_on,
    compared.distance,
    compared.cases_n,
    compared.variants_n,
    compared.reference_variant,
    compared.reference_share
FROM labels
INNER JOIN compared ON compared.process = labels.process
LEFT JOIN staging.units AS units ON units.unit_id = compared.unit_id
WHERE compared.back_no = 1

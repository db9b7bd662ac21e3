-- name: figures.lead_time
-- title: Do início ao fim | From start to end
-- grain: process, month_on
-- columns: process:code, process_label:text, month_on:on, p50_seconds:num?, p50_low_seconds:num?, p50_high_seconds:num?,
--   p85_seconds:num?, started_n:int, ended_n:int, open_n:int, is_whole:bool
-- owner: planejamento
-- check: unique(process, month_on)
-- tag: figura
--
-- The last 24 months of each process: in how many days a half and 85 % of its cases end, those that still run counted as such.

WITH labels AS (
    SELECT DISTINCT process, process_label FROM staging.process_stages
),

months AS (
    SELECT lead_times.*, ROW_NUMBER() OVER (PARTITION BY process ORDER BY month_on DESC) AS back_no FROM marts.lead_times AS lead_times
)

SELECT
    months.process,
    labels.process_label,
    months.month_on,
    months.p50_seconds,
    months.p50_low_seconds,
    months.p50_high_seconds,
    months.p85_seconds,
    months.started_n,
    months.ended_n,
    months.open_n,
    months.is_whole
FROM labels
INNER JOIN months ON months.process = labels.process
WHERE months.back_no <= 24

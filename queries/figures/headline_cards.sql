-- name: figures.headline_cards
-- title: O principal em poucos números | The main things in a few numbers
-- grain: process, card, month_on
-- columns: process:code, process_label:text, card:code, month_on:on, value:num?, low:num?, high:num?, is_whole:bool
-- owner: planejamento
-- check: unique(process, card, month_on), one_of(card, tempo_total, em_andamento, concluidos)
-- tag: figura
--
-- Three measures of each process over the last 14 months, so that a year lies between whole ones: time from start to end (half of the cases, seconds by the calendar),
-- cases that still run at the month's end, cases that ended in it.

WITH labels AS (
    SELECT DISTINCT process, process_label FROM staging.process_stages
),

months AS (
    SELECT lead_times.*, ROW_NUMBER() OVER (PARTITION BY process ORDER BY month_on DESC) AS back_no FROM marts.lead_times AS lead_times
),

last_months AS (
    SELECT months.*, labels.process_label
    FROM labels
    INNER JOIN months ON months.process = labels.process
    WHERE months.back_no <= 14
)

SELECT process, process_label, 'tempo_total' AS card, month_on, p50_seconds AS value, p50_low_seconds AS low, p50_high_seconds AS high, is_whole
FROM last_months
UNION ALL
SELECT
    process, process_label, 'em_andamento' AS card, month_on,
    CAST(open_n AS DOUBLE) AS value, CAST(open_n AS DOUBLE) AS low, CAST(open_n AS DOUBLE) AS high, is_whole
FROM last_months
UNION ALL
SELECT
    process, process_label, 'concluidos' AS card, month_on,
    CAST(ended_n AS DOUBLE) AS value, CAST(ended_n AS DOUBLE) AS low, CAST(ended_n AS DOUBLE) AS high, is_whole
FROM last_months

-- name: audits.records_late
-- title: Que registros chegaram ou mudaram depois? | Which records came or changed late?
-- owner: contabilidade
--
-- Rows of a month that came after the month behind it was over too, and rows of a past month that changed or were deleted;
-- what the first run of a load brought was there from the beginning and is not late.
-- `edition` is the last one that was published over the month before the rows came: it does not know them.

WITH begun AS (
    SELECT load, run_id, ROW_NUMBER() OVER (PARTITION BY load ORDER BY started_at, batch_id) AS nth
    FROM meta.batches
),

firsts AS (
    SELECT load, run_id
    FROM begun
    WHERE nth = 1
),

batches AS (
    SELECT every.batch_id, every.dataset, every.started_at, month_start(local_day(every.started_at)) AS recorded_on
    FROM meta.batches AS every
    LEFT ANTI JOIN firsts ON firsts.load = every.load AND firsts.run_id = every.run_id
),

late AS (
    SELECT
        written.batch_id, batches.dataset, batches.started_at, written.month_on, written.op, written.rows_n, written.amount,
        written.month_on + INTERVAL '1 month' AS over_on
    FROM staging.batch_rows AS written
    INNER JOIN batches ON batches.batch_id = written.batch_id
    WHERE written.month_on < batches.recorded_on - CASE written.op WHEN 'insert' THEN INTERVAL '1 month' ELSE INTERVAL '0 month' END
),

-- The editions that were published over the month before its rows came, the last one first.
known AS (
    SELECT
        late.*,
        editions.edition,
        ROW_NUMBER() OVER (PARTITION BY late.batch_id, late.month_on, late.op ORDER BY editions.published_at DESC NULLS LAST) AS nth
    FROM late
    LEFT JOIN meta.editions AS editions
        ON editions.published_at < late.started_at AND local_day(editions.published_at) >= late.over_on
)

SELECT
    dataset,
    month_on AS period_on,
    op AS change,
    edition,
    sum_checked(rows_n) AS rows_n,
    CAST(sum_checked(amount) AS DECIMAL(18, 2)) AS amount,
    MIN(started_at) AS first_at,
    MAX(started_at) AS last_at
FROM known
WHERE nth = 1
GROUP BY dataset, month_on, op, edition
ORDER BY edition IS NULL, last_at DESC, dataset, period_on, change

-- name: meta.completeness
-- title: Completude dos lotes | Completeness of batches
-- grain: batch_id, dataset, period_on
-- columns: batch_id:id, dataset:text, period_on:on, source_rows:int?, lake_rows:int, rejected_rows:int, difference_rows:int?,
--   source_amount:money?, lake_amount:money?, difference_amount:money?, horizon_at:at?, proof:code, is_complete:bool?
-- owner: tecnologia
-- check: unique(batch_id, dataset, period_on), one_of(proof, contagem, contagem_e_soma, nenhuma), holds(is_complete) warn
-- tag: meta
--
-- What the source gave, month by month of its rows' own first date, against what the lake's files hold of the batch, counted
-- and summed anew from them. Rows without a date that can be read stand in the month in which they were read.
-- Rows that were there already, or were replaced or deleted in the same read, are in the lake by another row.
-- Rows that have expired since are counted as they were written down when they left: such a batch is compared as a whole, in the
-- month in which it was read, and by its rows alone. The vault's rows cannot be counted from here.
-- Amounts are summed as the source writes them, refused rows included; what is no amount is counted and not summed.

WITH expired AS (
    SELECT batch_id, sum_checked(rows_n) AS rows_n
    FROM meta.expirations
    GROUP BY batch_id
),

-- What the lake has of each batch: counted anew in its files, written down when it expired, or, of the vault, as it was told.
held AS (
    SELECT
        batch_id,
        month_on,
        sum_checked(rows_n) AS rows_n,
        CAST(sum_checked(amount) AS DECIMAL(18, 2)) AS amount
    FROM staging.batch_rows
    WHERE op IN ('insert', 'update')
    GROUP BY batch_id, month_on
    UNION ALL
    SELECT batch_id, CAST(NULL AS DATE) AS month_on, rows_n, CAST(NULL AS DECIMAL(18, 2)) AS amount
    FROM expired
    UNION ALL
    SELECT batch_id, CAST(NULL AS DATE) AS month_on, rows_inserted + rows_updated AS rows_n, CAST(NULL AS DECIMAL(18, 2)) AS amount
    FROM meta.batches
    WHERE dataset = 'raw.members_private'
),

-- What was told of each batch while it was read. A batch of before that was done says no more than its counts.
told AS (
    SELECT
        batch_id, month_on, source_rows, source_amount, settled_rows, settled_amount, rejected_rows, rejected_amount, horizon_at
    FROM meta.tallies
    UNION ALL
    SELECT
        batches.batch_id,
        CAST(NULL AS DATE) AS month_on,
        batches.rows_read AS source_rows,
        CAST(NULL AS DECIMAL(18, 2)) AS source_amount,
        batches.rows_unchanged + batches.rows_superseded + batches.rows_deleted AS settled_rows,
        CAST(NULL AS DECIMAL(18, 2)) AS settled_amount,
        batches.rows_rejected AS rejected_rows,
        CAST(NULL AS DECIMAL(18, 2)) AS rejected_amount,
        arrow_cast(NULL, 'Timestamp(Microsecond, Some("UTC"))') AS horizon_at
    FROM meta.batches AS batches
    LEFT ANTI JOIN meta.tallies AS tallies ON tallies.batch_id = batches.batch_id
),

-- Both sides in one list, so that a month which only one of them knows stands out.
sides AS (
    SELECT
        batch_id, month_on, source_rows, source_amount, settled_rows AS lake_rows, settled_amount AS lake_amount,
        rejected_rows, rejected_amount, horizon_at
    FROM told
    UNION ALL
    SELECT
        batch_id,
        month_on,
        CAST(0 AS BIGINT) AS source_rows,
        CAST(NULL AS DECIMAL(18, 2)) AS source_amount,
        rows_n AS lake_rows,
        amount AS lake_amount,
        CAST(0 AS BIGINT) AS rejected_rows,
        CAST(NULL AS DECIMAL(18, 2)) AS rejected_amount,
        arrow_cast(NULL, 'Timestamp(Microsecond, Some("UTC"))') AS horizon_at
    FROM held
),

summed AS (
    SELECT
        sides.batch_id,
        batches.dataset,
        COALESCE(CASE WHEN expired.batch_id IS NULL THEN sides.month_on END, month_start(local_day(batches.started_at))) AS period_on,
        sum_checked(sides.source_rows) AS source_rows,
        sum_checked(sides.lake_rows) AS lake_rows,
        sum_checked(sides.rejected_rows) AS rejected_rows,
        CAST(sum_checked(CASE WHEN expired.batch_id IS NULL THEN sides.source_amount END) AS DECIMAL(18, 2)) AS source_amount,
        CAST(sum_checked(sides.lake_amount) AS DECIMAL(18, 2)) AS lake_amount,
        CAST(sum_checked(sides.rejected_amount) AS DECIMAL(18, 2)) AS rejected_amount,
        MAX(sides.horizon_at) AS horizon_at
    FROM sides
    INNER JOIN meta.batches AS batches ON batches.batch_id = sides.batch_id
    LEFT JOIN expired ON expired.batch_id = sides.batch_id
    GROUP BY 1, 2, 3
),

compared AS (
    SELECT
        *,
        source_rows - lake_rows - rejected_rows AS difference_rows,
        CASE WHEN source_amount IS NOT NULL
            THEN CAST(source_amount - COALESCE(lake_amount, 0) - COALESCE(rejected_amount, 0) AS DECIMAL(18, 2))
        END AS difference_amount
    FROM summed
)

SELECT
    batch_id,
    dataset,
    period_on,
    source_rows,
    lake_rows,
    rejected_rows,
    difference_rows,
    source_amount,
    CASE WHEN source_amount IS NOT NULL THEN COALESCE(lake_amount, CAST(0 AS DECIMAL(18, 2))) END AS lake_amount,
    difference_amount,
    horizon_at,
    CASE
        WHEN dataset = 'raw.members_private' THEN 'nenhuma'
        WHEN source_amount IS NOT NULL THEN 'contagem_e_soma'
        ELSE 'contagem'
    END AS proof,
    CASE WHEN dataset <> 'raw.members_private' THEN difference_rows = 0 AND COALESCE(difference_amount, 0) = 0 END AS is_complete
FROM compared

-- name: meta.completeness
-- title: Completude dos lotes | Completeness of batches
-- grain: batch_id, dataset, period_on
-- columns: batch_id:id, dataset:text, period_on:on, source_rows:int?, lake_rows:int, rejected_rows:int, difference_rows:int?,
--   source_amount:money?, lake_amount:money?, difference_amount:money?, horizon_at:at?, proof:code, is_complete:bool?
-- owner: tecnologia
-- check: unique(batch_id, dataset, period_on), one_of(proof, contagem, contagem_e_soma, nenhuma), holds(is_complete)
-- tag: meta
--
-- What the source gave, against what the lake's own files hold of the batch, counted anew from them.
-- Rows that were there already, or were replaced or deleted in the same read, are in the lake by another row; rows that
-- have expired since are counted as they were written down when they left. The vault's rows cannot be counted from here.
-- A file's rows are counted while it is read; there is no sum of amounts to ask a file for.

WITH written AS (
    SELECT batch_id, sum_checked(CASE WHEN op IN ('insert', 'update') THEN rows_n ELSE 0 END) AS rows_n
    FROM staging.batch_rows
    GROUP BY batch_id
),

expired AS (
    SELECT batch_id, sum_checked(rows_n) AS rows_n
    FROM meta.expirations
    GROUP BY batch_id
),

counted AS (
    SELECT
        batches.batch_id,
        batches.dataset,
        local_day(batches.started_at) AS period_on,
        batches.rows_read AS source_rows,
        CASE
            WHEN batches.dataset = 'raw.members_private' THEN batches.rows_inserted + batches.rows_updated
            ELSE COALESCE(written.rows_n, 0) + COALESCE(expired.rows_n, 0)
        END + batches.rows_unchanged + batches.rows_superseded + batches.rows_deleted AS lake_rows,
        batches.rows_rejected AS rejected_rows
    FROM meta.batches AS batches
    LEFT JOIN written ON written.batch_id = batches.batch_id
    LEFT JOIN expired ON expired.batch_id = batches.batch_id
)

SELECT
    batch_id,
    dataset,
    period_on,
    source_rows,
    lake_rows,
    rejected_rows,
    source_rows - lake_rows - rejected_rows AS difference_rows,
    CAST(NULL AS DECIMAL(18, 2)) AS source_amount,
    CAST(NULL AS DECIMAL(18, 2)) AS lake_amount,
    CAST(NULL AS DECIMAL(18, 2)) AS difference_amount,
    arrow_cast(NULL, 'Timestamp(Microsecond, Some("UTC"))') AS horizon_at,
    CASE WHEN dataset = 'raw.members_private' THEN 'nenhuma' ELSE 'contagem' END AS proof,
    CASE WHEN dataset <> 'raw.members_private' THEN source_rows = lake_rows + rejected_rows END AS is_complete
FROM counted

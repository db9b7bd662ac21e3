-- name: figures.completeness
-- title: O que as fontes deram e o que ficou | What sources gave and what stayed
-- grain: period_no, source
-- columns: period_no:int, source:text, period:code?, period_label:text?, source_rows:int?, lake_rows:int?, rejected_rows:int?, gap_rows:int?,
--   gap_amount:money?, unproven_rows:int?, missing_rows:int?, is_odd:bool
-- owner: tecnologia
-- check: unique(period_no, source), range(missing_rows, 0, null), range(gap_rows, 0, null), range(gap_amount, 0, null)
-- tag: figura
--
-- The last twelve months of each source, newest first, then everything older and what is dated ahead: rows that the source gave, rows
-- that the lake holds, rows refused, and the differences of single batches, which never make up for each other. Missing is what the
-- lake lacks of what the source gave, refused or lost; where nothing was given, or nobody could count it, nothing is said of it.
-- A source that is configured and was never read stands here without numbers.

WITH months AS (
    SELECT month_start(local_day(as_of_at)) AS newest_on FROM staging.clock
),

-- Places from 0, the newest month; 12 is all before, 13 all that is still to come.
parts AS (
    SELECT
        batches.source,
        CASE
            WHEN completeness.period_on > months.newest_on THEN 13
            WHEN completeness.period_on <= months_before(months.newest_on, 12) THEN 12
            ELSE CAST(
                (date_part('year', months.newest_on) - date_part('year', completeness.period_on)) * 12
                + date_part('month', months.newest_on) - date_part('month', completeness.period_on) AS BIGINT
            )
        END AS period_no,
        completeness.proof <> 'nenhuma' AS is_counted,
        completeness.source_rows,
        completeness.lake_rows,
        completeness.rejected_rows,
        completeness.difference_rows,
        completeness.difference_amount,
        completeness.is_complete
    FROM months
    CROSS JOIN meta.completeness AS completeness
    INNER JOIN meta.batches AS batches ON batches.batch_id = completeness.batch_id
),

counted AS (
    SELECT
        source,
        period_no,
        sum_checked(CASE WHEN is_counted THEN source_rows ELSE 0 END) AS source_rows,
        sum_checked(CASE WHEN is_counted THEN lake_rows ELSE 0 END) AS lake_rows,
        sum_checked(CASE WHEN is_counted THEN rejected_rows ELSE 0 END) AS rejected_rows,
        sum_checked(CASE WHEN is_counted THEN abs(difference_rows) ELSE 0 END) AS gap_rows,
        CAST(sum_checked(abs(difference_amount)) AS DECIMAL(18, 2)) AS gap_amount,
        sum_checked(CASE WHEN is_counted THEN greatest(source_rows - lake_rows, 0) ELSE 0 END) AS missing_rows,
        sum_checked(CASE WHEN is_counted THEN 0 ELSE source_rows END) AS unproven_rows,
        COUNT(*) FILTER (WHERE NOT is_complete) > 0 AS is_odd
    FROM parts
    GROUP BY source, period_no
),

-- Sources that are configured, and of which nothing was ever read.
silent AS (
    SELECT DISTINCT loads.source
    FROM staging.configured_loads AS loads
    LEFT ANTI JOIN meta.batches AS batches ON batches.source = loads.source
),

named AS (
    SELECT counted.*, months_before(months.newest_on, counted.period_no) AS month_on
    FROM months
    CROSS JOIN counted
)

SELECT
    period_no,
    source,
    CASE period_no WHEN 12 THEN 'antes' WHEN 13 THEN 'adiante' ELSE substr(CAST(month_on AS VARCHAR), 1, 7) END AS period,
    CASE period_no
        WHEN 12 THEN 'antes | before'
        WHEN 13 THEN 'adiante | ahead'
        ELSE make_array('jan.', 'fev.', 'mar.', 'abr.', 'maio', 'jun.', 'jul.', 'ago.', 'set.', 'out.', 'nov.', 'dez.')[date_part('month', month_on)]
            || ' ' || CAST(date_part('year', month_on) AS VARCHAR)
            || ' | ' || to_char(month_on, '%b %Y')
    END AS period_label,
    source_rows,
    lake_rows,
    rejected_rows,
    gap_rows,
    gap_amount,
    unproven_rows,
    CASE WHEN source_rows > 0 THEN missing_rows END AS missing_rows,
    is_odd
FROM named
UNION ALL
SELECT
    CAST(14 AS BIGINT) AS period_no,
    source,
    CAST(NULL AS VARCHAR) AS period,
    CAST(NULL AS VARCHAR) AS period_label,
    CAST(NULL AS BIGINT) AS source_rows,
    CAST(NULL AS BIGINT) AS lake_rows,
    CAST(NULL AS BIGINT) AS rejected_rows,
    CAST(NULL AS BIGINT) AS gap_rows,
    CAST(NULL AS DECIMAL(18, 2)) AS gap_amount,
    CAST(NULL AS BIGINT) AS unproven_rows,
    CAST(NULL AS BIGINT) AS missing_rows,
    FALSE AS is_odd
FROM silent

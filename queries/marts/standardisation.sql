-- name: marts.standardisation
-- title: Quão igual cada núcleo faz o processo | How alike units run a process
-- grain: process, unit_id, quarter_on
-- columns: process:code, unit_id:id, quarter_on:on, cases_n:int, variants_n:int, reference_variant:text, reference_share:num, distance:num?
-- owner: planejamento
-- check: unique(process, unit_id, quarter_on), range(distance, 0, 1), range(reference_share, 0, 1), range(cases_n, 1, null)
-- tag: fluxo
--
-- Cases that ended in the quarter, by the unit of the case's first visit whose unit is known. The distance is that of Jensen and Shannon, base 2 (Lin 1991), between
-- how often the unit takes each path and how often all others together do: 0 is alike, 1 nothing in common; null under `min_cases` on
-- either side. The reference is the commonest path over all units (then the shortest, then by text), and its share that of the unit.
-- Parts are added up in thousands of billionths, so that their order does not matter.

WITH counted AS (
    SELECT * FROM staging.unit_paths
),

units AS (
    SELECT process, unit_id, quarter_on, sum_checked(cases_n) AS cases_n, COUNT(*) AS variants_n
    FROM counted
    GROUP BY process, unit_id, quarter_on
),

variants AS (
    SELECT
        process, quarter_on, variant, sum_checked(cases_n) AS cases_n,
        ROW_NUMBER() OVER (PARTITION BY process, quarter_on ORDER BY sum_checked(cases_n) DESC, MIN(steps_n), variant) AS place
    FROM counted
    GROUP BY process, quarter_on, variant
),

totals AS (
    SELECT process, quarter_on, sum_checked(cases_n) AS cases_n FROM units GROUP BY process, quarter_on
),

shares AS (
    SELECT
        counted.process,
        counted.unit_id,
        counted.quarter_on,
        CAST(counted.cases_n AS DOUBLE) / CAST(units.cases_n AS DOUBLE) AS own,
        variants.cases_n - counted.cases_n AS others_n,
        CASE WHEN totals.cases_n > units.cases_n
            THEN CAST(variants.cases_n - counted.cases_n AS DOUBLE) / CAST(totals.cases_n - units.cases_n AS DOUBLE)
        END AS others
    FROM totals
    INNER JOIN units ON units.process = totals.process AND units.quarter_on = totals.quarter_on
    INNER JOIN counted ON counted.process = units.process AND counted.unit_id = units.unit_id AND counted.quarter_on = units.quarter_on
    INNER JOIN variants
        ON variants.process = counted.process AND variants.quarter_on = counted.quarter_on AND variants.variant = counted.variant
),

-- A path that only the others take adds half of their share, so that those need no row.
parts AS (
    SELECT
        process,
        unit_id,
        quarter_on,
        sum_checked(CAST(round(1e15 * (
            own / 2 * log2(2 * own / (own + others))
            + CASE WHEN others > 0 THEN others / 2 * log2(2 * others / (own + others)) ELSE 0 END
        )) AS BIGINT)) AS met,
        sum_checked(others_n) AS others_n
    FROM shares
    GROUP BY process, unit_id, quarter_on
),

owns AS (
    SELECT counted.process, counted.unit_id, counted.quarter_on, counted.cases_n
    FROM variants
    INNER JOIN counted
        ON counted.process = variants.process AND counted.quarter_on = variants.quarter_on AND counted.variant = variants.variant
    WHERE variants.place = 1
)

SELECT
    units.process,
    units.unit_id,
    units.quarter_on,
    units.cases_n,
    units.variants_n,
    variants.variant AS reference_variant,
    CAST(COALESCE(owns.cases_n, 0) AS DOUBLE) / CAST(units.cases_n AS DOUBLE) AS reference_share,
    CASE WHEN CAST(least(units.cases_n, totals.cases_n - units.cases_n) AS DOUBLE) >= parameters.value
        THEN least(
            sqrt(greatest(
                CAST(parts.met AS DOUBLE) / 1e15
                + CAST(totals.cases_n - units.cases_n - parts.others_n AS DOUBLE) / CAST(totals.cases_n - units.cases_n AS DOUBLE) / 2,
                0
            )),
            1
        )
    END AS distance
FROM staging.parameters AS parameters
CROSS JOIN units
INNER JOIN totals ON totals.process = units.process AND totals.quarter_on = units.quarter_on
INNER JOIN variants ON variants.process = units.process AND variants.quarter_on = units.quarter_on AND variants.place = 1
INNER JOIN parts ON parts.process = units.process AND parts.unit_id = units.unit_id AND parts.quarter_on = units.quarter_on
LEFT JOIN owns ON owns.process = units.process AND owns.unit_id = units.unit_id AND owns.quarter_on = units.quarter_on
WHERE parameters.name = 'min_cases'

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

WITH case_types AS (
    SELECT process, case_object_type AS object_type FROM staging.process_stages
    UNION
    SELECT process, else_case_object_type AS object_type FROM staging.process_stages WHERE else_case_object_type IS NOT NULL
),

-- What could be a case and is part of another one is none.
cases AS (
    SELECT
        case_types.process,
        durations.object_type,
        durations.object_id,
        CAST(date_trunc('quarter', local_day(durations.last_at)) AS DATE) AS quarter_on
    FROM case_types
    INNER JOIN marts.case_durations AS durations ON durations.object_type = case_types.object_type
    INNER JOIN (SELECT DISTINCT process, case_object_type, case_id FROM staging.stage_visits) AS known
        ON known.process = case_types.process AND known.case_object_type = durations.object_type AND known.case_id = durations.object_id
    WHERE NOT durations.is_open
),

-- The unit of a case is that of its first visit whose unit is known.
known_units AS (
    SELECT process, case_object_type, case_id, entered_at, unit_id FROM staging.stage_visits WHERE unit_id IS NOT NULL AND stage <> 'pausa'
),

first_visits AS (
    SELECT process, case_object_type, case_id, MIN(entered_at) AS entered_at FROM known_units GROUP BY process, case_object_type, case_id
),

owners AS (
    SELECT known_units.process, known_units.case_object_type, known_units.case_id, MIN(known_units.unit_id) AS unit_id
    FROM first_visits
    INNER JOIN known_units
        ON known_units.process = first_visits.process
        AND known_units.case_object_type = first_visits.case_object_type
        AND known_units.case_id = first_visits.case_id
        AND known_units.entered_at = first_visits.entered_at
    GROUP BY known_units.process, known_units.case_object_type, known_units.case_id
),

placed AS (
    SELECT cases.process, owners.unit_id, cases.quarter_on, paths.variant, paths.steps_n
    FROM cases
    INNER JOIN staging.case_paths AS paths ON paths.object_type = cases.object_type AND paths.object_id = cases.object_id
    INNER JOIN owners
        ON owners.process = cases.process AND owners.case_object_type = cases.object_type AND owners.case_id = cases.object_id
),

counted AS (
    SELECT process, unit_id, quarter_on, variant, MIN(steps_n) AS steps_n, COUNT(*) AS cases_n
    FROM placed
    GROUP BY process, unit_id, quarter_on, variant
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
FROM units
INNER JOIN totals ON totals.process = units.process AND totals.quarter_on = units.quarter_on
INNER JOIN variants ON variants.process = units.process AND variants.quarter_on = units.quarter_on AND variants.place = 1
INNER JOIN parts ON parts.process = units.process AND parts.unit_id = units.unit_id AND parts.quarter_on = units.quarter_on
LEFT JOIN owns ON owns.process = units.process AND owns.unit_id = units.unit_id AND owns.quarter_on = units.quarter_on
CROSS JOIN staging.parameters AS parameters
WHERE parameters.name = 'min_cases'

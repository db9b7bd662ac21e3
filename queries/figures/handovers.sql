-- name: figures.handovers
-- title: Passagens entre núcleos | Handovers between units
-- grain: process, source_unit_id, target_unit_id
-- columns: process:code, process_label:text, source_unit_id:id, source_label:text, target_unit_id:id, target_label:text, n:int,
--   median_seconds:num, ping_pong_n:int, ping_pong_share:num, is_marked:bool
-- owner: planejamento
-- check: unique(process, source_unit_id, target_unit_id), range(n, 1, null), range(ping_pong_share, 0, 1)
-- tag: figura
--
-- Who hands over to whom: consecutive events of a case whose units are known and differ, of the twenty pairs with most of them.
-- Marked are pairs of which a quarter or more come straight back.

WITH firsts AS (
    SELECT case_object_type AS object_type, MIN(process) AS process FROM staging.process_stages GROUP BY case_object_type
),

-- Of several processes with one kind of case, the first by name.
slices AS (
    SELECT DISTINCT firsts.object_type, firsts.process, stages.process_label
    FROM firsts
    INNER JOIN staging.process_stages AS stages ON stages.process = firsts.process
),

ranked AS (
    SELECT
        COALESCE(slices.process, handovers.object_type) AS process,
        COALESCE(slices.process_label, handovers.object_type) AS process_label,
        handovers.source_unit_id,
        handovers.target_unit_id,
        handovers.n,
        handovers.median_seconds,
        handovers.ping_pong_n,
        ROW_NUMBER() OVER (
            PARTITION BY COALESCE(slices.process, handovers.object_type)
            ORDER BY handovers.n DESC, handovers.source_unit_id, handovers.target_unit_id
        ) AS place
    FROM slices
    RIGHT JOIN marts.handovers AS handovers ON handovers.object_type = slices.object_type
    WHERE handovers.source_unit_id <> handovers.target_unit_id
)

SELECT
    ranked.process,
    ranked.process_label,
    ranked.source_unit_id,
    COALESCE(sources.name, ranked.source_unit_id) AS source_label,
    ranked.target_unit_id,
    COALESCE(targets.name, ranked.target_unit_id) AS target_label,
    ranked.n,
    ranked.median_seconds,
    ranked.ping_pong_n,
    CAST(ranked.ping_pong_n AS DOUBLE) / CAST(ranked.n AS DOUBLE) AS ping_pong_share,
    ranked.ping_pong_n * 4 >= ranked.n AS is_marked
FROM ranked
LEFT JOIN staging.units AS sources ON sources.unit_id = ranked.source_unit_id
LEFT JOIN staging.units AS targets ON targets.unit_id = ranked.target_unit_id
WHERE ranked.place <= 20

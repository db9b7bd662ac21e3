-- name: figures.area_moves
-- title: Quem vai para onde | Who goes where
-- grain: source_no, target_no
-- columns: source_no:int, target_no:int, source_area_id:id, source_label:text, target_area_id:id, target_label:text, members_n:int,
--   declared_n:int, stayed_n:int, from_on:on, until_on:on
-- owner: planejamento
-- check: unique(source_area_id, target_area_id), range(members_n, 1, null), holds(declared_n <= members_n), holds(from_on < until_on)
-- tag: figura
--
-- Moves between areas over the last four complete quarters, from one to the next; who stayed is counted beside. The last row are those
-- who had not worked in the quarter before: they came, or came back. Of the first quarter that has records of work nobody can say who
-- came.

WITH years AS (
    SELECT
        months_before(CAST(date_trunc('quarter', local_day(as_of_at)) AS DATE), 12) AS from_on,
        CAST(date_trunc('quarter', local_day(as_of_at)) AS DATE) AS until_on
    FROM staging.clock
),

first_quarter AS (
    SELECT MIN(quarter_on) AS quarter_on FROM marts.mobility
),

moves AS (
    SELECT
        mobility.source_area_id,
        mobility.target_area_id,
        years.from_on,
        years.until_on,
        sum_checked(mobility.members_n) AS members_n,
        sum_checked(mobility.declared_n) AS declared_n
    FROM years
    CROSS JOIN first_quarter
    INNER JOIN marts.mobility AS mobility
        ON mobility.quarter_on >= years.from_on AND mobility.quarter_on < years.until_on AND mobility.quarter_on > first_quarter.quarter_on
    GROUP BY mobility.source_area_id, mobility.target_area_id, years.from_on, years.until_on
),

stayed AS (
    SELECT source_area_id, members_n FROM moves WHERE source_area_id = target_area_id
),

areas AS (
    SELECT
        places.area_id,
        COALESCE(names.name, CASE places.area_id WHEN 'nao_informado' THEN 'Sem área informada | Area not given' ELSE places.area_id END) AS label,
        ROW_NUMBER() OVER (ORDER BY places.area_id = 'nao_informado', COALESCE(names.name, places.area_id), places.area_id) AS place
    FROM (
        SELECT source_area_id AS area_id FROM moves
        UNION
        SELECT target_area_id AS area_id FROM moves
    ) AS places
    LEFT JOIN staging.areas AS names ON names.area_id = places.area_id
)

SELECT
    sources.place AS source_no,
    targets.place AS target_no,
    moves.source_area_id,
    CASE moves.source_area_id WHEN 'nao_informado' THEN 'Quem chega | Newcomers' ELSE sources.label END AS source_label,
    moves.target_area_id,
    targets.label AS target_label,
    moves.members_n,
    moves.declared_n,
    CASE moves.source_area_id WHEN 'nao_informado' THEN 0 ELSE COALESCE(stayed.members_n, 0) END AS stayed_n,
    moves.from_on,
    moves.until_on
FROM areas AS sources
INNER JOIN moves ON moves.source_area_id = sources.area_id
INNER JOIN areas AS targets ON targets.area_id = moves.target_area_id
LEFT JOIN stayed ON stayed.source_area_id = moves.source_area_id
WHERE moves.source_area_id <> moves.target_area_id OR moves.source_area_id = 'nao_informado'

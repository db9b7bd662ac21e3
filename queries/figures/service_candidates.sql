-- name: figures.service_candidates
-- title: Pedidos que se repetem sem serviço | Demands that come again without a service
-- grain: place
-- columns: place:int, area_id:id, topic:text, label:text, state:code, missing:text?, demands_n:int, clients_n:int, first_on:on, last_on:on,
--   requested_minutes:int, requested_amount:money, qualified_members_n:int, spare_minutes:int, maturity:i32?
-- owner: planejamento
-- check: unique(place), unique(area_id, topic), one_of(state, good, warn), range(demands_n, 2, null)
-- tag: figura
--
-- Topics outside the catalogue that came at least twice, those first that lack least, then those asked for most. What is
-- missing is a list of codes, nothing when a topic is ready.

WITH named AS (
    SELECT
        candidates.*,
        COALESCE(areas.name, CASE candidates.area_id WHEN 'nao_informado' THEN NULL ELSE candidates.area_id END) AS area_name
    FROM marts.service_candidates AS candidates
    LEFT JOIN staging.areas AS areas ON areas.area_id = candidates.area_id
    WHERE candidates.demands_n >= 2
)

SELECT
    ROW_NUMBER() OVER (ORDER BY cardinality(missing), demands_n DESC, requested_minutes DESC, area_id, topic) AS place,
    area_id,
    topic,
    CASE WHEN area_name IS NULL THEN topic ELSE concat(topic, ' (', area_name, ')') END AS label,
    CASE WHEN is_ready THEN 'good' ELSE 'warn' END AS state,
    NULLIF(array_to_string(missing, '|'), '') AS missing,
    demands_n,
    clients_n,
    first_on,
    last_on,
    requested_minutes,
    requested_amount,
    qualified_members_n,
    spare_minutes,
    maturity
FROM named

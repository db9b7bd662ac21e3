-- name: figures.cover
-- title: De quantas pessoas cada serviço depende | On how many people each service hangs
-- grain: place
-- columns: place:int, scope_kind:code, scope_id:id, label:text, bus_factor:i32, cover_n:int, cover_required_n:int, is_covered:bool,
--   has_backup:bool, is_exact:bool
-- owner: planejamento
-- check: unique(place), unique(scope_kind, scope_id), range(bus_factor, 0, null)
-- tag: figura
--
-- Service lines, skills, systems and running contracts, those first for which fewest people must leave until more than half of what
-- they require has nobody. It is covered when its least covered item has as many people as are required; nobody is named.
-- Where no record says what anybody knows, nothing is said of what hangs on skills.

WITH scopes AS (
    SELECT
        scope_kind,
        scope_id,
        CASE scope_kind WHEN 'linha_servico' THEN 1 WHEN 'competencia' THEN 2 WHEN 'sistema' THEN 3 ELSE 4 END AS kind_no,
        MAX(bus_factor) AS bus_factor,
        MAX(cover_n) AS cover_n,
        MAX(cover_required_n) AS cover_required_n,
        bool_or(has_backup) AS has_backup,
        bool_and(is_exact) AS is_exact
    FROM marts.key_people
    GROUP BY scope_kind, scope_id
),

evidence AS (
    SELECT COUNT(*) AS evidence_n FROM staging.skill_evidence
)

SELECT
    ROW_NUMBER() OVER (ORDER BY scopes.bus_factor, scopes.cover_n, scopes.kind_no, scopes.scope_id) AS place,
    scopes.scope_kind,
    scopes.scope_id,
    COALESCE(service_lines.name, skills.name, scopes.scope_id) AS label,
    scopes.bus_factor,
    scopes.cover_n,
    scopes.cover_required_n,
    scopes.cover_n >= scopes.cover_required_n AS is_covered,
    scopes.has_backup,
    scopes.is_exact
FROM evidence
CROSS JOIN scopes
LEFT JOIN staging.service_lines AS service_lines ON scopes.scope_kind = 'linha_servico' AND service_lines.service_line_id = scopes.scope_id
LEFT JOIN staging.skills AS skills ON scopes.scope_kind = 'competencia' AND skills.skill_id = scopes.scope_id
WHERE scopes.scope_kind = 'sistema' OR evidence.evidence_n > 0

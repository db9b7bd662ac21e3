-- name: checks.ends_unknown
-- title: O que terminou sem data de fim | What ended without a date
-- owner: planejamento
-- severity: warn
--
-- Nobody can say whether its promise was kept, so it counts in no service level. Zero rows = healthy.

WITH ended AS (
    SELECT items.kind AS object_type, items.work_item_id AS object_id, 'resolucao' AS metric
    FROM staging.clock AS clock
    CROSS JOIN staging.work_items AS items
    WHERE items.status = 'resolvido' AND items.opened_at <= clock.as_of_at
    UNION ALL
    SELECT 'deliverable' AS object_type, deliverable_id AS object_id, 'entrega' AS metric
    FROM staging.deliverables
    WHERE status IN ('entregue', 'aceito')
    UNION ALL
    SELECT CASE direction WHEN 'receber' THEN 'receivable' ELSE 'payable' END AS object_type, title_id AS object_id, 'prazo' AS metric
    FROM staging.titles
    WHERE status IN ('liquidado', 'baixado') AND settled_on IS NULL
    UNION ALL
    SELECT 'substitution' AS object_type, substitution_id AS object_id, 'substituicao' AS metric
    FROM staging.substitutions
    WHERE status IN ('ativada', 'concluida') AND activated_at IS NULL
)

SELECT ended.object_type, ended.object_id
FROM staging.sla_clocks AS clocks
RIGHT ANTI JOIN ended ON clocks.object_type = ended.object_type AND clocks.object_id = ended.object_id AND clocks.metric = ended.metric

-- name: audits.rejects_by_reason
-- title: Que linhas foram recusadas, e por quê? | Which rows were refused, and why?
-- owner: tecnologia
--
-- What waits comes first, the most of it on top; a row is resolved when it came again and was taken, or was given up.

SELECT
    load,
    dataset,
    reason,
    column_name,
    COUNT(*) AS rows_n,
    COUNT(*) FILTER (WHERE state = 'pendente') AS pending_n,
    COUNT(*) FILTER (WHERE state <> 'pendente') AS resolved_n,
    MIN(CASE WHEN state = 'pendente' THEN rejected_at END) AS oldest_at,
    MAX(rejected_at) AS last_at
FROM meta.rejects
GROUP BY load, dataset, reason, column_name
ORDER BY pending_n DESC, rows_n DESC, load, reason, column_name

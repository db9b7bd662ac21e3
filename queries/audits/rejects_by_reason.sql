-- name: audits.rejects_by_reason
-- title: Que linhas foram recusadas, e por quê? | Which rows were refused, and why?
-- owner: tecnologia

SELECT load, dataset, reason, column_name, COUNT(*) AS rows_n, MAX(rejected_at) AS last_at
FROM meta.rejects
GROUP BY load, dataset, reason, column_name
ORDER BY rows_n DESC, load, reason, column_name

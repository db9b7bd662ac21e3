-- name: audits.loads_freshness
-- title: As cargas estão em dia? | Are loads up to date?
-- owner: tecnologia
--
-- Ages are taken at the instant that the version answers for; what is late comes first.

SELECT load, dataset, state, last_change_at, newest_occurred_at, age_minutes, expected_minutes
FROM meta.freshness
ORDER BY CASE state WHEN 'parado' THEN 1 WHEN 'atrasado' THEN 2 WHEN 'nunca' THEN 3 ELSE 4 END, load

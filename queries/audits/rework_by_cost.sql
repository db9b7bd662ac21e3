-- name: audits.rework_by_cost
-- title: Retrabalho que mais custa tempo | Rework that costs most time
-- owner: planejamento

SELECT object_type, event_type, cases_n, repeats_n, returns_n, extra_seconds
FROM marts.rework
WHERE repeats_n > 0
ORDER BY extra_seconds DESC, object_type, event_type

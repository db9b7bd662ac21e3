-- name: audits.checks_of_version
-- title: O que as verificações acharam | What the checks found
-- owner: tecnologia
SELECT check_name, dataset, severity, passed, offending_n
FROM meta.checks
WHERE version = (SELECT MAX(version) FROM meta.checks)
ORDER BY check_name

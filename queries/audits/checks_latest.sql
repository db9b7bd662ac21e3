-- name: audits.checks_latest
-- title: O que as verificações encontraram? | What did the checks find?
-- owner: tecnologia
--
-- The checks of the newest version that was asked; those that found something come first.

SELECT check_name, dataset, severity, passed, offending_n
FROM meta.checks
WHERE version = (SELECT MAX(version) FROM meta.checks)
ORDER BY passed, severity, check_name

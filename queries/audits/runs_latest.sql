-- name: audits.runs_latest
-- title: O que rodou por último? | What ran last?
-- owner: tecnologia

SELECT started_at, command, status, version, built_n, rows_written, error_code
FROM meta.runs
ORDER BY started_at DESC, run_id DESC
LIMIT 20

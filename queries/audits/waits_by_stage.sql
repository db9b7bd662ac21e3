-- name: audits.waits_by_stage
-- title: Onde o trabalho espera | Where work waits
-- owner: planejamento
--
-- Working hours in each stage of the opportunities' flow: half of the visits that have ended took no longer than the median.
-- `open_n` visits have not ended.

SELECT
    stage_no AS no,
    stage,
    COUNT(*) AS visits_n,
    COUNT(*) FILTER (WHERE outcome = 'aberto') AS open_n,
    round(percentile(CASE WHEN outcome <> 'aberto' THEN business_seconds END, 0.5) / 3600, 1) AS median_hours,
    round(percentile(CASE WHEN outcome <> 'aberto' THEN business_seconds END, 0.85) / 3600, 1) AS p85_hours
FROM marts.case_stages
WHERE process = 'oportunidades'
GROUP BY stage_no, stage
ORDER BY stage_no

-- name: checks.journals_that_do_not_close
-- title: Lançamentos que não fecham | Journals that do not close
-- owner: tecnologia
-- severity: warn
--
-- The debits and credits of one journal of one cooperative add up to nothing, to the centavo. Zero rows = healthy.

SELECT
    cooperative_id,
    journal_id,
    sum_checked(amount) AS difference_amount,
    count(*) AS entries_n
FROM staging.ledger_entries
GROUP BY cooperative_id, journal_id
HAVING sum_checked(amount) <> 0

-- name: figures.first_work
-- title: Da entrada ao primeiro trabalho | From joining to the first work
-- grain: days
-- columns: days:int, waiting_share:num, low_share:num?, high_share:num?, at_risk_n:int, begun_n:int, members_n:int
-- owner: planejamento
-- check: unique(days), range(waiting_share, 0, 1)
-- tag: figura
--
-- Of the members who joined since records of work began, the share that had not yet worked so many days after.

SELECT days, waiting_share, low AS low_share, high AS high_share, at_risk_n, begun_n, members_n FROM staging.first_work

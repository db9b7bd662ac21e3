-- name: figures.rework_loops
-- title: Atividades que se repetem | Activities that come again
-- grain: object_type, event_type
-- columns: object_type:code, event_type:text, cases_n:int, cases_repeated_n:int, repeats_n:int, extra_seconds:num, repeat_rate:num
-- owner: planejamento
-- check: unique(object_type, event_type), range(extra_seconds, 0, null)
-- tag: figura
--
-- What comes more than once in a case, and the time from its first to its last coming, summed over the cases.

SELECT object_type, event_type, cases_n, cases_repeated_n, repeats_n, extra_seconds, repeat_rate
FROM marts.rework
WHERE repeats_n > 0

-- name: audits.lineage_of_version
-- title: De onde vem cada coluna | Where each column comes from
-- owner: tecnologia
SELECT dataset, column_name, input_dataset, input_column, how, model_hash
FROM meta.lineage
ORDER BY dataset, column_name, input_dataset, input_column

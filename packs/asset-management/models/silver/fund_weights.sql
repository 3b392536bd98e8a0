-- name: silver.fund_weights
-- description: Stated weights of each fund over the real series; they add up to 1 for each fund.
-- key: fund_id, component
-- partition: none
-- order: fund_id, component

SELECT fund_id, component, CAST(weight AS DECIMAL(6, 4)) AS weight
FROM bronze.fund_weights
QUALIFY row_number() OVER (PARTITION BY fund_id, component ORDER BY _loaded_at DESC, _row_number DESC) = 1
ORDER BY fund_id, component

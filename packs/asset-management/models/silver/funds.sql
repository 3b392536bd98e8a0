-- name: silver.funds
-- description: Fund master. A seed with a value that does not cast stops the run: it is ours to correct.
-- key: fund_id
-- partition: none
-- order: fund_id

SELECT fund_id, fund_name, asset_class, frequency, currency, CAST(inception_date AS DATE) AS inception_date,
    CAST(management_fee_bps AS INTEGER) AS management_fee_bps, return_basis
FROM bronze.funds
QUALIFY row_number() OVER (PARTITION BY fund_id ORDER BY _loaded_at DESC, _row_number DESC) = 1
ORDER BY fund_id

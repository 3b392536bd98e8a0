-- name: silver.restatements
-- description: Published NAVs that were later corrected, with the time the correction was known.
-- key: fund_id, valid_date, known_at
-- partition: none
-- order: fund_id, valid_date, known_at

SELECT fund_id, CAST(valid_date AS DATE) AS valid_date, CAST(known_at AS TIMESTAMPTZ) AS known_at, CAST(nav AS DECIMAL(18, 6)) AS nav, reason
FROM bronze.restatements
QUALIFY row_number() OVER (PARTITION BY fund_id, valid_date, known_at ORDER BY _loaded_at DESC, _row_number DESC) = 1
ORDER BY fund_id, valid_date, known_at

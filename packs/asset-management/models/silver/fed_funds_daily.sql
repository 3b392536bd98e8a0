-- name: silver.fed_funds_daily
-- description: US federal funds effective rate by calendar day, decimal fraction a year.
-- key: rate_date
-- partition: none
-- order: rate_date

SELECT TRY_CAST("Date" AS DATE) AS rate_date, TRY_CAST("Value" AS DECIMAL(8, 6)) AS rate
FROM bronze.usd_fed_funds_daily
WHERE "Reference" = 'USD-FED-FUND' AND TRY_CAST("Date" AS DATE) IS NOT NULL AND TRY_CAST("Value" AS DECIMAL(8, 6)) BETWEEN -0.05 AND 0.5
QUALIFY row_number() OVER (PARTITION BY TRY_CAST("Date" AS DATE) ORDER BY _loaded_at DESC, _row_number DESC) = 1
ORDER BY rate_date

-- name: silver.us_10y_yield_monthly
-- description: US Treasury 10-year constant maturity yield by month, per cent a year (average of the month's days).
-- key: month
-- partition: none
-- order: month

SELECT TRY_CAST("Date" AS DATE) AS month, TRY_CAST("Rate" AS DECIMAL(8, 4)) AS yield_percent
FROM bronze.us_10y_yield_monthly
WHERE day(TRY_CAST("Date" AS DATE)) = 1 AND TRY_CAST("Rate" AS DECIMAL(8, 4)) BETWEEN -5 AND 30
QUALIFY row_number() OVER (PARTITION BY TRY_CAST("Date" AS DATE) ORDER BY _loaded_at DESC, _row_number DESC) = 1
ORDER BY month

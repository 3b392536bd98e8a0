-- name: silver.shiller_monthly
-- description: S&P composite by month, typed; 0.0 in the file means missing and becomes NULL.
-- key: month
-- partition: none
-- order: month

-- Digits are as many as the file has: some averages come with thirteen.
-- The price is the average of the month's daily closes, so returns of it are smoother than month-end returns and volatility is understated
-- (Working 1960, "Note on the Correlation of First Differences of Averages in a Random Chain": variance of changes falls to about two thirds).
WITH typed AS (
    SELECT
        TRY_CAST("Date" AS DATE) AS month,
        NULLIF(TRY_CAST("SP500" AS DECIMAL(20, 13)), 0) AS price,
        NULLIF(TRY_CAST("Dividend" AS DECIMAL(20, 15)), 0) AS dividend,
        NULLIF(TRY_CAST("Earnings" AS DECIMAL(20, 15)), 0) AS earnings,
        NULLIF(TRY_CAST("Consumer Price Index" AS DECIMAL(12, 4)), 0) AS consumer_price_index,
        NULLIF(TRY_CAST("Long Interest Rate" AS DECIMAL(8, 4)), 0) AS long_rate_percent,
        NULLIF(TRY_CAST("PE10" AS DECIMAL(10, 4)), 0) AS pe10,
        _loaded_at, _row_number
    FROM bronze.sp500_shiller_monthly
)
SELECT month, price, dividend, earnings, consumer_price_index, long_rate_percent, pe10
FROM typed
WHERE month IS NOT NULL AND day(month) = 1 AND price > 0
QUALIFY row_number() OVER (PARTITION BY month ORDER BY _loaded_at DESC, _row_number DESC) = 1
ORDER BY month

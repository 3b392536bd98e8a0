-- name: silver.vix_daily
-- description: CBOE volatility index by trading day, in index points; an open outside the day's low and high becomes NULL.
-- key: trade_date
-- partition: none
-- order: trade_date

WITH typed AS (
    SELECT
        TRY_CAST("DATE" AS DATE) AS trade_date,
        TRY_CAST("OPEN" AS DECIMAL(10, 4)) AS open,
        TRY_CAST("HIGH" AS DECIMAL(10, 4)) AS high,
        TRY_CAST("LOW" AS DECIMAL(10, 4)) AS low,
        TRY_CAST("CLOSE" AS DECIMAL(10, 4)) AS close,
        _loaded_at, _row_number
    FROM bronze.vix_daily
)
SELECT trade_date, CASE WHEN open BETWEEN low AND high THEN open END AS open, high, low, close
FROM typed
WHERE trade_date IS NOT NULL AND low > 0 AND close BETWEEN low AND high
QUALIFY row_number() OVER (PARTITION BY trade_date ORDER BY _loaded_at DESC, _row_number DESC) = 1
ORDER BY trade_date

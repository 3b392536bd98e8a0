-- name: silver.fx_usd_monthly
-- description: Units of a currency per US dollar by month (average of the month's days), by ISO 4217 code.
-- key: currency, month
-- partition: none
-- order: currency, month

WITH typed AS (
    SELECT c.currency, TRY_CAST(f."Date" AS DATE) AS month, TRY_CAST(f."Exchange rate" AS DECIMAL(18, 6)) AS units_per_usd,
        f._loaded_at, f._row_number
    FROM bronze.fx_usd_monthly AS f
    JOIN silver.currencies AS c ON c.country = f."Country"
)
SELECT currency, month, units_per_usd
FROM typed
WHERE day(month) = 1 AND units_per_usd > 0
QUALIFY row_number() OVER (PARTITION BY currency, month ORDER BY _loaded_at DESC, _row_number DESC) = 1
ORDER BY currency, month

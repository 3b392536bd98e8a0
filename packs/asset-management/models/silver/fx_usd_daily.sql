-- name: silver.fx_usd_daily
-- description: Units of a currency per US dollar by day, one row a quote, by ISO 4217 code.
-- key: currency, quote_date
-- partition: none
-- order: currency, quote_date

-- The file is wide (a column a country) and heads its date column "Data". A blank is a day without a quote (a holiday, or a currency that
-- did not exist or no longer did), so it makes no row: it is not a rejected value.
WITH long AS (
    UNPIVOT (SELECT * FROM bronze.fx_usd_daily)
    ON COLUMNS(* EXCLUDE ("Data", _source_file, _source_sha256, _loaded_at, _row_number))
    INTO NAME country VALUE raw_value
),
typed AS (
    SELECT c.currency, TRY_CAST(l."Data" AS DATE) AS quote_date, TRY_CAST(l.raw_value AS DECIMAL(18, 6)) AS units_per_usd, l._loaded_at, l._row_number
    FROM long AS l
    JOIN silver.currencies AS c ON c.country = l.country
)
SELECT currency, quote_date, units_per_usd
FROM typed
WHERE quote_date IS NOT NULL AND units_per_usd > 0
QUALIFY row_number() OVER (PARTITION BY currency, quote_date ORDER BY _loaded_at DESC, _row_number DESC) = 1
ORDER BY currency, quote_date

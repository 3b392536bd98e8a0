-- name: silver.us_10y_yield_monthly_quarantine
-- description: Rows of the 10-year yield file that silver.us_10y_yield_monthly does not take, with the reason.
-- key: _source_sha256, _row_number, column_name
-- partition: none
-- order: _source_sha256, _row_number, column_name

WITH rejected AS (
    SELECT _source_file, _source_sha256, _row_number, "Date" AS row_key, 'Date' AS column_name, "Date" AS raw_value, 'row' AS rejected,
        'not the first day of a month' AS reason
    FROM bronze.us_10y_yield_monthly
    WHERE TRY_CAST("Date" AS DATE) IS NULL OR day(TRY_CAST("Date" AS DATE)) <> 1
    UNION ALL
    SELECT _source_file, _source_sha256, _row_number, "Date", 'Rate', "Rate", 'row', 'not a rate between -5 and 30 per cent'
    FROM bronze.us_10y_yield_monthly
    WHERE TRY_CAST("Rate" AS DECIMAL(8, 4)) IS NULL OR TRY_CAST("Rate" AS DECIMAL(8, 4)) NOT BETWEEN -5 AND 30
    UNION ALL
    SELECT _source_file, _source_sha256, _row_number, "Date", '*', "Date", 'row', 'older of several rows for one month'
    FROM bronze.us_10y_yield_monthly
    QUALIFY row_number() OVER (PARTITION BY "Date" ORDER BY _loaded_at DESC, _row_number DESC) > 1
)
SELECT _source_file, _source_sha256, _row_number, row_key, column_name, raw_value, rejected, reason
FROM rejected
ORDER BY _source_sha256, _row_number, column_name

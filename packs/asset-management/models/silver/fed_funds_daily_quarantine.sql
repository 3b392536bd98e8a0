-- name: silver.fed_funds_daily_quarantine
-- description: Rows of the federal funds file that silver.fed_funds_daily does not take, with the reason.
-- key: _source_sha256, _row_number, column_name
-- partition: none
-- order: _source_sha256, _row_number, column_name

WITH rejected AS (
    SELECT _source_file, _source_sha256, _row_number, "Date" AS row_key, 'Date' AS column_name, "Date" AS raw_value, 'row' AS rejected,
        'not a date, or another series' AS reason
    FROM bronze.usd_fed_funds_daily
    WHERE TRY_CAST("Date" AS DATE) IS NULL OR "Reference" IS DISTINCT FROM 'USD-FED-FUND'
    UNION ALL
    SELECT _source_file, _source_sha256, _row_number, "Date", 'Value', "Value", 'row', 'not a rate between -0.05 and 0.5'
    FROM bronze.usd_fed_funds_daily
    WHERE TRY_CAST("Value" AS DECIMAL(8, 6)) IS NULL OR TRY_CAST("Value" AS DECIMAL(8, 6)) NOT BETWEEN -0.05 AND 0.5
    UNION ALL
    SELECT _source_file, _source_sha256, _row_number, "Date", '*', "Date", 'row', 'older of several rows for one day'
    FROM bronze.usd_fed_funds_daily
    QUALIFY row_number() OVER (PARTITION BY "Date" ORDER BY _loaded_at DESC, _row_number DESC) > 1
)
SELECT _source_file, _source_sha256, _row_number, row_key, column_name, raw_value, rejected, reason
FROM rejected
ORDER BY _source_sha256, _row_number, column_name

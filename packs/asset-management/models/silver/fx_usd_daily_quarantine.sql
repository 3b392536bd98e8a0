-- name: silver.fx_usd_daily_quarantine
-- description: Cells and rows of the daily exchange-rate file that silver.fx_usd_daily does not take, with the reason.
-- key: _source_sha256, _row_number, column_name
-- partition: none
-- order: _source_sha256, _row_number, column_name

WITH long AS (
    UNPIVOT (SELECT * FROM bronze.fx_usd_daily)
    ON COLUMNS(* EXCLUDE ("Data", _source_file, _source_sha256, _loaded_at, _row_number))
    INTO NAME column_name VALUE raw_value
),
rejected AS (
    SELECT _source_file, _source_sha256, _row_number, "Data" AS row_key, column_name, raw_value, 'cell' AS rejected, 'not a positive number' AS reason
    FROM long
    WHERE COALESCE(TRY_CAST(raw_value AS DECIMAL(18, 6)), 0) <= 0
    UNION ALL
    SELECT _source_file, _source_sha256, _row_number, "Data", column_name, raw_value, 'cell', 'a country without a currency code'
    FROM long
    WHERE column_name NOT IN (SELECT country FROM silver.currencies)
    UNION ALL
    SELECT _source_file, _source_sha256, _row_number, "Data", 'Data', "Data", 'row', 'not a date'
    FROM bronze.fx_usd_daily
    WHERE TRY_CAST("Data" AS DATE) IS NULL
    UNION ALL
    SELECT _source_file, _source_sha256, _row_number, "Data", '*', "Data", 'row', 'older of several rows for one day'
    FROM bronze.fx_usd_daily
    QUALIFY row_number() OVER (PARTITION BY "Data" ORDER BY _loaded_at DESC, _row_number DESC) > 1
)
SELECT _source_file, _source_sha256, _row_number, row_key, column_name, raw_value, rejected, reason
FROM rejected
ORDER BY _source_sha256, _row_number, column_name

-- name: silver.vix_daily_quarantine
-- description: Cells and rows of the VIX file that silver.vix_daily does not take, with the reason.
-- key: _source_sha256, _row_number, column_name
-- partition: none
-- order: _source_sha256, _row_number, column_name

WITH typed AS (
    SELECT _source_file, _source_sha256, _row_number, _loaded_at, "DATE" AS row_key, "OPEN" AS raw_open, "CLOSE" AS raw_close,
        TRY_CAST("DATE" AS DATE) AS trade_date, TRY_CAST("OPEN" AS DECIMAL(10, 4)) AS open, TRY_CAST("HIGH" AS DECIMAL(10, 4)) AS high,
        TRY_CAST("LOW" AS DECIMAL(10, 4)) AS low, TRY_CAST("CLOSE" AS DECIMAL(10, 4)) AS close
    FROM bronze.vix_daily
),
rejected AS (
    SELECT _source_file, _source_sha256, _row_number, row_key, 'OPEN' AS column_name, raw_open AS raw_value, 'cell' AS rejected,
        'open is outside the day''s low and high' AS reason
    FROM typed
    WHERE open NOT BETWEEN low AND high OR open IS NULL
    UNION ALL
    SELECT _source_file, _source_sha256, _row_number, row_key, 'CLOSE', raw_close, 'row', 'no date, or close is not between the day''s low and high'
    FROM typed
    WHERE trade_date IS NULL OR low IS NULL OR low <= 0 OR high IS NULL OR close IS NULL OR close NOT BETWEEN low AND high
    UNION ALL
    SELECT _source_file, _source_sha256, _row_number, row_key, '*', row_key, 'row', 'older of several rows for one day'
    FROM typed
    QUALIFY row_number() OVER (PARTITION BY trade_date ORDER BY _loaded_at DESC, _row_number DESC) > 1
)
SELECT _source_file, _source_sha256, _row_number, row_key, column_name, raw_value, rejected, reason
FROM rejected
ORDER BY _source_sha256, _row_number, column_name

-- name: silver.shiller_monthly_quarantine
-- description: Cells and rows of the Shiller file that silver.shiller_monthly does not take, with the reason.
-- key: _source_sha256, _row_number, column_name
-- partition: none
-- order: _source_sha256, _row_number, column_name

-- A cell of 0.0 means "not yet known" (dividend and earnings from 2023-07; CPI, long rate and real values from 2023-10; PE10 also before
-- 1881, for want of ten years of earnings). The row stays in silver with NULL there; a row without month or price is left out whole.
WITH cells AS (
    SELECT _source_file, _source_sha256, _row_number, row_key, column_name, raw_value
    FROM (SELECT * RENAME ("Date" AS row_key) FROM bronze.sp500_shiller_monthly)
    UNPIVOT INCLUDE NULLS (raw_value FOR column_name IN (
        "SP500", "Dividend", "Earnings", "Consumer Price Index", "Long Interest Rate", "Real Price", "Real Dividend", "Real Earnings", "PE10"))
),
rejected AS (
    SELECT _source_file, _source_sha256, _row_number, row_key, column_name, raw_value,
        CASE WHEN column_name = 'SP500' THEN 'row' ELSE 'cell' END AS rejected,
        CASE
            WHEN TRY_CAST(raw_value AS DECIMAL(12, 4)) IS NULL THEN 'not a number'
            WHEN TRY_CAST(raw_value AS DECIMAL(12, 4)) < 0 THEN 'a negative price'
            ELSE '0.0 means missing'
        END AS reason
    FROM cells
    WHERE COALESCE(TRY_CAST(raw_value AS DECIMAL(12, 4)), 0) = 0 OR (column_name = 'SP500' AND TRY_CAST(raw_value AS DECIMAL(12, 4)) < 0)
    UNION ALL
    SELECT _source_file, _source_sha256, _row_number, "Date", 'Date', "Date", 'row',
        'not the first day of a month'
    FROM bronze.sp500_shiller_monthly
    WHERE TRY_CAST("Date" AS DATE) IS NULL OR day(TRY_CAST("Date" AS DATE)) <> 1
    UNION ALL
    SELECT _source_file, _source_sha256, _row_number, "Date", '*', "Date", 'row', 'older of several rows for one month'
    FROM bronze.sp500_shiller_monthly
    QUALIFY row_number() OVER (PARTITION BY "Date" ORDER BY _loaded_at DESC, _row_number DESC) > 1
)
SELECT _source_file, _source_sha256, _row_number, row_key, column_name, raw_value, rejected, reason
FROM rejected
ORDER BY _source_sha256, _row_number, column_name

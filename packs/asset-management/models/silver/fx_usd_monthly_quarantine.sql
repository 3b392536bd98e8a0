-- name: silver.fx_usd_monthly_quarantine
-- description: Rows of the monthly exchange-rate file that silver.fx_usd_monthly does not take, with the reason.
-- key: _source_sha256, _row_number, column_name
-- partition: none
-- order: _source_sha256, _row_number, column_name

WITH rejected AS (
    SELECT _source_file, _source_sha256, _row_number, concat_ws(' ', "Date", "Country") AS row_key, 'Date' AS column_name, "Date" AS raw_value,
        'row' AS rejected, 'not the first day of a month' AS reason
    FROM bronze.fx_usd_monthly
    WHERE TRY_CAST("Date" AS DATE) IS NULL OR day(TRY_CAST("Date" AS DATE)) <> 1
    UNION ALL
    SELECT _source_file, _source_sha256, _row_number, concat_ws(' ', "Date", "Country"), 'Country', "Country", 'row', 'a country without a currency code'
    FROM bronze.fx_usd_monthly
    WHERE "Country" IS NULL OR "Country" NOT IN (SELECT country FROM silver.currencies)
    UNION ALL
    SELECT _source_file, _source_sha256, _row_number, concat_ws(' ', "Date", "Country"), 'Exchange rate', "Exchange rate", 'row', 'not a positive number'
    FROM bronze.fx_usd_monthly
    WHERE COALESCE(TRY_CAST("Exchange rate" AS DECIMAL(18, 6)), 0) <= 0
    UNION ALL
    SELECT _source_file, _source_sha256, _row_number, concat_ws(' ', "Date", "Country"), '*', "Date", 'row', 'older of several rows for one month'
    FROM bronze.fx_usd_monthly
    QUALIFY row_number() OVER (PARTITION BY "Date", "Country" ORDER BY _loaded_at DESC, _row_number DESC) > 1
)
SELECT _source_file, _source_sha256, _row_number, row_key, column_name, raw_value, rejected, reason
FROM rejected
ORDER BY _source_sha256, _row_number, column_name

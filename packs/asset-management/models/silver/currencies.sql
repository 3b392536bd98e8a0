-- name: silver.currencies
-- description: ISO 4217 code of each country column of the exchange-rate files.
-- key: country
-- partition: none
-- order: country

SELECT country, currency, currency_name
FROM bronze.currencies
QUALIFY row_number() OVER (PARTITION BY country ORDER BY _loaded_at DESC, _row_number DESC) = 1
ORDER BY country

-- name: gold.risk_factors
-- description: Changes and levels of the factors that drive the model funds: equity, rates, volatility, currencies, valuation.
-- key: factor_id, valid_date, known_at
-- partition: none
-- order: factor_id, valid_date, known_at

-- Log changes add up over time. Equity, rate and currency factors are changes of monthly averages and therefore smoother than month-end ones.
-- known_at is by silver.publication_calendar.
-- From 1900 on: ClickHouse has no dates before, and one of them makes it refuse the whole file. Silver keeps what is older.
WITH factors AS (
    SELECT 'EQ-US' AS factor_id, 'US equity, log change of the month''s average price' AS factor_name, last_day(month) AS valid_date, 'SHILLER' AS series,
        ln(CAST(price AS DOUBLE) / lag(CAST(price AS DOUBLE)) OVER (ORDER BY month)) AS value, 'log change' AS unit, 'monthly' AS frequency
    FROM silver.shiller_monthly
    UNION ALL
    SELECT 'VALUE-US', 'US equity earnings yield, 1 / PE10', last_day(month), 'SHILLER', 1 / CAST(pe10 AS DOUBLE), 'fraction', 'monthly'
    FROM silver.shiller_monthly
    UNION ALL
    SELECT 'RATE-US-10Y', 'US 10-year yield, change in the month', last_day(month), 'US_10Y',
        CAST(yield_percent - lag(yield_percent) OVER (ORDER BY month) AS DOUBLE), 'percentage points', 'monthly'
    FROM silver.us_10y_yield_monthly
    UNION ALL
    SELECT 'FX-' || currency, currency || ' against the US dollar, log change of the month''s average', last_day(month), 'FX_MONTHLY',
        ln(lag(CAST(units_per_usd AS DOUBLE)) OVER (PARTITION BY currency ORDER BY month) / CAST(units_per_usd AS DOUBLE)), 'log change', 'monthly'
    FROM silver.fx_usd_monthly
    WHERE currency IN ('EUR', 'JPY', 'GBP', 'CHF')
    UNION ALL
    SELECT 'VOL-VIX', 'CBOE volatility index, close', trade_date, 'VIX', CAST(close AS DOUBLE), 'index points', 'daily'
    FROM silver.vix_daily
    UNION ALL
    SELECT 'VOL-VIX-CHANGE', 'CBOE volatility index, change of the close', trade_date, 'VIX',
        CAST(close - lag(close) OVER (ORDER BY trade_date) AS DOUBLE), 'index points', 'daily'
    FROM silver.vix_daily
)
SELECT f.factor_id, f.factor_name, f.valid_date,
    (f.valid_date + to_days(CASE WHEN k.is_next_monday THEN CAST(8 - isodow(f.valid_date) AS INTEGER) ELSE k.lag_days END) + to_minutes(k.minute_utc))
        AT TIME ZONE 'UTC' AS known_at,
    CAST(f.value AS DECIMAL(18, 8)) AS value, f.unit, f.frequency
FROM factors AS f
JOIN silver.publication_calendar AS k ON k.series = f.series
WHERE f.value IS NOT NULL AND f.valid_date >= DATE '1900-01-01'
ORDER BY f.factor_id, f.valid_date, known_at

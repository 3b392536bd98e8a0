-- name: gold.macro_indicators
-- description: US 10-year yield, consumer prices, PE10, exchange rates of 34 currencies and the VIX, each as published.
-- key: indicator_id, valid_date, known_at
-- partition: identity(frequency)
-- order: indicator_id, valid_date, known_at

-- known_at is by silver.publication_calendar.
-- From 1900 on: ClickHouse has no dates before, and one of them makes it refuse the whole file. Silver keeps what is older.
WITH indicators AS (
    SELECT 'UST-10Y' AS indicator_id, 'US Treasury 10-year constant maturity yield' AS indicator_name, last_day(month) AS valid_date, 'US_10Y' AS series,
        CAST(yield_percent AS DECIMAL(18, 6)) AS value, 'per cent a year' AS unit, 'monthly' AS frequency
    FROM silver.us_10y_yield_monthly
    UNION ALL
    SELECT 'CPI-US', 'US consumer price index, not seasonally adjusted', last_day(month), 'CPI', CAST(consumer_price_index AS DECIMAL(18, 6)), 'index', 'monthly'
    FROM silver.shiller_monthly
    UNION ALL
    SELECT 'PE10-US', 'S&P composite price over ten years'' average real earnings', last_day(month), 'SHILLER', CAST(pe10 AS DECIMAL(18, 6)), 'ratio', 'monthly'
    FROM silver.shiller_monthly
    UNION ALL
    SELECT 'FX-' || m.currency || '-M', c.currency_name || ', average of the month', last_day(m.month), 'FX_MONTHLY', m.units_per_usd, 'units per USD', 'monthly'
    FROM silver.fx_usd_monthly AS m
    JOIN silver.currencies AS c ON c.currency = m.currency
    UNION ALL
    SELECT 'FX-' || d.currency || '-D', c.currency_name || ', noon buying rate', d.quote_date, 'FX_DAILY', d.units_per_usd,
        'units per USD', 'daily'
    FROM silver.fx_usd_daily AS d
    JOIN silver.currencies AS c ON c.currency = d.currency
    UNION ALL
    SELECT 'VIX', 'CBOE volatility index, close', trade_date, 'VIX', CAST(close AS DECIMAL(18, 6)), 'index points', 'daily'
    FROM silver.vix_daily
)
SELECT i.indicator_id, i.indicator_name, i.valid_date,
    (i.valid_date + to_days(CASE WHEN k.is_next_monday THEN CAST(8 - isodow(i.valid_date) AS INTEGER) ELSE k.lag_days END) + to_minutes(k.minute_utc))
        AT TIME ZONE 'UTC' AS known_at,
    i.value, i.unit, i.frequency
FROM indicators AS i
JOIN silver.publication_calendar AS k ON k.series = i.series
WHERE i.value IS NOT NULL AND i.valid_date >= DATE '1900-01-01'
ORDER BY i.indicator_id, i.valid_date, known_at

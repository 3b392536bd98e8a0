-- name: gold.macro_indicators
-- description: US 10-year yield, consumer prices, PE10, exchange rates of 34 currencies and the VIX, each as published.
-- key: indicator_id, valid_date, known_at
-- partition: identity(frequency)
-- order: indicator_id, valid_date, known_at

-- known_at follows each publisher's present calendar (see silver.component_levels): CPI in the middle of the next month, PE10 on the 10th,
-- the yield on the 1st, monthly exchange rates on the 3rd, daily ones on the Monday after, the VIX on the day.
-- From 1900 on: ClickHouse has no dates before, and one of them makes it refuse the whole file. Silver keeps what is older.
WITH indicators AS (
    SELECT 'UST-10Y' AS indicator_id, 'US Treasury 10-year constant maturity yield' AS indicator_name, last_day(month) AS valid_date, 1 AS lag_days,
        CAST(yield_percent AS DECIMAL(18, 6)) AS value, 'per cent a year' AS unit, 'monthly' AS frequency
    FROM silver.us_10y_yield_monthly
    UNION ALL
    SELECT 'CPI-US', 'US consumer price index, not seasonally adjusted', last_day(month), 15, CAST(consumer_price_index AS DECIMAL(18, 6)), 'index', 'monthly'
    FROM silver.shiller_monthly
    UNION ALL
    SELECT 'PE10-US', 'S&P composite price over ten years'' average real earnings', last_day(month), 10, CAST(pe10 AS DECIMAL(18, 6)), 'ratio', 'monthly'
    FROM silver.shiller_monthly
    UNION ALL
    SELECT 'FX-' || m.currency || '-M', c.currency_name || ', average of the month', last_day(m.month), 3, m.units_per_usd, 'units per USD', 'monthly'
    FROM silver.fx_usd_monthly AS m
    JOIN silver.currencies AS c ON c.currency = m.currency
    UNION ALL
    SELECT 'FX-' || d.currency || '-D', c.currency_name || ', noon buying rate', d.quote_date, CAST(8 - isodow(d.quote_date) AS INTEGER), d.units_per_usd,
        'units per USD', 'daily'
    FROM silver.fx_usd_daily AS d
    JOIN silver.currencies AS c ON c.currency = d.currency
    UNION ALL
    SELECT 'VIX', 'CBOE volatility index, close', trade_date, 0, CAST(close AS DECIMAL(18, 6)), 'index points', 'daily'
    FROM silver.vix_daily
)
SELECT indicator_id, indicator_name, valid_date, (valid_date + to_days(lag_days) + INTERVAL 22 HOUR) AT TIME ZONE 'UTC' AS known_at, value, unit, frequency
FROM indicators
WHERE value IS NOT NULL AND valid_date >= DATE '1900-01-01'
ORDER BY indicator_id, valid_date, known_at

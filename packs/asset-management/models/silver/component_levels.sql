-- name: silver.component_levels
-- description: Level in US dollars of each series that model funds and benchmarks are made of, with the time it was known.
-- key: component, valid_date
-- partition: none
-- order: component, valid_date

-- SP500_PRICE   the price itself.
-- SP500_TOTAL   price and reinvested dividend; the file gives the dividend as a rate a year, so a month earns a twelfth (Shiller 2000,
--               "Irrational Exuberance", data notes). It ends where the dividend ends: there is no total return after 2023-06.
-- UST10Y        a 10-year par bond with half-yearly coupons, bought at last month's yield, sold at this month's with a month less to run, and
--               rolled: P = (c/y)(1 - v) + v with v = (1 + y/2)^(-2n), n = 10 - 1/12; return = P - 1 + c/12 (the textbook price of a bond).
-- FED_FUNDS     the federal funds rate, compounded daily, actual/360.
-- EUR, JPY, …   the dollar price of one unit.
-- Growth is chained as an exact DECIMAL sum of logarithms, so a row added later cannot change the last digit of an earlier one.
-- known_at is by silver.publication_calendar.
WITH monthly AS (
    SELECT s.month, s.price, s.dividend, y.yield_percent / 100.0 AS y,
        lag(s.price) OVER by_month AS price_before,
        lag(y.yield_percent) OVER by_month / 100.0 AS c
    FROM silver.shiller_monthly AS s
    LEFT JOIN silver.us_10y_yield_monthly AS y ON y.month = s.month
    WINDOW by_month AS (ORDER BY s.month)
),
monthly_growth AS (
    SELECT 'SP500_TOTAL' AS component, month, CASE WHEN price_before IS NULL THEN 1.0 ELSE (price + dividend / 12.0) / price_before END AS growth
    FROM monthly
    WHERE dividend IS NOT NULL
    UNION ALL
    SELECT 'UST10Y', month,
        CASE WHEN c IS NULL THEN 1.0
             ELSE (c / y) * (1 - power(1 + y / 2, -2 * (10 - 1 / 12.0))) + power(1 + y / 2, -2 * (10 - 1 / 12.0)) + c / 12.0 END
    FROM monthly
    WHERE y IS NOT NULL
),
cash_growth AS (
    SELECT rate_date, 1 + lag(rate, 1, 0) OVER (ORDER BY rate_date) * (rate_date - lag(rate_date, 1, rate_date) OVER (ORDER BY rate_date)) / 360.0 AS growth
    FROM silver.fed_funds_daily
),
levels AS (
    SELECT 'SP500_PRICE' AS component, last_day(month) AS valid_date, CAST(price AS DOUBLE) AS level
    FROM silver.shiller_monthly
    UNION ALL
    SELECT component, last_day(month), 100 * exp(CAST(sum(CAST(ln(growth) AS DECIMAL(20, 15))) OVER (PARTITION BY component ORDER BY month) AS DOUBLE))
    FROM monthly_growth
    UNION ALL
    SELECT 'FED_FUNDS', rate_date, 100 * exp(CAST(sum(CAST(ln(growth) AS DECIMAL(20, 15))) OVER (ORDER BY rate_date) AS DOUBLE))
    FROM cash_growth
    UNION ALL
    SELECT currency, quote_date, 1.0 / CAST(units_per_usd AS DOUBLE)
    FROM silver.fx_usd_daily
    WHERE currency IN (SELECT component FROM silver.fund_weights)
)
SELECT l.component, l.valid_date,
    (l.valid_date + to_days(CASE WHEN k.is_next_monday THEN CAST(8 - isodow(l.valid_date) AS INTEGER) ELSE k.lag_days END) + to_minutes(k.minute_utc))
        AT TIME ZONE 'UTC' AS known_at,
    l.level
FROM levels AS l
JOIN silver.publication_calendar AS k ON k.series = CASE
    WHEN l.component IN ('SP500_PRICE', 'SP500_TOTAL') THEN 'SHILLER'
    WHEN l.component = 'UST10Y' THEN 'US_10Y'
    WHEN l.component = 'FED_FUNDS' THEN 'FED_FUNDS'
    ELSE 'FX_DAILY'
END
ORDER BY l.component, l.valid_date

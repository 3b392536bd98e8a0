-- name: gold.performance_metrics
-- description: Return, volatility, Sharpe ratio, Sortino ratio and maximum drawdown of each fund at quarter ends over 12, 36, 60 and 120 months.
-- key: fund_id, as_of_date, window_months, known_at
-- partition: identity(fund_id)
-- order: fund_id, as_of_date, window_months, known_at

-- From month-end NAVs (the last of each complete month), so that all funds are measured alike. r = monthly return, h = hurdle: a twelfth of
-- the 10-year Treasury yield of the month before, x = r - h, n = months in the window.
--   total_return            NAV at the end / NAV at the start - 1
--   annualised_return       (1 + total_return)^(12/n) - 1
--   annualised_volatility   sample deviation of r * sqrt(12)
--   sharpe_ratio            mean(x) / sample deviation of x * sqrt(12)       Sharpe 1994, "The Sharpe Ratio", J. of Portfolio Management 21(1),
--                           which defines it on the return over any benchmark
--   sortino_ratio           mean(x) / sqrt(sum(min(x, 0)^2) / n) * sqrt(12)  Sortino and Price 1994, "Performance Measurement in a Downside
--                           Risk Framework", J. of Investing 3(3); the hurdle is the minimum acceptable return
--   maximum_drawdown        least of NAV / highest NAV so far in the window - 1, zero or negative   Magdon-Ismail and Atiya 2004, "Maximum Drawdown"
-- Volatility, and so Sharpe and Sortino, of funds over the monthly series is UNDERSTATED or overstated to match: those series are averages of
-- days (volatility_understated says where). The total return fund ends in 2023-06 with its dividends.
-- Point in time: a NAV restated later gives a further row, known when the restatement was, for every window that holds it.
WITH versions AS (
    SELECT fund_id, valid_date, known_at, nav, year(valid_date) * 12 + month(valid_date) AS month_number,
        lead(known_at) OVER (PARTITION BY fund_id, valid_date ORDER BY known_at) AS superseded_at
    FROM gold.nav_history
),
month_ends AS (
    SELECT fund_id, month_number, max(valid_date) AS valid_date
    FROM versions
    GROUP BY fund_id, month_number
    HAVING max(valid_date) >= last_day(max(valid_date)) - 5
),
observed AS (
    SELECT v.fund_id, v.month_number, v.valid_date, v.known_at, v.superseded_at, v.nav
    FROM versions AS v
    JOIN month_ends AS m ON m.fund_id = v.fund_id AND m.valid_date = v.valid_date
),
asked AS (
    SELECT o.fund_id, o.month_number, o.valid_date AS as_of_date, w.window_months, min(o.known_at) AS first_known_at
    FROM observed AS o
    CROSS JOIN (VALUES (12), (36), (60), (120)) AS w(window_months)
    JOIN month_ends AS start ON start.fund_id = o.fund_id AND start.month_number = o.month_number - w.window_months
    WHERE o.month_number % 3 = 0
    GROUP BY o.fund_id, o.month_number, o.valid_date, w.window_months
),
evaluated AS (
    SELECT DISTINCT a.fund_id, a.month_number, a.as_of_date, a.window_months, greatest(a.first_known_at, o.known_at) AS known_at
    FROM asked AS a
    JOIN observed AS o ON o.fund_id = a.fund_id AND o.month_number BETWEEN a.month_number - a.window_months AND a.month_number
),
path AS (
    SELECT e.fund_id, e.as_of_date, e.window_months, e.known_at, o.month_number, CAST(o.nav AS DOUBLE) AS nav,
        CAST(o.nav AS DOUBLE) / lag(CAST(o.nav AS DOUBLE)) OVER in_window - 1 AS r,
        CAST(o.nav AS DOUBLE) / max(CAST(o.nav AS DOUBLE)) OVER in_window - 1 AS drawdown,
        y.yield_percent / 1200.0 AS h
    FROM evaluated AS e
    JOIN observed AS o ON o.fund_id = e.fund_id AND o.month_number BETWEEN e.month_number - e.window_months AND e.month_number
        AND o.known_at <= e.known_at AND (o.superseded_at IS NULL OR o.superseded_at > e.known_at)
    LEFT JOIN silver.us_10y_yield_monthly AS y ON year(y.month) * 12 + month(y.month) = o.month_number - 1
    WINDOW in_window AS (PARTITION BY e.fund_id, e.as_of_date, e.window_months, e.known_at ORDER BY o.month_number)
),
-- Sums of DECIMALs are exact, so the order in which rows meet does not show in the last digit.
sums AS (
    SELECT fund_id, as_of_date, window_months, known_at, count(r) AS n,
        arg_max(nav, month_number) / arg_min(nav, month_number) - 1 AS total_return, min(drawdown) AS maximum_drawdown,
        CAST(sum(CAST(r AS DECIMAL(18, 10))) AS DOUBLE) AS sum_r,
        CAST(sum(CAST(r * r AS DECIMAL(28, 20))) AS DOUBLE) AS sum_rr,
        CAST(sum(CAST(r - h AS DECIMAL(18, 10))) AS DOUBLE) AS sum_x,
        CAST(sum(CAST((r - h) * (r - h) AS DECIMAL(28, 20))) AS DOUBLE) AS sum_xx,
        CAST(sum(CAST(least(r - h, 0) * least(r - h, 0) AS DECIMAL(28, 20))) AS DOUBLE) AS sum_down
    FROM path
    GROUP BY fund_id, as_of_date, window_months, known_at
    HAVING count(r) = window_months AND count(r - h) = window_months
)
SELECT s.fund_id, s.as_of_date, s.known_at, s.window_months,
    round(total_return, 8) AS total_return,
    round(power(1 + total_return, 12.0 / n) - 1, 8) AS annualised_return,
    round(sqrt(greatest(sum_rr - sum_r * sum_r / n, 0) / (n - 1)) * sqrt(12), 8) AS annualised_volatility,
    round(sum_x / n / nullif(sqrt(greatest(sum_xx - sum_x * sum_x / n, 0) / (n - 1)), 0) * sqrt(12), 6) AS sharpe_ratio,
    round(sum_x / n / nullif(sqrt(sum_down / n), 0) * sqrt(12), 6) AS sortino_ratio,
    round(maximum_drawdown, 8) AS maximum_drawdown,
    f.frequency = 'monthly' AS volatility_understated
FROM sums AS s
JOIN silver.funds AS f ON f.fund_id = s.fund_id
ORDER BY s.fund_id, s.as_of_date, s.window_months, s.known_at

-- name: gold.benchmark_indices
-- description: Levels of the indices that the model funds are compared with.
-- key: benchmark_id, valid_date, known_at
-- partition: none
-- order: benchmark_id, valid_date, known_at

-- No total return after 2023-06: the dividend series ends there.
-- From 1900 on: ClickHouse has no dates before, and one of them makes it refuse the whole file. Silver keeps what is older.
SELECT b.benchmark_id, b.benchmark_name, l.valid_date, l.known_at, CAST(l.level AS DECIMAL(18, 6)) AS level, b.base, 'USD' AS currency,
    b.return_basis, b.frequency
FROM silver.component_levels AS l
JOIN (VALUES
    ('SP500_PRICE', 'SPX-AVG', 'S&P composite, average of the month', 'index points', 'price', 'monthly'),
    ('SP500_TOTAL', 'SPX-AVG-TR', 'S&P composite with dividends reinvested', '1871-01 = 100', 'total', 'monthly'),
    ('UST10Y', 'UST-10Y-TR', 'US Treasury 10-year constant maturity, total return', '1953-04 = 100', 'total', 'monthly'),
    ('FED_FUNDS', 'USD-CASH', 'US federal funds rate compounded', '1962-02-06 = 100', 'total', 'daily')
) AS b(component, benchmark_id, benchmark_name, base, return_basis, frequency) ON b.component = l.component
WHERE l.valid_date >= DATE '1900-01-01'
ORDER BY b.benchmark_id, l.valid_date, l.known_at

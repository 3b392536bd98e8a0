-- name: gold.nav_history
-- description: Net asset value per unit of the 12 model funds, monthly or daily; a restated value is a second row with a later known_at.
-- key: fund_id, valid_date, known_at
-- partition: identity(asset_class)
-- order: fund_id, valid_date, known_at

-- A fund holds its stated weights, is rebalanced on each of its dates and pays its fee out of the NAV by days elapsed / 365. Its dates are
-- those on which every component has a level. It starts at 100. Partitioned by asset class, so that an agreement for some funds meets files
-- that are wholly, partly and not at all its own.
WITH parts AS (
    SELECT f.fund_id, l.valid_date, l.known_at, l.level, w.component, w.weight,
        count(*) OVER (PARTITION BY f.fund_id, l.valid_date) AS present,
        (SELECT count(*) FROM silver.fund_weights AS a WHERE a.fund_id = f.fund_id) AS needed
    FROM silver.funds AS f
    JOIN silver.fund_weights AS w ON w.fund_id = f.fund_id
    JOIN silver.component_levels AS l ON l.component = w.component AND l.valid_date >= f.inception_date
),
changes AS (
    SELECT fund_id, valid_date, known_at,
        weight * (level / lag(level) OVER by_component - 1) AS change,
        valid_date - lag(valid_date) OVER by_component AS days
    FROM parts
    WHERE present = needed
    WINDOW by_component AS (PARTITION BY fund_id, component ORDER BY valid_date)
),
fund_growth AS (
    SELECT c.fund_id, c.valid_date, max(c.known_at) AS known_at,
        (1 + COALESCE(CAST(sum(CAST(c.change AS DECIMAL(20, 15))) AS DOUBLE), 0))
            * (1 - any_value(f.management_fee_bps) / 10000.0 * COALESCE(max(c.days), 0) / 365.0) AS growth
    FROM changes AS c
    JOIN silver.funds AS f ON f.fund_id = c.fund_id
    GROUP BY c.fund_id, c.valid_date
),
published AS (
    SELECT fund_id, valid_date, known_at, CAST(NULL AS VARCHAR) AS restatement_reason,
        CAST(100 * exp(CAST(sum(CAST(ln(growth) AS DECIMAL(20, 15))) OVER (PARTITION BY fund_id ORDER BY valid_date) AS DOUBLE)) AS DECIMAL(18, 6)) AS nav
    FROM fund_growth
    UNION ALL
    SELECT fund_id, valid_date, known_at, reason, nav
    FROM silver.restatements
),
stated AS (
    SELECT fund_id, string_agg(component || ' ' || CAST(CAST(weight * 100 AS INTEGER) AS VARCHAR) || '%', ', ' ORDER BY weight DESC, component) AS model_weights
    FROM silver.fund_weights
    GROUP BY fund_id
)
SELECT p.fund_id, f.fund_name, f.asset_class, p.valid_date, p.known_at, p.nav, f.currency, f.frequency, f.return_basis, f.management_fee_bps,
    s.model_weights, p.restatement_reason
FROM published AS p
JOIN silver.funds AS f ON f.fund_id = p.fund_id
JOIN stated AS s ON s.fund_id = p.fund_id
ORDER BY p.fund_id, p.valid_date, p.known_at

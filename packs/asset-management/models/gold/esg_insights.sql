-- name: gold.esg_insights
-- description: SIMULATED environmental, social and governance scores of the model funds by quarter; no open ESG data exists.
-- key: fund_id, updated_at
-- partition: month(updated_at)
-- order: fund_id, updated_at

-- A score is a fixed level for the fund plus a small step for the quarter, both from MD5 digests of their names: the same everywhere and always.
-- Quarters run from 2022-03 to the last one the 10-year yield covers.
WITH quarters AS (
    SELECT last_day(month) AS quarter_end
    FROM silver.us_10y_yield_monthly
    WHERE month >= DATE '2022-03-01' AND month(month) % 3 = 0
),
scored AS (
    SELECT f.fund_id, q.quarter_end,
        CAST(45 + (CAST('0x' || substr(md5(f.fund_id), 1, 6) AS BIGINT) % 4500) / 100.0
            + (CAST('0x' || substr(md5(f.fund_id || CAST(q.quarter_end AS VARCHAR)), 1, 6) AS BIGINT) % 500 - 250) / 100.0 AS DECIMAL(5, 2)) AS esg_score
    FROM silver.funds AS f
    CROSS JOIN quarters AS q
)
SELECT fund_id, esg_score,
    CASE WHEN esg_score >= 85 THEN 'AAA' WHEN esg_score >= 75 THEN 'AA' WHEN esg_score >= 65 THEN 'A' WHEN esg_score >= 55 THEN 'BBB'
         WHEN esg_score >= 48 THEN 'BB' ELSE 'B' END AS environmental_rating,
    (quarter_end + INTERVAL 20 DAY + INTERVAL 8 HOUR) AT TIME ZONE 'UTC' AS updated_at
FROM scored
ORDER BY fund_id, updated_at

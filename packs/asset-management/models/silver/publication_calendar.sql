-- name: silver.publication_calendar
-- description: When a value of each series is known: days after its date, or the Monday after it, and the minute of that day in UTC.
-- key: series
-- partition: none
-- order: series

-- Each publisher's present calendar, also for years before it existed. A monthly value is of the last day of its month.
SELECT series, lag_days, is_next_monday, minute_utc, publisher
FROM (VALUES
    ('SHILLER', 10, false, 720, 'R. Shiller''s file, on the 10th'),
    ('CPI', 15, false, 750, 'US Bureau of Labor Statistics, in the middle of the next month'),
    ('US_10Y', 1, false, 1275, 'US Federal Reserve H.15, on the 1st'),
    ('FX_MONTHLY', 3, false, 1275, 'US Federal Reserve G.5, on the 3rd'),
    ('FX_DAILY', 0, true, 1275, 'US Federal Reserve H.10, on the Monday after'),
    ('FED_FUNDS', 1, false, 840, 'Federal Reserve Bank of New York, on the next day'),
    ('VIX', 0, false, 1320, 'CBOE, on the day')
) AS c(series, lag_days, is_next_monday, minute_utc, publisher)
ORDER BY series

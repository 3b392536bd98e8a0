-- Alerts are about agreements and accounts. What was raised before is at most a minute's memory.
DROP TABLE alerts;

-- When an alert about a subject was last raised, so that all nodes together raise one a minute.
CREATE TABLE alerts (
    type      TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    raised_at INTEGER NOT NULL,
    PRIMARY KEY (type, subject));

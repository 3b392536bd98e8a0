-- A lease keeps its row after release, so that its fencing token only ever rises.
CREATE TABLE leases (
    name          TEXT    NOT NULL PRIMARY KEY,
    owner         TEXT    NOT NULL,
    fencing_token INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL);

-- AUTOINCREMENT: a number is never used twice, also when the last message was taken.
CREATE TABLE outbox (
    sequence    INTEGER PRIMARY KEY AUTOINCREMENT,
    topic       TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    enqueued_at INTEGER NOT NULL);

CREATE INDEX outbox_by_topic ON outbox (topic, sequence);

CREATE TABLE idempotency_keys (
    scope          TEXT    NOT NULL,
    key            TEXT    NOT NULL,
    request_digest TEXT    NOT NULL,
    answer         TEXT    NOT NULL,
    recorded_at    INTEGER NOT NULL,
    PRIMARY KEY (scope, key));

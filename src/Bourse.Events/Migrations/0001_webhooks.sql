CREATE TABLE webhooks (
    id               TEXT    NOT NULL PRIMARY KEY,
    audience         TEXT    NOT NULL,
    address          TEXT    NOT NULL,
    type_pattern     TEXT    NOT NULL,
    protected_secret BLOB    NOT NULL,
    created_at       INTEGER NOT NULL);

CREATE INDEX webhooks_by_audience ON webhooks (audience, id);

-- The sequence is the outbox's, so that it rises in the order of commits.
CREATE TABLE events (
    sequence    INTEGER NOT NULL PRIMARY KEY,
    id          TEXT    NOT NULL UNIQUE,
    body        TEXT    NOT NULL,
    enqueued_at INTEGER NOT NULL);

CREATE TABLE webhook_deliveries (
    webhook_id     TEXT    NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    event_sequence INTEGER NOT NULL REFERENCES events (sequence),
    state          TEXT    NOT NULL CHECK (state IN ('pending', 'delivered', 'dead')),
    attempts       INTEGER NOT NULL,
    due_at         INTEGER NOT NULL,
    last_result    TEXT,
    changed_at     INTEGER NOT NULL,
    PRIMARY KEY (webhook_id, event_sequence));

-- Only what is still to be done is looked up several times a second.
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, due_at, event_sequence) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_by_event ON webhook_deliveries (event_sequence);

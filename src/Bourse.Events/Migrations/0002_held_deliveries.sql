-- A delivery may be held: nobody may hear of the event now, and it is looked at again. A check cannot be changed, so the table is made anew.
CREATE TABLE webhook_deliveries_new (
    webhook_id     TEXT    NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    event_sequence INTEGER NOT NULL REFERENCES events (sequence),
    state          TEXT    NOT NULL CHECK (state IN ('pending', 'held', 'delivered', 'dead')),
    attempts       INTEGER NOT NULL,
    due_at         INTEGER NOT NULL,
    last_result    TEXT,
    changed_at     INTEGER NOT NULL,
    PRIMARY KEY (webhook_id, event_sequence));

INSERT INTO webhook_deliveries_new (webhook_id, event_sequence, state, attempts, due_at, last_result, changed_at)
SELECT webhook_id, event_sequence, state, attempts, due_at, last_result, changed_at FROM webhook_deliveries;

DROP TABLE webhook_deliveries;
ALTER TABLE webhook_deliveries_new RENAME TO webhook_deliveries;

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, due_at, event_sequence) WHERE state IN ('pending', 'held');
CREATE INDEX webhook_deliveries_by_event ON webhook_deliveries (event_sequence);

-- Rules choose events by pattern and have targets. A webhook's own subscription is a target without a rule, with the webhook's id, so that there is one
-- record of deliveries for both. Events are kept whoever wanted them: they are the archive and what streams read.
CREATE TABLE event_rules (
    account     TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    pattern     TEXT    NOT NULL,
    description TEXT,
    enabled     INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (account, name));

CREATE TABLE event_targets (
    id         TEXT NOT NULL PRIMARY KEY,
    account    TEXT NOT NULL,
    rule       TEXT,
    name       TEXT NOT NULL,
    webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    settings   TEXT NOT NULL,
    UNIQUE (account, rule, name),
    FOREIGN KEY (account, rule) REFERENCES event_rules (account, name) ON DELETE CASCADE);

CREATE INDEX event_targets_by_webhook ON event_targets (webhook_id);

INSERT INTO event_targets (id, account, rule, name, webhook_id, settings) SELECT id, audience, NULL, id, id, '{}' FROM webhooks;

-- Who heard of older events was not kept: nobody's stream or replay shows them.
ALTER TABLE events ADD COLUMN audience TEXT NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN publisher TEXT;
CREATE INDEX events_by_time ON events (enqueued_at);

CREATE TABLE event_deliveries (
    target_id      TEXT    NOT NULL REFERENCES event_targets (id) ON DELETE CASCADE,
    event_sequence INTEGER NOT NULL REFERENCES events (sequence),
    state          TEXT    NOT NULL CHECK (state IN ('pending', 'held', 'delivered', 'dead')),
    attempts       INTEGER NOT NULL,
    due_at         INTEGER NOT NULL,
    last_result    TEXT,
    changed_at     INTEGER NOT NULL,
    -- When it began, or was redriven: what its greatest age is counted from.
    started_at     INTEGER NOT NULL,
    -- What is delivered in order with others of the same key; null where no order is promised.
    order_key      TEXT,
    PRIMARY KEY (target_id, event_sequence));

INSERT INTO event_deliveries (target_id, event_sequence, state, attempts, due_at, last_result, changed_at, started_at)
SELECT d.webhook_id, d.event_sequence, d.state, d.attempts, d.due_at, d.last_result, d.changed_at, e.enqueued_at
  FROM webhook_deliveries d JOIN events e ON e.sequence = d.event_sequence;

DROP TABLE webhook_deliveries;

CREATE INDEX event_deliveries_due ON event_deliveries (target_id, due_at, event_sequence) WHERE state IN ('pending', 'held');
CREATE INDEX event_deliveries_in_order ON event_deliveries (target_id, order_key, event_sequence) WHERE state IN ('pending', 'held') AND order_key IS NOT NULL;
CREATE INDEX event_deliveries_by_event ON event_deliveries (event_sequence);
CREATE INDEX event_deliveries_finished ON event_deliveries (state, changed_at) WHERE state IN ('delivered', 'dead');

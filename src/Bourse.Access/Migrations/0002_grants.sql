-- A cell must be visible by a single grant: an account holds at most one that is not terminated per product.
CREATE TABLE grants (
    agreement TEXT    NOT NULL,
    account   TEXT    NOT NULL,
    product   TEXT    NOT NULL,
    state     TEXT    NOT NULL CHECK (state IN ('active', 'paused', 'suspended', 'terminated')),
    starts_at INTEGER NOT NULL,
    ends_at   INTEGER NOT NULL CHECK (ends_at > starts_at),
    tables    TEXT    NOT NULL,
    PRIMARY KEY (agreement, product));
CREATE UNIQUE INDEX grants_in_force ON grants (account, product) WHERE state <> 'terminated';
CREATE INDEX grants_by_product ON grants (product);

-- When an alert about an agreement was last raised, so that all nodes together raise one a minute.
CREATE TABLE alerts (
    agreement TEXT    NOT NULL PRIMARY KEY,
    raised_at INTEGER NOT NULL);

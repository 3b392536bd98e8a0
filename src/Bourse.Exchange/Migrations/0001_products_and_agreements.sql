CREATE TABLE exchange_products (
    name              TEXT PRIMARY KEY,
    contract_text     TEXT NOT NULL,
    contract_digest   TEXT NOT NULL,
    latest_revision   INTEGER NOT NULL,
    created_at        BIGINT NOT NULL
);

-- A revision is written once and never changed: document holds assets and quality report as published.
CREATE TABLE exchange_revisions (
    product           TEXT NOT NULL REFERENCES exchange_products (name),
    number            INTEGER NOT NULL,
    id                TEXT NOT NULL UNIQUE,
    published_at      BIGINT NOT NULL,
    document          TEXT NOT NULL,
    PRIMARY KEY (product, number)
);

-- The agreement's state is in access_grants: one place says what is in force.
CREATE TABLE exchange_agreements (
    number            TEXT PRIMARY KEY,
    account           TEXT NOT NULL,
    client_name       TEXT NOT NULL,
    document          TEXT NOT NULL,
    document_digest   TEXT NOT NULL,
    applied_at        BIGINT NOT NULL
);

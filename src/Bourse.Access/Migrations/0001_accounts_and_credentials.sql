CREATE TABLE accounts (
    account_id TEXT    NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    contact    TEXT    NOT NULL,
    created_at INTEGER NOT NULL);

-- A session carries the epoch of its principal; raising the epoch ends every session at once.
CREATE TABLE principals (
    account_id TEXT    NOT NULL REFERENCES accounts (account_id),
    name       TEXT    NOT NULL,
    epoch      INTEGER NOT NULL,
    enabled    INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    PRIMARY KEY (account_id, name));

-- One row. Every change of a grant, a state or an epoch raises it in the same transaction; nodes watch nothing else.
CREATE TABLE policy_version (
    only    INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
    version INTEGER NOT NULL);
INSERT INTO policy_version (only, version) VALUES (1, 1);

-- Only the SHA-256 of a secret is kept: it has 256 random bits, so there is nothing to guess.
CREATE TABLE client_secrets (
    secret_hash BLOB    NOT NULL PRIMARY KEY,
    account_id  TEXT    NOT NULL,
    principal   TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    FOREIGN KEY (account_id, principal) REFERENCES principals (account_id, name));
CREATE INDEX client_secrets_by_principal ON client_secrets (account_id, principal, expires_at);

CREATE TABLE client_keys (
    account_id TEXT    NOT NULL,
    principal  TEXT    NOT NULL,
    key_id     TEXT    NOT NULL,
    jwk        TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, principal, key_id),
    FOREIGN KEY (account_id, principal) REFERENCES principals (account_id, name));

-- Assertions already used, until they would have expired anyway.
CREATE TABLE used_assertions (
    client_id  TEXT    NOT NULL,
    jti_hash   BLOB    NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (client_id, jti_hash));
CREATE INDEX used_assertions_by_expiry ON used_assertions (expires_at);

CREATE TABLE activation_links (
    token_hash  BLOB    NOT NULL PRIMARY KEY,
    account_id  TEXT    NOT NULL,
    principal   TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    consumed_at INTEGER,
    FOREIGN KEY (account_id, principal) REFERENCES principals (account_id, name));

-- Tokens of Delta Sharing profiles (docs/decisions/0017): kept as SHA-256 alone. The epoch is the principal's when the token was made, so ending a principal's
-- sessions ends its tokens.
CREATE TABLE sharing_tokens (
    token_id   TEXT    NOT NULL PRIMARY KEY,
    token_hash BLOB    NOT NULL UNIQUE,
    account_id TEXT    NOT NULL,
    principal  TEXT    NOT NULL,
    epoch      INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    FOREIGN KEY (account_id, principal) REFERENCES principals (account_id, name));
CREATE INDEX sharing_tokens_by_principal ON sharing_tokens (account_id, principal, expires_at);

-- What a one-time link is good for: setting up a client's credentials, a sharing profile, or one in place of those there are.
ALTER TABLE activation_links ADD COLUMN purpose TEXT NOT NULL DEFAULT 'credentials';

-- Keys for tools that know no session token (docs/protocols/s3.md): the secret is sealed with the key ring, for a signature cannot be checked against a hash.
-- The epoch is the principal's when the key was made, so ending a principal's sessions ends its keys.
CREATE TABLE access_keys (
    key_id     TEXT    NOT NULL PRIMARY KEY,
    account_id TEXT    NOT NULL,
    principal  TEXT    NOT NULL,
    epoch      INTEGER NOT NULL,
    secret     BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    FOREIGN KEY (account_id, principal) REFERENCES principals (account_id, name));
CREATE INDEX access_keys_by_principal ON access_keys (account_id, principal, expires_at);

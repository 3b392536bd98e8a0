-- Records as nodes append them, until the sequencer gives them their place in the log. AUTOINCREMENT: a number is never used twice.
CREATE TABLE audit_pending (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    time     INTEGER NOT NULL,
    account  TEXT,
    decision TEXT    NOT NULL,
    body     TEXT    NOT NULL);

-- The log: position from 0 without a gap, and the exact bytes that were hashed. Never updated, never deleted from.
CREATE TABLE audit_log (
    position INTEGER NOT NULL PRIMARY KEY,
    sequence INTEGER NOT NULL UNIQUE,
    time     INTEGER NOT NULL,
    account  TEXT,
    decision TEXT    NOT NULL,
    body     TEXT    NOT NULL);
CREATE INDEX audit_log_by_account ON audit_log (account, sequence);
CREATE INDEX audit_log_by_time ON audit_log (time);

-- Hashes of complete subtrees: 256 hashes of 32 bytes a tile, level 0 of records, level n of subtrees of 256^n records. The last tile grows.
CREATE TABLE audit_tiles (
    level  INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hashes BLOB    NOT NULL,
    PRIMARY KEY (level, number));

CREATE TABLE audit_checkpoints (
    size      INTEGER NOT NULL PRIMARY KEY,
    note      TEXT    NOT NULL,
    signed_at INTEGER NOT NULL);

-- The private key is sealed by the key ring; without it the log can be read and verified, but not continued.
CREATE TABLE audit_keys (
    origin      TEXT    NOT NULL PRIMARY KEY,
    public_key  BLOB    NOT NULL,
    sealed_seed BLOB    NOT NULL,
    created_at  INTEGER NOT NULL);

-- What the commitments in the records stand for. Deleting a row erases the person; the log and its proofs stay as they are.
CREATE TABLE audit_personal (
    record_id TEXT NOT NULL,
    field     TEXT NOT NULL,
    salt      BLOB NOT NULL,
    value     TEXT NOT NULL,
    PRIMARY KEY (record_id, field));

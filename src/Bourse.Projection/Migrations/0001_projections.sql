-- One row. Moves with every committed projection; nodes poll it and load the chains that moved.
CREATE TABLE projection_state (
    id      INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    version BIGINT  NOT NULL);

INSERT INTO projection_state (id, version) VALUES (1, 0);

-- Sealed by the key ring.
CREATE TABLE projection_secrets (
    name   TEXT NOT NULL PRIMARY KEY,
    sealed TEXT NOT NULL);

-- The table an agreement sees; the highest generation is the one that is served, earlier ones had other rules.
CREATE TABLE projection_chains (
    uuid                TEXT   NOT NULL PRIMARY KEY,
    agreement           TEXT   NOT NULL,
    product             TEXT   NOT NULL,
    table_name          TEXT   NOT NULL,
    generation          BIGINT NOT NULL,
    rule_digest         TEXT   NOT NULL,
    metadata_name       TEXT   NOT NULL,
    metadata_json       TEXT   NOT NULL,
    current_snapshot_id BIGINT NOT NULL,
    row_count           BIGINT NOT NULL,
    size_bytes          BIGINT NOT NULL,
    version             BIGINT NOT NULL,
    UNIQUE (agreement, product, table_name, generation));

CREATE INDEX projection_chains_by_version ON projection_chains (version);

CREATE TABLE projection_revisions (
    chain_uuid  TEXT   NOT NULL REFERENCES projection_chains (uuid),
    revision    BIGINT NOT NULL,
    snapshot_id BIGINT NOT NULL,
    PRIMARY KEY (chain_uuid, revision));

-- What clients of a chain can list. The name is relative to table/uuid/; store and object_key say where the bytes are.
CREATE TABLE projection_objects (
    chain_uuid  TEXT   NOT NULL REFERENCES projection_chains (uuid),
    name        TEXT   NOT NULL,
    etag        TEXT   NOT NULL,
    store       TEXT   NOT NULL,
    object_key  TEXT   NOT NULL,
    length      BIGINT NOT NULL,
    sha256      TEXT   NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (chain_uuid, name));

-- What one rule set leaves of one source file. outcome: none (no row), whole (the source file itself) or piece (rewritten, under object_key).
CREATE TABLE projection_pieces (
    source_sha256  TEXT   NOT NULL,
    rule_digest    TEXT   NOT NULL,
    layout_digest  TEXT   NOT NULL,
    writer_version BIGINT NOT NULL,
    outcome        TEXT   NOT NULL CHECK (outcome IN ('none', 'whole', 'piece')),
    object_key     TEXT,
    length         BIGINT NOT NULL,
    sha256         TEXT   NOT NULL,
    nan_counts     TEXT   NOT NULL,
    PRIMARY KEY (source_sha256, rule_digest, layout_digest, writer_version));

-- Digests of the provider's files, which never change under their key.
CREATE TABLE projection_sources (
    store       TEXT   NOT NULL,
    object_key  TEXT   NOT NULL,
    length      BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    sha256      TEXT   NOT NULL,
    PRIMARY KEY (store, object_key));

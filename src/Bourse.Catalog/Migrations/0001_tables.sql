-- A table is a pointer to its newest metadata file. Nothing here is an absolute address: a store's name and keys within it.
CREATE TABLE catalog_tables (
    namespace       TEXT    NOT NULL,
    name            TEXT    NOT NULL,
    uuid            TEXT    NOT NULL UNIQUE,
    store           TEXT    NOT NULL,
    folder          TEXT    NOT NULL,
    metadata_key    TEXT    NOT NULL,
    metadata_digest TEXT    NOT NULL,
    version         INTEGER NOT NULL,
    changed_at      INTEGER NOT NULL,
    PRIMARY KEY (namespace, name));

-- What was written over S3: the index is the one name of an object, store_key where its bytes are. Keys compare by their bytes.
CREATE TABLE catalog_objects (
    store         TEXT    NOT NULL,
    key           TEXT    NOT NULL,
    store_key     TEXT    NOT NULL UNIQUE,
    length        BIGINT  NOT NULL,
    etag          TEXT    NOT NULL,
    parts         INTEGER NOT NULL,
    modified_at   BIGINT  NOT NULL,
    description   TEXT    NOT NULL,
    tags          TEXT    NOT NULL,
    PRIMARY KEY (store, key));

-- An upload in parts. etag is set once it is completed, and answer_digest then says of which parts.
CREATE TABLE catalog_uploads (
    id            TEXT    PRIMARY KEY,
    store         TEXT    NOT NULL,
    key           TEXT    NOT NULL,
    principal     TEXT    NOT NULL,
    started_at    BIGINT  NOT NULL,
    description   TEXT    NOT NULL,
    tags          TEXT    NOT NULL,
    etag          TEXT,
    answer_digest TEXT);

CREATE INDEX catalog_uploads_by_key ON catalog_uploads (store, key, id);

CREATE TABLE catalog_upload_parts (
    upload        TEXT    NOT NULL REFERENCES catalog_uploads (id),
    number        INTEGER NOT NULL,
    store_key     TEXT    NOT NULL UNIQUE,
    length        BIGINT  NOT NULL,
    etag          TEXT    NOT NULL,
    checksum      TEXT,
    modified_at   BIGINT  NOT NULL,
    PRIMARY KEY (upload, number));

-- Store objects that nothing names any more, with the time since when.
CREATE TABLE catalog_garbage (
    store_key     TEXT    PRIMARY KEY,
    since         BIGINT  NOT NULL);

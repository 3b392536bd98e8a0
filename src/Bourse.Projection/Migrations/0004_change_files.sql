-- What changed with a revision of a chain, as a file made at the first request for it (docs/decisions/0017). object_key is null when no row changed.
CREATE TABLE projection_changes (
    chain_uuid TEXT   NOT NULL REFERENCES projection_chains (uuid),
    revision   BIGINT NOT NULL,
    object_key TEXT,
    length     BIGINT NOT NULL,
    sha256     TEXT   NOT NULL,
    PRIMARY KEY (chain_uuid, revision));

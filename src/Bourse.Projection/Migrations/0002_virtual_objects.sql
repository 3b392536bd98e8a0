-- A virtual object is known by its layout, which object_key names; length and sha256 are those of the object.
ALTER TABLE projection_objects ADD COLUMN is_virtual BIGINT NOT NULL DEFAULT 0 CHECK (is_virtual IN (0, 1));

-- What one rule set leaves of one source file. outcome: none (no row), whole (the source file itself), piece (rewritten, under object_key) or virtual
-- (spliced, its layout under object_key). refusal: why a piece was not spliced.
CREATE TABLE projection_pieces_2 (
    source_sha256  TEXT   NOT NULL,
    rule_digest    TEXT   NOT NULL,
    layout_digest  TEXT   NOT NULL,
    writer_version BIGINT NOT NULL,
    outcome        TEXT   NOT NULL CHECK (outcome IN ('none', 'whole', 'piece', 'virtual')),
    object_key     TEXT,
    length         BIGINT NOT NULL,
    sha256         TEXT   NOT NULL,
    nan_counts     TEXT   NOT NULL,
    refusal        TEXT,
    PRIMARY KEY (source_sha256, rule_digest, layout_digest, writer_version));

INSERT INTO projection_pieces_2
SELECT source_sha256, rule_digest, layout_digest, writer_version, outcome, object_key, length, sha256, nan_counts, NULL FROM projection_pieces;

DROP TABLE projection_pieces;

ALTER TABLE projection_pieces_2 RENAME TO projection_pieces;

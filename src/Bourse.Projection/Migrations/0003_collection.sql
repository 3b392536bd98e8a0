-- How many collections have removed something. What was prepared before one is prepared anew: what it found in the store may be gone.
ALTER TABLE projection_state ADD COLUMN collections BIGINT NOT NULL DEFAULT 0;

-- When a chain was first seen not to be served any more; null while it is.
ALTER TABLE projection_chains ADD COLUMN ended_at BIGINT;

-- Stored objects that no served chain names, since when, and whether their bytes are being removed: then nothing leads to them any more.
CREATE TABLE projection_leftovers (
    object_key    TEXT   NOT NULL PRIMARY KEY,
    unnamed_since BIGINT NOT NULL,
    is_condemned  BIGINT NOT NULL DEFAULT 0 CHECK (is_condemned IN (0, 1)));

CREATE INDEX projection_pieces_by_object ON projection_pieces (object_key);

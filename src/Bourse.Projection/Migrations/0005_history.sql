-- The metadata file that a revision left, which is the table as it stood then; and why a revision is not served any more, null while it is.
ALTER TABLE projection_revisions ADD COLUMN metadata_name TEXT;

ALTER TABLE projection_revisions ADD COLUMN revoked_reason TEXT;

-- The revoked revision that alone named an object; null while the object is served.
ALTER TABLE projection_objects ADD COLUMN withdrawn_by BIGINT;

-- Until now each revision left one metadata file, and their names are in the order of revisions.
UPDATE projection_revisions SET metadata_name = (
    SELECT o.name FROM projection_objects AS o
    WHERE o.chain_uuid = projection_revisions.chain_uuid AND o.name LIKE 'metadata/%.metadata.json'
      AND (SELECT count(*) FROM projection_objects AS p WHERE p.chain_uuid = o.chain_uuid AND p.name LIKE 'metadata/%.metadata.json' AND p.name < o.name)
        = (SELECT count(*) FROM projection_revisions AS q WHERE q.chain_uuid = projection_revisions.chain_uuid AND q.revision < projection_revisions.revision));

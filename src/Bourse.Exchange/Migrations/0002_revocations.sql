-- The one thing of a revision that changes: that it is served no more, since when and why.
ALTER TABLE exchange_revisions ADD COLUMN revoked_at BIGINT;

ALTER TABLE exchange_revisions ADD COLUMN revoked_reason TEXT;

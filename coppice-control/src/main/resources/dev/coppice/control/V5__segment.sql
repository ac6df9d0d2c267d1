-- Schema coppice, version 5: which columns the rows of a segment have, so that its manifest can be written again whatever became
-- of the table. Null for what was begun before this version.

ALTER TABLE coppice.campaign_segment
    ADD COLUMN description text,
    ADD CONSTRAINT campaign_segment_description_check CHECK (description <> '');

COMMENT ON SCHEMA coppice IS 'Coppice schema version 5';

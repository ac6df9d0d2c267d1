-- Schema coppice, version 15: partitions that go as a whole.

-- A partition's rows go in several chunks of one transaction, each with a frame of its own.
ALTER TABLE coppice.campaign_chunk
    DROP CONSTRAINT campaign_chunk_pass_check,
    ADD CONSTRAINT campaign_chunk_pass_check CHECK (pass IN ('canary', 'walk', 'drain', 'revisit', 'partition'));

-- What a campaign has decided about a partition: it was dropped, or its rows go one by one and why. The statement makes it again.
CREATE TABLE coppice.campaign_partition (
    campaign_id bigint NOT NULL,
    table_schema text NOT NULL,
    table_name text NOT NULL,
    state text NOT NULL,
    reason text,
    rows bigint,
    bytes bigint,
    statement text,
    decided_at timestamptz NOT NULL,
    CONSTRAINT campaign_partition_campaign_id_table_schema_table_name_pkey PRIMARY KEY (campaign_id, table_schema, table_name),
    CONSTRAINT campaign_partition_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES coppice.campaign (id),
    CONSTRAINT campaign_partition_state_check CHECK (
        CASE state
            WHEN 'dropped' THEN num_nulls(rows, bytes, statement) = 0 AND reason IS NULL
            WHEN 'kept' THEN num_nonnulls(rows, bytes, statement) = 0 AND reason <> '' AND reason IS NOT NULL
            ELSE false
        END
    ),
    CONSTRAINT campaign_partition_rows_bytes_check CHECK (rows >= 0 AND bytes >= 0)
);

COMMENT ON SCHEMA coppice IS 'Coppice schema version 15';

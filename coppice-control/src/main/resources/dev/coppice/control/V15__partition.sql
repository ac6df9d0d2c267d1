-- Schema coppice, version 15: partitions that go as a whole, and what campaigns give back.

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

-- What a campaign means for the space of a table: its size before, and what is known once it has ended and was vacuumed.
CREATE TABLE coppice.campaign_space (
    campaign_id bigint NOT NULL,
    table_schema text NOT NULL,
    table_name text NOT NULL,
    bytes_before bigint NOT NULL,
    bytes_after bigint,
    bytes_returned bigint,
    bytes_reusable bigint,
    measure text,
    vacuum text,
    vacuum_skipped text,
    vacuum_ms bigint,
    CONSTRAINT campaign_space_campaign_id_table_schema_table_name_pkey PRIMARY KEY (campaign_id, table_schema, table_name),
    CONSTRAINT campaign_space_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES coppice.campaign (id),
    CONSTRAINT campaign_space_bytes_check CHECK (
        bytes_before >= 0 AND bytes_after >= 0 AND bytes_returned >= 0 AND bytes_reusable >= 0
    ),
    CONSTRAINT campaign_space_measure_check CHECK (
        num_nulls(bytes_after, bytes_returned, bytes_reusable, measure) IN (0, 4)
        AND measure IN ('free-space-map', 'rows-deleted')
    ),
    CONSTRAINT campaign_space_vacuum_check CHECK (
        num_nulls(vacuum, vacuum_ms) IN (0, 2)
        AND vacuum IN ('done', 'skipped')
        AND coalesce(vacuum = 'skipped', false) = (vacuum_skipped IS NOT NULL)
        AND vacuum_skipped <> '' AND vacuum_ms >= 0
    )
);

COMMENT ON SCHEMA coppice IS 'Coppice schema version 15';

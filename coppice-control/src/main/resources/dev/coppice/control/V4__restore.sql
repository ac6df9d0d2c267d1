-- Schema coppice, version 4: restores. What a chunk of an archive puts back is entered here in the transaction that does so.

-- What was asked for, and where it stands. The request is a digest of the archive's contents and the selection: whoever asks
-- for the same goes on with the unfinished one.
CREATE TABLE coppice.restore (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    request text NOT NULL,
    archive text NOT NULL,
    location text NOT NULL,
    table_schemas text[] NOT NULL,
    table_names text[] NOT NULL,
    condition text,
    row_key text[] NOT NULL,
    into_schema text,
    on_conflict text NOT NULL,
    requested_by text NOT NULL,
    requested_reason text NOT NULL,
    state text NOT NULL DEFAULT 'RUNNING',
    state_reason text NOT NULL,
    -- The session that works on it tells a dead process from a slow one, where no pooler stands between.
    lease_epoch bigint,
    backend_pid integer,
    backend_start timestamptz,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT restore_id_pkey PRIMARY KEY (id),
    CONSTRAINT restore_request_check CHECK (request ~ '^[0-9a-f]{64}$'),
    CONSTRAINT restore_archive_check CHECK (archive <> ''),
    CONSTRAINT restore_location_check CHECK (location <> ''),
    CONSTRAINT restore_table_schemas_table_names_check CHECK (cardinality(table_schemas) = cardinality(table_names)),
    CONSTRAINT restore_condition_row_key_table_names_check CHECK (
        (condition IS NULL AND row_key = '{}')
        OR ((condition IS NULL OR row_key = '{}') AND cardinality(table_names) = 1)
    ),
    CONSTRAINT restore_condition_check CHECK (condition <> ''),
    CONSTRAINT restore_into_schema_check CHECK (into_schema <> ''),
    CONSTRAINT restore_on_conflict_check CHECK (on_conflict IN ('FAIL', 'SKIP', 'REPLACE')),
    CONSTRAINT restore_requested_by_check CHECK (requested_by <> ''),
    CONSTRAINT restore_requested_reason_check CHECK (requested_reason <> ''),
    CONSTRAINT restore_state_check CHECK (state IN ('RUNNING', 'STOPPED', 'SUCCEEDED', 'ABANDONED')),
    CONSTRAINT restore_state_reason_check CHECK (state_reason <> ''),
    CONSTRAINT restore_state_ended_at_check CHECK ((ended_at IS NOT NULL) = (state IN ('SUCCEEDED', 'ABANDONED'))),
    CONSTRAINT restore_lease_epoch_backend_pid_backend_start_check CHECK (
        num_nulls(lease_epoch, backend_pid, backend_start) IN (0, 3)
    ),
    CONSTRAINT restore_created_at_ended_at_check CHECK (ended_at >= created_at)
);

-- Two unfinished restores of the same would not know which of them to go on with.
CREATE UNIQUE INDEX restore_request_unique
    ON coppice.restore (request)
    WHERE ended_at IS NULL;

CREATE INDEX restore_archive_id_index ON coppice.restore (archive, id);

-- One chunk of the archive that was looked at to its end. Its key makes it impossible to restore a chunk twice.
CREATE TABLE coppice.restore_chunk (
    restore_id bigint NOT NULL,
    chunk bigint NOT NULL,
    restored bigint NOT NULL,
    edited bigint NOT NULL,
    skipped bigint NOT NULL,
    committed_at timestamptz NOT NULL,
    CONSTRAINT restore_chunk_restore_id_chunk_pkey PRIMARY KEY (restore_id, chunk),
    CONSTRAINT restore_chunk_restore_id_fkey FOREIGN KEY (restore_id) REFERENCES coppice.restore (id),
    CONSTRAINT restore_chunk_chunk_check CHECK (chunk >= 0),
    CONSTRAINT restore_chunk_restored_edited_skipped_check CHECK (restored >= 0 AND edited >= 0 AND skipped >= 0)
);

-- What a restore has put back into each table.
CREATE TABLE coppice.restore_table (
    restore_id bigint NOT NULL,
    table_schema text NOT NULL,
    table_name text NOT NULL,
    restored bigint NOT NULL,
    edited bigint NOT NULL,
    skipped bigint NOT NULL,
    CONSTRAINT restore_table_restore_id_table_schema_table_name_pkey PRIMARY KEY (restore_id, table_schema, table_name),
    CONSTRAINT restore_table_restore_id_fkey FOREIGN KEY (restore_id) REFERENCES coppice.restore (id),
    CONSTRAINT restore_table_restored_edited_skipped_check CHECK (restored >= 0 AND edited >= 0 AND skipped >= 0)
);

-- Rows that were left out or replaced because of what was there, by what said no.
CREATE TABLE coppice.restore_conflict (
    restore_id bigint NOT NULL,
    table_schema text NOT NULL,
    table_name text NOT NULL,
    constraint_name text NOT NULL,
    rows bigint NOT NULL,
    CONSTRAINT restore_conflict_pkey PRIMARY KEY (restore_id, table_schema, table_name, constraint_name),
    CONSTRAINT restore_conflict_restore_id_fkey FOREIGN KEY (restore_id) REFERENCES coppice.restore (id),
    CONSTRAINT restore_conflict_rows_check CHECK (rows > 0)
);

COMMENT ON SCHEMA coppice IS 'Coppice schema version 4';

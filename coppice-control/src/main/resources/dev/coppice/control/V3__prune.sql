-- Schema coppice, version 3: the ledger of campaigns. What a chunk removes is entered here in the transaction that removes it.

-- One durable run of a plan. What was asked for stands beside what was done, so that a process that finds the row can go on.
CREATE TABLE coppice.campaign (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    policy text NOT NULL,
    table_schema text NOT NULL,
    table_name text NOT NULL,
    plan_hash text NOT NULL,
    fingerprint text NOT NULL,
    plan jsonb NOT NULL,
    horizon_at timestamptz NOT NULL,
    requested_by text NOT NULL,
    requested_reason text NOT NULL,
    approval_id bigint,
    overridden_by text,
    overridden_reason text,
    row_limit bigint,
    root_limit bigint,
    runtime_limit_ms bigint,
    chunk_time_ms integer NOT NULL,
    state text NOT NULL DEFAULT 'PLANNED',
    state_reason text NOT NULL,
    stopped_by text,
    -- Where the walk stands: age and key of the last root looked at. The learnt size of a chunk outlives its process.
    pass text NOT NULL DEFAULT 'canary',
    position text[],
    chunk_rows integer NOT NULL DEFAULT 500,
    chunks bigint NOT NULL DEFAULT 0,
    roots bigint NOT NULL DEFAULT 0,
    rows_deleted bigint NOT NULL DEFAULT 0,
    rows_edited bigint NOT NULL DEFAULT 0,
    quarantined bigint NOT NULL DEFAULT 0,
    skipped bigint NOT NULL DEFAULT 0,
    skipped_locked bigint,
    ran_ms bigint NOT NULL DEFAULT 0,
    archive_location text,
    -- Many databases may archive into one place: a campaign's number is not enough there.
    archive_nonce uuid,
    archive_id text GENERATED ALWAYS AS ('campaign-' || id::text || '-' || archive_nonce::text) STORED,
    archive_manifest text,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    changed_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT campaign_id_pkey PRIMARY KEY (id),
    CONSTRAINT campaign_policy_check CHECK (policy <> ''),
    CONSTRAINT campaign_plan_hash_check CHECK (plan_hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT campaign_horizon_at_created_at_check CHECK (isfinite(horizon_at) AND horizon_at <= created_at),
    CONSTRAINT campaign_requested_by_check CHECK (requested_by <> ''),
    CONSTRAINT campaign_requested_reason_check CHECK (requested_reason <> ''),
    CONSTRAINT campaign_approval_id_fkey FOREIGN KEY (approval_id) REFERENCES coppice.approval (id),
    CONSTRAINT campaign_approval_id_unique UNIQUE (approval_id),
    CONSTRAINT campaign_overridden_by_overridden_reason_check CHECK (
        num_nulls(overridden_by, overridden_reason) IN (0, 2)
    ),
    CONSTRAINT campaign_overridden_by_check CHECK (overridden_by <> ''),
    CONSTRAINT campaign_overridden_reason_check CHECK (overridden_reason <> ''),
    CONSTRAINT campaign_row_limit_check CHECK (row_limit > 0),
    CONSTRAINT campaign_root_limit_check CHECK (root_limit >= 0),
    CONSTRAINT campaign_runtime_limit_ms_check CHECK (runtime_limit_ms > 0),
    CONSTRAINT campaign_chunk_time_ms_check CHECK (chunk_time_ms > 0),
    CONSTRAINT campaign_state_check CHECK (
        state IN (
            'PLANNED', 'RUNNING', 'PAUSING', 'PAUSED', 'INTERRUPTED',
            'CANCELLING', 'CANCELLED', 'FAILED', 'SUCCEEDED', 'PARTIAL'
        )
    ),
    CONSTRAINT campaign_state_reason_check CHECK (state_reason <> ''),
    CONSTRAINT campaign_state_started_at_check CHECK (
        started_at IS NOT NULL OR state IN ('PLANNED', 'PAUSED', 'INTERRUPTED', 'CANCELLED')
    ),
    CONSTRAINT campaign_state_ended_at_check CHECK (
        (ended_at IS NOT NULL) = (state IN ('CANCELLED', 'FAILED', 'SUCCEEDED', 'PARTIAL'))
    ),
    -- Only what has come to a stop says what stopped it; an end in part always does.
    CONSTRAINT campaign_state_stopped_by_check CHECK (
        CASE
            WHEN state IN ('PAUSED', 'INTERRUPTED', 'CANCELLED', 'FAILED', 'PARTIAL')
                THEN stopped_by IS NOT NULL AND stopped_by <> ''
            ELSE stopped_by IS NULL
        END
    ),
    CONSTRAINT campaign_pass_check CHECK (pass IN ('canary', 'walk', 'revisit', 'done')),
    CONSTRAINT campaign_state_pass_check CHECK (state <> 'SUCCEEDED' OR pass = 'done'),
    CONSTRAINT campaign_state_skipped_locked_check CHECK (
        (skipped_locked IS NOT NULL) = (pass = 'done') AND (state <> 'SUCCEEDED' OR skipped_locked = 0)
    ),
    CONSTRAINT campaign_state_quarantined_check CHECK (state <> 'SUCCEEDED' OR quarantined = 0),
    CONSTRAINT campaign_quarantined_skipped_check CHECK (quarantined >= 0 AND skipped >= 0),
    CONSTRAINT campaign_position_check CHECK (cardinality(position) > 0),
    CONSTRAINT campaign_chunk_rows_check CHECK (chunk_rows > 0),
    CONSTRAINT campaign_chunks_roots_check CHECK (chunks >= 0 AND roots >= 0 AND (chunks > 0 OR roots = 0)),
    CONSTRAINT campaign_rows_deleted_roots_check CHECK (rows_deleted >= roots),
    CONSTRAINT campaign_rows_edited_check CHECK (rows_edited >= 0),
    CONSTRAINT campaign_skipped_locked_check CHECK (skipped_locked >= 0),
    CONSTRAINT campaign_ran_ms_check CHECK (ran_ms >= 0),
    CONSTRAINT campaign_archive_location_archive_nonce_check CHECK (num_nulls(archive_location, archive_nonce) IN (0, 2)),
    CONSTRAINT campaign_archive_manifest_archive_location_check CHECK (
        archive_manifest IS NULL OR archive_location IS NOT NULL
    ),
    CONSTRAINT campaign_created_at_started_at_check CHECK (started_at >= created_at),
    CONSTRAINT campaign_changed_at_ended_at_check CHECK (ended_at <= changed_at)
);

-- Two campaigns of one policy at once would be two plans of one contract.
CREATE UNIQUE INDEX campaign_policy_unique
    ON coppice.campaign (policy)
    WHERE ended_at IS NULL;

CREATE INDEX campaign_policy_id_index ON coppice.campaign (policy, id);

-- Who works on a campaign. Each chunk updates this row first: whoever locks it knows whether the last chunk has committed.
-- The session tells a dead process from a slow one, where no pooler stands between.
CREATE TABLE coppice.campaign_worker (
    campaign_id bigint NOT NULL,
    owner text NOT NULL,
    lease_epoch bigint NOT NULL,
    backend_pid integer NOT NULL,
    backend_start timestamptz NOT NULL,
    attempts bigint NOT NULL DEFAULT 0,
    touched_at timestamptz NOT NULL,
    CONSTRAINT campaign_worker_campaign_id_pkey PRIMARY KEY (campaign_id),
    CONSTRAINT campaign_worker_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES coppice.campaign (id),
    CONSTRAINT campaign_worker_owner_check CHECK (owner <> ''),
    CONSTRAINT campaign_worker_lease_epoch_check CHECK (lease_epoch > 0),
    CONSTRAINT campaign_worker_attempts_check CHECK (attempts >= 0)
);

-- One committed transaction of a campaign.
CREATE TABLE coppice.campaign_chunk (
    campaign_id bigint NOT NULL,
    chunk bigint NOT NULL,
    pass text NOT NULL,
    roots integer NOT NULL,
    rows_deleted bigint NOT NULL,
    rows_edited bigint NOT NULL,
    took_ms integer NOT NULL,
    committed_at timestamptz NOT NULL,
    CONSTRAINT campaign_chunk_campaign_id_chunk_pkey PRIMARY KEY (campaign_id, chunk),
    CONSTRAINT campaign_chunk_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES coppice.campaign (id),
    CONSTRAINT campaign_chunk_chunk_check CHECK (chunk > 0),
    CONSTRAINT campaign_chunk_pass_check CHECK (pass IN ('canary', 'walk', 'drain', 'revisit')),
    CONSTRAINT campaign_chunk_roots_rows_deleted_check CHECK (roots >= 0 AND rows_deleted >= roots),
    CONSTRAINT campaign_chunk_rows_edited_check CHECK (rows_edited >= 0),
    CONSTRAINT campaign_chunk_took_ms_check CHECK (took_ms >= 0)
);

-- What a campaign has taken from each table.
CREATE TABLE coppice.campaign_table (
    campaign_id bigint NOT NULL,
    table_schema text NOT NULL,
    table_name text NOT NULL,
    rows_deleted bigint NOT NULL,
    rows_edited bigint NOT NULL,
    CONSTRAINT campaign_table_campaign_id_table_schema_table_name_pkey PRIMARY KEY (campaign_id, table_schema, table_name),
    CONSTRAINT campaign_table_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES coppice.campaign (id),
    CONSTRAINT campaign_table_rows_deleted_check CHECK (rows_deleted >= 0),
    CONSTRAINT campaign_table_rows_edited_check CHECK (rows_edited >= 0)
);

-- Roots that did not simply go: skipped because something that stays needs them, quarantined because they failed, or
-- draining in parts, with the rows gone so far. The partly drained are found by drained > 0.
CREATE TABLE coppice.campaign_root (
    campaign_id bigint NOT NULL,
    root_key text[] NOT NULL,
    state text NOT NULL,
    code text NOT NULL,
    reason text NOT NULL,
    drained bigint NOT NULL DEFAULT 0,
    way text[],
    noted_at timestamptz NOT NULL,
    CONSTRAINT campaign_root_campaign_id_root_key_pkey PRIMARY KEY (campaign_id, root_key),
    CONSTRAINT campaign_root_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES coppice.campaign (id),
    CONSTRAINT campaign_root_root_key_check CHECK (
        cardinality(root_key) > 0 AND array_ndims(root_key) = 1 AND array_position(root_key, NULL) IS NULL
    ),
    CONSTRAINT campaign_root_state_check CHECK (state IN ('skipped', 'quarantined', 'draining', 'gone')),
    CONSTRAINT campaign_root_code_check CHECK (code <> ''),
    CONSTRAINT campaign_root_reason_check CHECK (reason <> ''),
    CONSTRAINT campaign_root_drained_check CHECK (drained >= 0),
    CONSTRAINT campaign_root_state_drained_check CHECK (state <> 'skipped' OR drained = 0),
    CONSTRAINT campaign_root_state_way_check CHECK ((way IS NOT NULL) = (state = 'draining'))
);

-- One at a time.
CREATE UNIQUE INDEX campaign_root_campaign_id_unique
    ON coppice.campaign_root (campaign_id)
    WHERE state = 'draining';

CREATE INDEX campaign_root_campaign_id_state_index ON coppice.campaign_root (campaign_id, state);

-- Where the rows of one table lie in the archive: deleted rows, or what edited columns held before.
CREATE TABLE coppice.campaign_segment (
    campaign_id bigint NOT NULL,
    segment integer NOT NULL,
    name text NOT NULL,
    table_schema text NOT NULL,
    table_name text NOT NULL,
    edited_columns text[] NOT NULL,
    CONSTRAINT campaign_segment_campaign_id_segment_pkey PRIMARY KEY (campaign_id, segment),
    CONSTRAINT campaign_segment_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES coppice.campaign (id),
    CONSTRAINT campaign_segment_campaign_id_name_unique UNIQUE (campaign_id, name),
    CONSTRAINT campaign_segment_table_schema_table_name_edited_columns_unique UNIQUE (
        campaign_id, table_schema, table_name, edited_columns
    ),
    CONSTRAINT campaign_segment_segment_check CHECK (segment > 0),
    CONSTRAINT campaign_segment_name_check CHECK (name <> '')
);

-- One chunk's rows in a segment. Its bytes were durable before this row was written, and count once it is committed.
CREATE TABLE coppice.campaign_frame (
    campaign_id bigint NOT NULL,
    segment integer NOT NULL,
    frame integer NOT NULL,
    chunk bigint NOT NULL,
    rows bigint NOT NULL,
    object text NOT NULL,
    start_byte bigint NOT NULL,
    length_bytes bigint NOT NULL,
    csv_length_bytes bigint NOT NULL,
    csv_sha256 text,
    sha256 text NOT NULL,
    range_columns text[] NOT NULL,
    range_mins text[] NOT NULL,
    range_maxes text[] NOT NULL,
    CONSTRAINT campaign_frame_campaign_id_segment_frame_pkey PRIMARY KEY (campaign_id, segment, frame),
    CONSTRAINT campaign_frame_campaign_id_segment_fkey
        FOREIGN KEY (campaign_id, segment) REFERENCES coppice.campaign_segment (campaign_id, segment),
    CONSTRAINT campaign_frame_campaign_id_chunk_fkey
        FOREIGN KEY (campaign_id, chunk) REFERENCES coppice.campaign_chunk (campaign_id, chunk),
    CONSTRAINT campaign_frame_campaign_id_chunk_segment_unique UNIQUE (campaign_id, chunk, segment),
    CONSTRAINT campaign_frame_object_start_byte_unique UNIQUE (campaign_id, object, start_byte),
    CONSTRAINT campaign_frame_frame_check CHECK (frame > 0),
    CONSTRAINT campaign_frame_rows_check CHECK (rows > 0),
    CONSTRAINT campaign_frame_object_check CHECK (object <> ''),
    CONSTRAINT campaign_frame_start_byte_check CHECK (start_byte >= 0),
    CONSTRAINT campaign_frame_length_bytes_check CHECK (length_bytes > 0),
    CONSTRAINT campaign_frame_csv_length_bytes_check CHECK (csv_length_bytes > 0),
    CONSTRAINT campaign_frame_csv_sha256_check CHECK (csv_sha256 ~ '^[0-9a-f]{64}$'),
    CONSTRAINT campaign_frame_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    CONSTRAINT campaign_frame_range_columns_range_mins_range_maxes_check CHECK (
        cardinality(range_columns) = cardinality(range_mins) AND cardinality(range_mins) = cardinality(range_maxes)
    )
);

COMMENT ON SCHEMA coppice IS 'Coppice schema version 3';

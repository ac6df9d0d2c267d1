-- Schema coppice, version 16: the erasure of subjects, such as a person who asks for it.

-- What a subject's key is digested with, so that a digest that leaves this database tells nothing.
CREATE TABLE coppice.erasure_salt (
    one boolean NOT NULL DEFAULT true,
    salt text NOT NULL,
    CONSTRAINT erasure_salt_one_pkey PRIMARY KEY (one),
    CONSTRAINT erasure_salt_one_check CHECK (one),
    CONSTRAINT erasure_salt_salt_check CHECK (length(salt) >= 64)
);

INSERT INTO coppice.erasure_salt (salt)
VALUES (replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));

-- One erasure of one row with all that hangs on it. The key is needed while it runs, and goes with its end: after that only who
-- knows the key can find the row again, by its digest.
CREATE TABLE coppice.erasure (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    subject text NOT NULL,
    table_schema text NOT NULL,
    table_name text NOT NULL,
    digest text NOT NULL,
    key text[],
    plan_hash text NOT NULL,
    requested_by text NOT NULL,
    requested_reason text NOT NULL,
    approval_id bigint,
    campaign_id bigint,
    state text NOT NULL DEFAULT 'RUNNING',
    state_reason text NOT NULL,
    receipt text,
    signature text,
    signed_with text,
    created_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    CONSTRAINT erasure_id_pkey PRIMARY KEY (id),
    CONSTRAINT erasure_subject_check CHECK (subject <> ''),
    CONSTRAINT erasure_digest_check CHECK (digest ~ '^[0-9a-f]{64}$'),
    CONSTRAINT erasure_key_check CHECK (
        cardinality(key) > 0 AND array_ndims(key) = 1 AND array_position(key, NULL) IS NULL
    ),
    CONSTRAINT erasure_plan_hash_check CHECK (plan_hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT erasure_requested_by_check CHECK (requested_by <> ''),
    CONSTRAINT erasure_requested_reason_check CHECK (requested_reason <> ''),
    CONSTRAINT erasure_approval_id_fkey FOREIGN KEY (approval_id) REFERENCES coppice.approval (id),
    CONSTRAINT erasure_approval_id_unique UNIQUE (approval_id),
    CONSTRAINT erasure_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES coppice.campaign (id),
    CONSTRAINT erasure_campaign_id_unique UNIQUE (campaign_id),
    CONSTRAINT erasure_state_check CHECK (state IN ('RUNNING', 'SUCCEEDED', 'PARTIAL', 'REFUSED')),
    CONSTRAINT erasure_state_reason_check CHECK (state_reason <> ''),
    CONSTRAINT erasure_state_ended_at_check CHECK ((ended_at IS NULL) = (state = 'RUNNING')),
    -- Who it was is forgotten when it ends, whatever the end.
    CONSTRAINT erasure_key_ended_at_check CHECK ((key IS NULL) = (ended_at IS NOT NULL)),
    CONSTRAINT erasure_state_campaign_id_check CHECK (state <> 'SUCCEEDED' OR campaign_id IS NOT NULL),
    CONSTRAINT erasure_state_receipt_check CHECK ((receipt IS NOT NULL) = (state = 'SUCCEEDED')),
    CONSTRAINT erasure_signature_signed_with_check CHECK (num_nulls(signature, signed_with) IN (0, 2)),
    CONSTRAINT erasure_receipt_signature_check CHECK (signature IS NULL OR receipt IS NOT NULL),
    CONSTRAINT erasure_created_at_ended_at_check CHECK (ended_at >= created_at)
);

-- One at a time for a subject.
CREATE UNIQUE INDEX erasure_table_schema_table_name_digest_unique
    ON coppice.erasure (table_schema, table_name, digest)
    WHERE ended_at IS NULL;

CREATE INDEX erasure_digest_index ON coppice.erasure (digest);

-- Rows that named the subject by an id alone, came while it was erased, and were found when it was looked again.
CREATE TABLE coppice.erasure_sweep (
    erasure_id bigint NOT NULL,
    table_schema text NOT NULL,
    table_name text NOT NULL,
    rows_deleted bigint NOT NULL,
    CONSTRAINT erasure_sweep_erasure_id_table_schema_table_name_pkey PRIMARY KEY (erasure_id, table_schema, table_name),
    CONSTRAINT erasure_sweep_erasure_id_fkey FOREIGN KEY (erasure_id) REFERENCES coppice.erasure (id),
    CONSTRAINT erasure_sweep_rows_deleted_check CHECK (rows_deleted > 0)
);

COMMENT ON SCHEMA coppice IS 'Coppice schema version 16';

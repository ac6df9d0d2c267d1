-- Schema coppice, version 1: what every engine needs before it may act.
-- The schema itself exists when this runs. The last line states the version; each later script ends the same way.

-- Who may work on what. A free lease keeps its row, so that its epoch only grows.
CREATE TABLE coppice.lease (
    name text NOT NULL,
    owner text,
    epoch bigint NOT NULL,
    acquired_at timestamptz,
    heartbeat_at timestamptz,
    expires_at timestamptz,
    CONSTRAINT lease_name_pkey PRIMARY KEY (name),
    -- Makes the epoch a key column: taking a lease over waits for whoever holds its row FOR KEY SHARE, a heartbeat does not.
    CONSTRAINT lease_name_epoch_unique UNIQUE (name, epoch),
    CONSTRAINT lease_name_check CHECK (name <> ''),
    CONSTRAINT lease_owner_check CHECK (owner <> ''),
    CONSTRAINT lease_epoch_check CHECK (epoch > 0),
    CONSTRAINT lease_owner_acquired_at_heartbeat_at_expires_at_check CHECK (
        num_nulls(owner, acquired_at, heartbeat_at, expires_at) IN (0, 4)
    ),
    CONSTRAINT lease_heartbeat_at_expires_at_check CHECK (heartbeat_at < expires_at)
);

-- The one row every chunk holds FOR SHARE, and every hold, release and freeze updates: whoever changes it waits for the
-- chunks that run, and every chunk that begins later sees the change.
CREATE TABLE coppice.hold_epoch (
    id boolean NOT NULL DEFAULT true,
    epoch bigint NOT NULL,
    frozen_at timestamptz,
    frozen_by text,
    frozen_reason text,
    CONSTRAINT hold_epoch_id_pkey PRIMARY KEY (id),
    CONSTRAINT hold_epoch_id_check CHECK (id),
    CONSTRAINT hold_epoch_epoch_check CHECK (epoch >= 0),
    CONSTRAINT hold_epoch_frozen_at_frozen_by_frozen_reason_check CHECK (
        num_nulls(frozen_at, frozen_by, frozen_reason) IN (0, 3)
    ),
    CONSTRAINT hold_epoch_frozen_by_check CHECK (frozen_by <> ''),
    CONSTRAINT hold_epoch_frozen_reason_check CHECK (frozen_reason <> '')
);

INSERT INTO coppice.hold_epoch (epoch) VALUES (0);

-- "Do not delete": a row, a whole table, or a resource.
CREATE TABLE coppice.hold (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    scope text NOT NULL,
    table_schema text,
    table_name text,
    row_key text[],
    resource_kind text,
    resource_id text,
    origin text NOT NULL,
    reason text NOT NULL,
    placed_by text NOT NULL,
    placed_at timestamptz NOT NULL,
    until_at timestamptz,
    released_at timestamptz,
    released_by text,
    release_reason text,
    CONSTRAINT hold_id_pkey PRIMARY KEY (id),
    CONSTRAINT hold_scope_check CHECK (scope IN ('row', 'table', 'resource')),
    CONSTRAINT hold_scope_table_schema_table_name_row_key_check CHECK (
        CASE scope
            WHEN 'row' THEN num_nulls(table_schema, table_name, row_key) = 0
            WHEN 'table' THEN num_nulls(table_schema, table_name) = 0 AND row_key IS NULL
            ELSE num_nulls(table_schema, table_name, row_key) = 3
        END
    ),
    CONSTRAINT hold_scope_resource_kind_resource_id_check CHECK (
        num_nulls(resource_kind, resource_id) = CASE scope WHEN 'resource' THEN 0 ELSE 2 END
    ),
    CONSTRAINT hold_row_key_check CHECK (
        cardinality(row_key) > 0 AND array_ndims(row_key) = 1 AND array_position(row_key, NULL) IS NULL
    ),
    CONSTRAINT hold_origin_check CHECK (origin <> ''),
    CONSTRAINT hold_reason_check CHECK (reason <> ''),
    CONSTRAINT hold_placed_by_check CHECK (placed_by <> ''),
    CONSTRAINT hold_placed_at_until_at_check CHECK (until_at > placed_at),
    CONSTRAINT hold_released_at_released_by_release_reason_check CHECK (
        num_nulls(released_at, released_by, release_reason) IN (0, 3)
    ),
    CONSTRAINT hold_released_by_check CHECK (released_by <> ''),
    CONSTRAINT hold_release_reason_check CHECK (release_reason <> '')
);

CREATE INDEX hold_table_schema_table_name_row_key_index
    ON coppice.hold (table_schema, table_name, row_key)
    WHERE released_at IS NULL AND scope <> 'resource';

CREATE INDEX hold_resource_kind_resource_id_index
    ON coppice.hold (resource_kind, resource_id)
    WHERE released_at IS NULL AND scope = 'resource';

-- Leave to run one plan once. At most one approval of a plan is open; one that lapsed is signed anew in place.
CREATE TABLE coppice.approval (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    subject text NOT NULL,
    plan_hash text NOT NULL,
    required_approvers smallint NOT NULL,
    first_by text NOT NULL,
    first_at timestamptz NOT NULL,
    first_reason text NOT NULL,
    second_by text,
    second_at timestamptz,
    second_reason text,
    lapses_at timestamptz NOT NULL,
    consumed_at timestamptz,
    consumed_by text,
    CONSTRAINT approval_id_pkey PRIMARY KEY (id),
    CONSTRAINT approval_subject_check CHECK (subject <> ''),
    CONSTRAINT approval_plan_hash_check CHECK (plan_hash <> ''),
    CONSTRAINT approval_required_approvers_check CHECK (required_approvers IN (1, 2)),
    CONSTRAINT approval_first_by_check CHECK (first_by <> ''),
    CONSTRAINT approval_first_reason_check CHECK (first_reason <> ''),
    CONSTRAINT approval_first_at_lapses_at_check CHECK (lapses_at > first_at),
    CONSTRAINT approval_second_by_second_at_second_reason_check CHECK (
        num_nulls(second_by, second_at, second_reason) IN (0, 3)
    ),
    CONSTRAINT approval_second_by_check CHECK (second_by <> ''),
    CONSTRAINT approval_second_reason_check CHECK (second_reason <> ''),
    CONSTRAINT approval_first_by_second_by_check CHECK (second_by <> first_by),
    CONSTRAINT approval_required_approvers_second_by_check CHECK (second_by IS NULL OR required_approvers = 2),
    CONSTRAINT approval_consumed_at_consumed_by_check CHECK (num_nulls(consumed_at, consumed_by) IN (0, 2)),
    CONSTRAINT approval_consumed_by_check CHECK (consumed_by <> ''),
    CONSTRAINT approval_consumed_at_lapses_at_check CHECK (consumed_at < lapses_at),
    CONSTRAINT approval_required_approvers_second_by_consumed_at_check CHECK (
        consumed_at IS NULL OR required_approvers = 1 OR second_by IS NOT NULL
    )
);

CREATE UNIQUE INDEX approval_subject_plan_hash_unique
    ON coppice.approval (subject, plan_hash)
    WHERE consumed_at IS NULL;

CREATE INDEX approval_subject_plan_hash_id_index ON coppice.approval (subject, plan_hash, id);

-- Who did what and why: each entry carries a digest of itself and of the entry before it. The head says where the chain
-- ends, so that a cut tail shows, and its lock makes the numbers gapless.
CREATE TABLE coppice.audit_head (
    id boolean NOT NULL DEFAULT true,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_head_id_pkey PRIMARY KEY (id),
    CONSTRAINT audit_head_id_check CHECK (id),
    CONSTRAINT audit_head_seq_check CHECK (seq >= 0),
    CONSTRAINT audit_head_hash_check CHECK (octet_length(hash) = 32)
);

INSERT INTO coppice.audit_head (seq, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

CREATE TABLE coppice.audit (
    seq bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    reason text,
    before_state jsonb,
    after_state jsonb,
    prev_hash bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_seq_pkey PRIMARY KEY (seq),
    CONSTRAINT audit_seq_check CHECK (seq > 0),
    CONSTRAINT audit_recorded_at_check CHECK (isfinite(recorded_at)),
    CONSTRAINT audit_actor_check CHECK (actor <> ''),
    CONSTRAINT audit_action_check CHECK (action <> ''),
    CONSTRAINT audit_subject_check CHECK (subject <> ''),
    CONSTRAINT audit_reason_check CHECK (reason <> ''),
    CONSTRAINT audit_prev_hash_check CHECK (octet_length(prev_hash) = 32),
    CONSTRAINT audit_hash_check CHECK (octet_length(hash) = 32)
);

CREATE INDEX audit_subject_seq_index ON coppice.audit (subject, seq);
CREATE INDEX audit_actor_seq_index ON coppice.audit (actor, seq);
CREATE INDEX audit_action_seq_index ON coppice.audit (action, seq);
CREATE INDEX audit_recorded_at_index ON coppice.audit (recorded_at);

CREATE FUNCTION coppice.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'coppice.% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_change_trigger
    BEFORE UPDATE OR DELETE OR TRUNCATE ON coppice.audit
    FOR EACH STATEMENT EXECUTE FUNCTION coppice.refuse_change();

CREATE TRIGGER audit_head_change_trigger
    BEFORE INSERT OR DELETE OR TRUNCATE ON coppice.audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION coppice.refuse_change();

-- The head moves forward by one entry at a time and never back.
CREATE TRIGGER audit_head_seq_trigger
    BEFORE UPDATE ON coppice.audit_head
    FOR EACH ROW WHEN (new.seq <> old.seq + 1) EXECUTE FUNCTION coppice.refuse_change();

-- What happened, for those who want to hear of it. Written with the change itself and delivered afterwards.
CREATE TABLE coppice.notification (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    idempotency_key uuid NOT NULL DEFAULT gen_random_uuid(),
    topic text NOT NULL,
    subject text NOT NULL,
    payload jsonb NOT NULL,
    state text NOT NULL DEFAULT 'pending',
    attempts integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    due_at timestamptz,
    claimed_by text,
    claimed_until_at timestamptz,
    delivered_at timestamptz,
    parked_at timestamptz,
    last_error text,
    CONSTRAINT notification_id_pkey PRIMARY KEY (id),
    CONSTRAINT notification_idempotency_key_unique UNIQUE (idempotency_key),
    CONSTRAINT notification_topic_check CHECK (topic <> ''),
    CONSTRAINT notification_subject_check CHECK (subject <> ''),
    CONSTRAINT notification_state_check CHECK (state IN ('pending', 'delivered', 'parked')),
    CONSTRAINT notification_state_due_at_check CHECK ((due_at IS NOT NULL) = (state = 'pending')),
    CONSTRAINT notification_state_delivered_at_check CHECK ((delivered_at IS NOT NULL) = (state = 'delivered')),
    CONSTRAINT notification_state_parked_at_check CHECK ((parked_at IS NOT NULL) = (state = 'parked')),
    CONSTRAINT notification_state_last_error_check CHECK (state <> 'parked' OR last_error IS NOT NULL),
    CONSTRAINT notification_state_claimed_by_check CHECK (claimed_by IS NULL OR state = 'pending'),
    CONSTRAINT notification_claimed_by_claimed_until_at_check CHECK (
        num_nulls(claimed_by, claimed_until_at) IN (0, 2)
    ),
    CONSTRAINT notification_attempts_check CHECK (attempts >= 0)
);

CREATE INDEX notification_due_at_id_index ON coppice.notification (due_at, id) WHERE state = 'pending';
CREATE INDEX notification_delivered_at_index ON coppice.notification (delivered_at) WHERE state = 'delivered';

COMMENT ON SCHEMA coppice IS 'Coppice schema version 1';

-- Schema coppice, version 8: what has a lifecycle, what is being taken down, and what is kept of it.

-- Resources of kinds that have no table of the user's own.
CREATE TABLE coppice.resource (
    kind text NOT NULL,
    id text NOT NULL,
    status text NOT NULL DEFAULT 'active',
    parent_id text,
    tier text,
    owner text,
    protected boolean NOT NULL DEFAULT false,
    -- The end of what is paid for. An immediate end is never moved into the future, whatever arrives late.
    ends_at timestamptz,
    immediate boolean NOT NULL DEFAULT false,
    -- When the newest event about the end happened where it came from: an older one that arrives later changes nothing.
    end_known_at timestamptz,
    fenced_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT resource_kind_id_pkey PRIMARY KEY (kind, id),
    CONSTRAINT resource_kind_parent_id_fkey FOREIGN KEY (kind, parent_id) REFERENCES coppice.resource (kind, id),
    CONSTRAINT resource_kind_check CHECK (kind <> ''),
    CONSTRAINT resource_id_check CHECK (id <> ''),
    CONSTRAINT resource_id_parent_id_check CHECK (parent_id <> id),
    CONSTRAINT resource_status_check CHECK (status IN ('active', 'suspended', 'deprovisioned')),
    CONSTRAINT resource_status_fenced_at_check CHECK (status <> 'deprovisioned' OR fenced_at IS NOT NULL),
    CONSTRAINT resource_ends_at_immediate_check CHECK (ends_at IS NOT NULL OR NOT immediate)
);

CREATE INDEX resource_kind_parent_id_index ON coppice.resource (kind, parent_id);
CREATE INDEX resource_kind_ends_at_index ON coppice.resource (kind, ends_at) WHERE status <> 'deprovisioned';

-- Where a resource stands, finer than its status, of every resource that has ever left "active".
CREATE TABLE coppice.resource_state (
    kind text NOT NULL,
    resource_id text NOT NULL,
    state text NOT NULL,
    -- Grows each time the resource is fenced; everything a teardown does carries it.
    epoch bigint NOT NULL DEFAULT 0,
    suspended_at timestamptz,
    -- The end as it was when the resource was suspended; an immediate one stays immediate.
    ends_at timestamptz,
    immediate boolean NOT NULL DEFAULT false,
    fenced_at timestamptz,
    deprovisioned_at timestamptz,
    erased_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT resource_state_kind_resource_id_pkey PRIMARY KEY (kind, resource_id),
    CONSTRAINT resource_state_kind_check CHECK (kind <> ''),
    CONSTRAINT resource_state_resource_id_check CHECK (resource_id <> ''),
    CONSTRAINT resource_state_state_check CHECK (
        state IN ('active', 'suspended', 'fenced', 'tearing-down', 'parked', 'residual', 'deprovisioned', 'erased')
    ),
    CONSTRAINT resource_state_epoch_check CHECK (epoch >= 0),
    CONSTRAINT resource_state_state_suspended_at_check CHECK (state <> 'suspended' OR suspended_at IS NOT NULL),
    CONSTRAINT resource_state_active_suspended_at_check CHECK (state <> 'active' OR suspended_at IS NULL),
    CONSTRAINT resource_state_ends_at_immediate_check CHECK (ends_at IS NOT NULL OR NOT immediate),
    CONSTRAINT resource_state_state_fenced_at_check CHECK (
        (state IN ('active', 'suspended')) = (fenced_at IS NULL)
    ),
    CONSTRAINT resource_state_state_epoch_check CHECK (fenced_at IS NULL OR epoch > 0),
    CONSTRAINT resource_state_state_deprovisioned_at_check CHECK (
        CASE
            WHEN state IN ('residual', 'deprovisioned', 'erased') THEN deprovisioned_at IS NOT NULL
            WHEN state = 'parked' THEN true
            ELSE deprovisioned_at IS NULL
        END
    ),
    CONSTRAINT resource_state_state_erased_at_check CHECK ((state = 'erased') = (erased_at IS NOT NULL))
);

CREATE INDEX resource_state_kind_state_index ON coppice.resource_state (kind, state);

-- The ways there are from state to state, whoever writes.
CREATE FUNCTION coppice.refuse_illegal_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF new.epoch < old.epoch OR new.state <> old.state AND (old.state, new.state) NOT IN (
        ('active', 'suspended'), ('active', 'fenced'),
        ('suspended', 'active'), ('suspended', 'fenced'),
        -- Where the application deprovisioned by itself, and what stands here is behind.
        ('active', 'residual'), ('active', 'erased'), ('suspended', 'residual'), ('suspended', 'erased'),
        ('fenced', 'active'), ('fenced', 'suspended'), ('fenced', 'tearing-down'), ('fenced', 'parked'),
        ('fenced', 'residual'), ('fenced', 'deprovisioned'),
        ('tearing-down', 'parked'), ('tearing-down', 'residual'), ('tearing-down', 'deprovisioned'),
        ('parked', 'active'), ('parked', 'suspended'), ('parked', 'fenced'), ('parked', 'tearing-down'),
        ('parked', 'residual'), ('parked', 'deprovisioned'),
        ('residual', 'parked'), ('residual', 'deprovisioned'),
        ('deprovisioned', 'residual'), ('deprovisioned', 'erased'), ('deprovisioned', 'active'),
        ('deprovisioned', 'suspended'),
        -- Where the application brought it back by itself.
        ('deprovisioned', 'fenced'), ('erased', 'fenced'),
        ('erased', 'residual')
    ) THEN
        RAISE EXCEPTION 'coppice.resource_state: % to % is refused', old.state, new.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN new;
END
$$;

CREATE TRIGGER resource_state_change_trigger
    BEFORE UPDATE ON coppice.resource_state
    FOR EACH ROW EXECUTE FUNCTION coppice.refuse_illegal_transition();

-- Backups of resources. One that is expiring may be half removed; a row that expired stays, and nothing of it is left.
CREATE TABLE coppice.backup (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    resource_id text NOT NULL,
    -- Resources below it that lie in the same backup.
    children text[] NOT NULL DEFAULT '{}',
    tier text,
    owner text,
    initiator text NOT NULL,
    -- The fence the backup was taken behind; 0 for one of a living resource.
    epoch bigint NOT NULL,
    state text NOT NULL,
    location text NOT NULL,
    archive text NOT NULL,
    manifest_sha256 text,
    row_count bigint,
    object_count bigint,
    byte_count bigint,
    made_by text NOT NULL,
    reason text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    completed_at timestamptz,
    verified_at timestamptz,
    drilled_at timestamptz,
    expires_at timestamptz,
    expired_at timestamptz,
    problem text,
    CONSTRAINT backup_id_pkey PRIMARY KEY (id),
    CONSTRAINT backup_location_archive_unique UNIQUE (location, archive),
    CONSTRAINT backup_initiator_check CHECK (initiator IN ('user', 'scheduled', 'final', 'residual')),
    CONSTRAINT backup_epoch_check CHECK (epoch >= 0),
    CONSTRAINT backup_initiator_epoch_check CHECK ((initiator IN ('final', 'residual')) = (epoch > 0)),
    CONSTRAINT backup_state_check CHECK (state IN ('writing', 'completed', 'failed', 'expiring', 'expired')),
    CONSTRAINT backup_state_completed_at_check CHECK (
        CASE
            WHEN state = 'writing' THEN completed_at IS NULL
            WHEN state = 'completed' THEN
                num_nulls(completed_at, expires_at, manifest_sha256, row_count, object_count, byte_count) = 0
            -- Expired, or never completed and being removed.
            WHEN state = 'expiring' THEN
                num_nulls(completed_at, expires_at, manifest_sha256, row_count, object_count, byte_count) IN (0, 6)
            ELSE true
        END
    ),
    CONSTRAINT backup_state_expired_at_check CHECK ((state = 'expired') = (expired_at IS NOT NULL)),
    CONSTRAINT backup_state_problem_check CHECK (state <> 'failed' OR problem IS NOT NULL),
    CONSTRAINT backup_completed_at_verified_at_check CHECK (verified_at >= completed_at),
    CONSTRAINT backup_verified_at_drilled_at_check CHECK (drilled_at IS NULL OR verified_at IS NOT NULL),
    CONSTRAINT backup_made_by_check CHECK (made_by <> ''),
    CONSTRAINT backup_reason_check CHECK (reason <> '')
);

CREATE INDEX backup_kind_resource_id_index ON coppice.backup (kind, resource_id, id);
CREATE INDEX backup_expires_at_index ON coppice.backup (expires_at) WHERE state IN ('completed', 'expiring');

-- One teardown of one resource under one fence.
CREATE TABLE coppice.operation (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    resource_id text NOT NULL,
    epoch bigint NOT NULL,
    parent_id bigint,
    purpose text NOT NULL,
    cause text NOT NULL,
    state text NOT NULL,
    previous_status text NOT NULL,
    plan_hash text NOT NULL,
    plan jsonb NOT NULL,
    requested_by text NOT NULL,
    reason text NOT NULL,
    -- Said aloud, and printed on the certificate: nothing is kept.
    backup_waived_by text,
    backup_waived_reason text,
    backup_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    next_try_at timestamptz,
    -- The intent of the first step that destroys: from here on there is no way back.
    no_return_at timestamptz,
    finished_at timestamptz,
    ended_by text,
    ended_reason text,
    CONSTRAINT operation_id_pkey PRIMARY KEY (id),
    CONSTRAINT operation_kind_resource_id_epoch_unique UNIQUE (kind, resource_id, epoch),
    CONSTRAINT operation_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES coppice.operation (id),
    CONSTRAINT operation_backup_id_fkey FOREIGN KEY (backup_id) REFERENCES coppice.backup (id),
    CONSTRAINT operation_epoch_check CHECK (epoch > 0),
    CONSTRAINT operation_purpose_check CHECK (purpose IN ('teardown', 'residual')),
    CONSTRAINT operation_cause_check CHECK (cause IN ('due', 'asked', 'parent', 'found')),
    CONSTRAINT operation_parent_id_cause_check CHECK ((cause = 'parent') = (parent_id IS NOT NULL)),
    CONSTRAINT operation_state_check CHECK (
        state IN ('running', 'parked', 'residual', 'succeeded', 'partial', 'cancelled')
    ),
    CONSTRAINT operation_state_finished_at_check CHECK (
        (state IN ('succeeded', 'partial', 'cancelled')) = (finished_at IS NOT NULL)
    ),
    CONSTRAINT operation_state_next_try_at_check CHECK ((state IN ('running', 'residual')) = (next_try_at IS NOT NULL)),
    CONSTRAINT operation_state_no_return_at_check CHECK (state <> 'cancelled' OR no_return_at IS NULL),
    CONSTRAINT operation_previous_status_check CHECK (previous_status IN ('active', 'suspended', 'deprovisioned')),
    CONSTRAINT operation_requested_by_check CHECK (requested_by <> ''),
    CONSTRAINT operation_reason_check CHECK (reason <> ''),
    CONSTRAINT operation_backup_waived_by_backup_waived_reason_check CHECK (
        num_nulls(backup_waived_by, backup_waived_reason) IN (0, 2)
        AND backup_waived_by <> '' AND backup_waived_reason <> ''
    ),
    CONSTRAINT operation_state_ended_by_ended_reason_check CHECK (
        num_nulls(ended_by, ended_reason) = CASE WHEN state = 'cancelled' THEN 0 ELSE 2 END
    )
);

CREATE UNIQUE INDEX operation_kind_resource_id_unique ON coppice.operation (kind, resource_id) WHERE finished_at IS NULL;
CREATE INDEX operation_next_try_at_index ON coppice.operation (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX operation_parent_id_index ON coppice.operation (parent_id);
CREATE INDEX operation_kind_created_at_index ON coppice.operation (kind, created_at);

-- A step as it stands. What happened to it on the way is the journal's.
CREATE TABLE coppice.operation_step (
    operation_id bigint NOT NULL,
    name text NOT NULL,
    ordinal integer NOT NULL,
    type text NOT NULL,
    after text[] NOT NULL,
    best_effort boolean NOT NULL,
    destroys boolean NOT NULL,
    state text NOT NULL DEFAULT 'pending',
    attempts integer NOT NULL DEFAULT 0,
    code text,
    message text,
    blocked_by text[] NOT NULL DEFAULT '{}',
    -- Since when it has been waiting for this reason.
    since_at timestamptz,
    next_try_at timestamptz,
    finished_at timestamptz,
    items_before bigint,
    bytes_before bigint,
    items_removed bigint,
    items_after bigint,
    method text,
    progress jsonb,
    resolved_by text,
    resolved_reason text,
    CONSTRAINT operation_step_operation_id_name_pkey PRIMARY KEY (operation_id, name),
    CONSTRAINT operation_step_operation_id_fkey FOREIGN KEY (operation_id) REFERENCES coppice.operation (id),
    CONSTRAINT operation_step_operation_id_ordinal_unique UNIQUE (operation_id, ordinal),
    CONSTRAINT operation_step_name_check CHECK (name <> ''),
    CONSTRAINT operation_step_state_check CHECK (
        state IN ('pending', 'running', 'done', 'already-done', 'failed', 'unknown', 'blocked', 'parked', 'resolved',
            'unseen', 'abandoned')
    ),
    CONSTRAINT operation_step_attempts_check CHECK (attempts >= 0),
    CONSTRAINT operation_step_state_finished_at_check CHECK (
        (state IN ('done', 'already-done', 'resolved', 'unseen', 'abandoned')) = (finished_at IS NOT NULL)
    ),
    CONSTRAINT operation_step_state_code_message_check CHECK (
        state NOT IN ('failed', 'unknown', 'blocked', 'parked') OR num_nulls(code, message, since_at) = 0
    ),
    -- A step whose outcome nobody knows is never taken for done, and one that is done left nothing that was seen.
    CONSTRAINT operation_step_state_items_after_check CHECK (
        state NOT IN ('done', 'already-done', 'resolved') OR items_after IS NOT DISTINCT FROM 0
    ),
    CONSTRAINT operation_step_state_resolved_by_resolved_reason_check CHECK (
        num_nulls(resolved_by, resolved_reason) = CASE WHEN state IN ('resolved', 'unseen', 'abandoned') THEN 0 ELSE 2 END
    )
);

-- The journal: intent, then outcome, of every attempt. An attempt without an outcome was cut short.
CREATE TABLE coppice.operation_attempt (
    operation_id bigint NOT NULL,
    step text NOT NULL,
    attempt integer NOT NULL,
    worker text NOT NULL,
    lease_epoch bigint NOT NULL,
    intent_at timestamptz NOT NULL,
    outcome text,
    outcome_at timestamptz,
    code text,
    message text,
    items bigint,
    CONSTRAINT operation_attempt_operation_id_step_attempt_pkey PRIMARY KEY (operation_id, step, attempt),
    CONSTRAINT operation_attempt_operation_id_step_fkey FOREIGN KEY (operation_id, step)
        REFERENCES coppice.operation_step (operation_id, name),
    CONSTRAINT operation_attempt_attempt_check CHECK (attempt > 0),
    CONSTRAINT operation_attempt_outcome_check CHECK (
        outcome IN ('done', 'already-done', 'failed', 'unknown', 'blocked')
    ),
    CONSTRAINT operation_attempt_outcome_outcome_at_check CHECK ((outcome IS NULL) = (outcome_at IS NULL))
);

-- What was destroyed, how it was checked, what is kept: signed, chained, never changed but for its revocation.
CREATE TABLE coppice.certificate (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    operation_id bigint NOT NULL,
    kind text NOT NULL,
    resource_id text NOT NULL,
    body text NOT NULL,
    sha256 text NOT NULL,
    previous_sha256 text,
    key_id text NOT NULL,
    signature bytea NOT NULL,
    issued_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_reason text,
    CONSTRAINT certificate_id_pkey PRIMARY KEY (id),
    CONSTRAINT certificate_operation_id_unique UNIQUE (operation_id),
    CONSTRAINT certificate_previous_sha256_unique UNIQUE NULLS NOT DISTINCT (previous_sha256),
    CONSTRAINT certificate_sha256_unique UNIQUE (sha256),
    CONSTRAINT certificate_previous_sha256_fkey FOREIGN KEY (previous_sha256) REFERENCES coppice.certificate (sha256),
    CONSTRAINT certificate_operation_id_fkey FOREIGN KEY (operation_id) REFERENCES coppice.operation (id),
    CONSTRAINT certificate_revoked_at_revoked_reason_check CHECK (num_nulls(revoked_at, revoked_reason) IN (0, 2))
);

CREATE INDEX certificate_kind_resource_id_index ON coppice.certificate (kind, resource_id, id);

-- A later look at everything a certificate speaks of.
CREATE TABLE coppice.certificate_probe (
    certificate_id bigint NOT NULL,
    ordinal integer NOT NULL,
    due_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    outcome text,
    probed_at timestamptz,
    body text,
    key_id text,
    signature bytea,
    CONSTRAINT certificate_probe_certificate_id_ordinal_pkey PRIMARY KEY (certificate_id, ordinal),
    CONSTRAINT certificate_probe_certificate_id_fkey FOREIGN KEY (certificate_id) REFERENCES coppice.certificate (id),
    CONSTRAINT certificate_probe_outcome_check CHECK (outcome IN ('nothing', 'found')),
    CONSTRAINT certificate_probe_outcome_probed_at_body_signature_check CHECK (
        num_nulls(outcome, probed_at, body, key_id, signature) IN (0, 5)
    )
);

CREATE INDEX certificate_probe_due_at_index ON coppice.certificate_probe (due_at) WHERE outcome IS NULL;

-- Who is gone and must not come back, not even by the restore of an older copy of this database: see the store of backups.
CREATE TABLE coppice.tombstone (
    kind text NOT NULL,
    resource_id text NOT NULL,
    operation_id bigint NOT NULL,
    buried_at timestamptz NOT NULL,
    -- When it was written into the store of backups; due until then. Of one that was lifted: until it is taken out of there.
    stored_at timestamptz,
    -- When the resource was brought back on a person's word: what the store still says of it counts for nothing.
    lifted_at timestamptz,
    CONSTRAINT tombstone_kind_resource_id_pkey PRIMARY KEY (kind, resource_id)
);

-- What each sensor decided last about each resource it looked at, and why.
CREATE TABLE coppice.sensor_decision (
    sensor text NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    decision text NOT NULL,
    code text NOT NULL,
    message text NOT NULL,
    since_at timestamptz NOT NULL,
    decided_at timestamptz NOT NULL,
    CONSTRAINT sensor_decision_sensor_kind_subject_pkey PRIMARY KEY (sensor, kind, subject),
    CONSTRAINT sensor_decision_decision_check CHECK (decision IN ('acted', 'waited', 'refused'))
);

CREATE TABLE coppice.sensor_run (
    sensor text NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    worker text NOT NULL,
    acted integer NOT NULL DEFAULT 0,
    waited integer NOT NULL DEFAULT 0,
    problem text,
    CONSTRAINT sensor_run_sensor_pkey PRIMARY KEY (sensor)
);

-- Jobs of the servers, in the form db-scheduler keeps them.
CREATE TABLE coppice.job (
    task_name text NOT NULL,
    task_instance text NOT NULL,
    task_data bytea,
    execution_time timestamptz NOT NULL,
    picked boolean NOT NULL,
    picked_by text,
    last_success timestamptz,
    last_failure timestamptz,
    consecutive_failures integer,
    last_heartbeat timestamptz,
    version bigint NOT NULL,
    priority smallint,
    CONSTRAINT job_task_name_task_instance_pkey PRIMARY KEY (task_name, task_instance)
);

CREATE INDEX job_execution_time_index ON coppice.job (execution_time);
CREATE INDEX job_last_heartbeat_index ON coppice.job (last_heartbeat);

CREATE FUNCTION coppice.refuse_change_of_certificate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND old.revoked_at IS NULL
        AND (to_jsonb(new) - 'revoked_at' - 'revoked_reason') = (to_jsonb(old) - 'revoked_at' - 'revoked_reason') THEN
        RETURN new;
    END IF;
    RAISE EXCEPTION 'coppice.% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER certificate_change_trigger
    BEFORE UPDATE OR DELETE ON coppice.certificate
    FOR EACH ROW EXECUTE FUNCTION coppice.refuse_change_of_certificate();

CREATE TRIGGER certificate_truncate_trigger
    BEFORE TRUNCATE ON coppice.certificate
    FOR EACH STATEMENT EXECUTE FUNCTION coppice.refuse_change();

COMMENT ON SCHEMA coppice IS 'Coppice schema version 8';

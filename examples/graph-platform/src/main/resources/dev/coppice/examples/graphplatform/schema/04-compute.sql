-- Sessions and all that hangs below them: the closure of the policy ended-sessions.
CREATE TABLE app.session (
    session_id uuid NOT NULL,
    graph_id text NOT NULL,
    user_id bigint NOT NULL,
    parent_session_id uuid,
    name text NOT NULL,
    status text NOT NULL,
    tags text[] DEFAULT '{}' NOT NULL,
    resources jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    terminated_at timestamptz,
    -- Awkward on purpose: COPY back into a generated column fails.
    lasted_seconds bigint GENERATED ALWAYS AS (floor(extract(epoch FROM terminated_at - created_at))) STORED,
    CONSTRAINT session_pk PRIMARY KEY (session_id),
    CONSTRAINT session_graph_id_fk FOREIGN KEY (graph_id) REFERENCES app.graph (graph_id),
    CONSTRAINT session_user_id_fk FOREIGN KEY (user_id) REFERENCES app.platform_user (user_id),
    -- Awkward on purpose: a self reference with long chains, some of which end at a running session.
    CONSTRAINT session_parent_session_id_fk FOREIGN KEY (parent_session_id) REFERENCES app.session (session_id),
    CONSTRAINT session_status_check CHECK (
        status IN ('PENDING', 'RUNNING', 'ERROR', 'TERMINATED', 'CANCELLED')),
    -- Awkward on purpose: an ended session may lack the time of its end; old software did not record it.
    CONSTRAINT session_status_terminated_at_check CHECK (
        terminated_at IS NULL OR status IN ('ERROR', 'TERMINATED', 'CANCELLED')),
    CONSTRAINT session_created_at_terminated_at_check CHECK (terminated_at >= created_at)
);

CREATE INDEX session_graph_id_index ON app.session (graph_id);

CREATE INDEX session_user_id_index ON app.session (user_id);

CREATE INDEX session_parent_session_id_index ON app.session (parent_session_id);

CREATE INDEX session_terminated_at_index ON app.session (terminated_at, session_id)
    WHERE status IN ('TERMINATED', 'CANCELLED');

COMMENT ON TABLE app.session IS 'A run of a user''s program on a graph; the tag legal-case asks for a hold';

CREATE TABLE app.kernel (
    session_id uuid NOT NULL,
    kernel_index integer NOT NULL,
    status app.kernel_status NOT NULL,
    image text NOT NULL,
    cpu_cores numeric(6, 2) NOT NULL,
    started_at timestamptz NOT NULL,
    CONSTRAINT kernel_pk PRIMARY KEY (session_id, kernel_index),
    CONSTRAINT kernel_session_id_fk FOREIGN KEY (session_id) REFERENCES app.session (session_id)
);

COMMENT ON TABLE app.kernel IS 'One container of a session; a few sessions have very many';

CREATE TABLE app.kernel_port (
    session_id uuid NOT NULL,
    kernel_index integer NOT NULL,
    port integer NOT NULL,
    service text NOT NULL,
    CONSTRAINT kernel_port_pk PRIMARY KEY (session_id, kernel_index, port),
    -- Awkward on purpose: a composite key, and rows that vanish by themselves with their kernel.
    CONSTRAINT kernel_port_session_id_kernel_index_fk
        FOREIGN KEY (session_id, kernel_index) REFERENCES app.kernel (session_id, kernel_index) ON DELETE CASCADE
);

COMMENT ON TABLE app.kernel_port IS 'A service a kernel offers';

-- Awkward on purpose: partitioned by month, so its key holds the time, and its foreign key is one per partition.
CREATE TABLE app.session_event (
    event_id bigint NOT NULL,
    occurred_at timestamptz NOT NULL,
    session_id uuid NOT NULL,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    CONSTRAINT session_event_pk PRIMARY KEY (event_id, occurred_at),
    CONSTRAINT session_event_session_id_fk FOREIGN KEY (session_id) REFERENCES app.session (session_id)
) PARTITION BY RANGE (occurred_at);

CREATE INDEX session_event_session_id_index ON app.session_event (session_id);

CREATE INDEX session_event_occurred_at_index ON app.session_event (occurred_at, event_id);

COMMENT ON TABLE app.session_event IS 'What happened in a session, one partition per month';

CREATE TABLE app.event_attachment (
    event_id bigint NOT NULL,
    occurred_at timestamptz NOT NULL,
    content_type text NOT NULL,
    -- Awkward on purpose: bytes that do not compress and are stored out of line (TOAST).
    content bytea NOT NULL,
    CONSTRAINT event_attachment_pk PRIMARY KEY (event_id, occurred_at),
    -- Awkward on purpose: a foreign key to a partitioned table; no partition can be detached before these rows go.
    CONSTRAINT event_attachment_event_id_occurred_at_fk
        FOREIGN KEY (event_id, occurred_at) REFERENCES app.session_event (event_id, occurred_at)
);

COMMENT ON TABLE app.event_attachment IS 'A dump or log that came with an event';

-- Awkward on purpose: no primary key, and rows that are equal in every column.
CREATE TABLE app.usage_sample (
    session_id uuid NOT NULL,
    sampled_at timestamptz NOT NULL,
    cpu_seconds numeric(12, 3) NOT NULL,
    CONSTRAINT usage_sample_session_id_fk FOREIGN KEY (session_id) REFERENCES app.session (session_id)
);

CREATE INDEX usage_sample_session_id_index ON app.usage_sample (session_id);

COMMENT ON TABLE app.usage_sample IS 'Metered use of a session';

-- Awkward on purpose: a cycle, NOT NULL and never deferred; both rows must come and go in one statement.
CREATE TABLE app.checkpoint (
    checkpoint_id uuid NOT NULL,
    session_id uuid NOT NULL,
    manifest_id uuid NOT NULL,
    taken_at timestamptz NOT NULL,
    CONSTRAINT checkpoint_pk PRIMARY KEY (checkpoint_id),
    CONSTRAINT checkpoint_session_id_fk FOREIGN KEY (session_id) REFERENCES app.session (session_id)
);

CREATE INDEX checkpoint_session_id_index ON app.checkpoint (session_id);

CREATE INDEX checkpoint_manifest_id_index ON app.checkpoint (manifest_id);

COMMENT ON TABLE app.checkpoint IS 'A saved state of a session; names the manifest that lists its parts';

CREATE TABLE app.checkpoint_manifest (
    manifest_id uuid NOT NULL,
    checkpoint_id uuid NOT NULL,
    parts jsonb NOT NULL,
    CONSTRAINT checkpoint_manifest_pk PRIMARY KEY (manifest_id),
    CONSTRAINT checkpoint_manifest_checkpoint_id_fk
        FOREIGN KEY (checkpoint_id) REFERENCES app.checkpoint (checkpoint_id)
);

CREATE INDEX checkpoint_manifest_checkpoint_id_index ON app.checkpoint_manifest (checkpoint_id);

COMMENT ON TABLE app.checkpoint_manifest IS 'The parts of a checkpoint; names the checkpoint it belongs to';

ALTER TABLE app.checkpoint
    ADD CONSTRAINT checkpoint_manifest_id_fk
        FOREIGN KEY (manifest_id) REFERENCES app.checkpoint_manifest (manifest_id);

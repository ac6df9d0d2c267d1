-- What tenants put on the platform besides the graph itself.
CREATE TABLE app.graph_schema (
    graph_id text NOT NULL,
    version integer NOT NULL,
    definition text NOT NULL,
    digest bytea NOT NULL,
    CONSTRAINT graph_schema_pk PRIMARY KEY (graph_id, version),
    CONSTRAINT graph_schema_graph_id_fk FOREIGN KEY (graph_id) REFERENCES app.graph (graph_id)
);

COMMENT ON TABLE app.graph_schema IS 'The node and edge types of a graph, by version';

CREATE TABLE app.file (
    file_id uuid NOT NULL,
    graph_id text NOT NULL,
    session_id uuid,
    object_key text NOT NULL,
    byte_count bigint NOT NULL,
    uploaded_at timestamptz NOT NULL,
    CONSTRAINT file_pk PRIMARY KEY (file_id),
    CONSTRAINT file_graph_id_fk FOREIGN KEY (graph_id) REFERENCES app.graph (graph_id),
    -- Awkward on purpose: the file stays when its session goes, and forgets it.
    CONSTRAINT file_session_id_fk
        FOREIGN KEY (session_id) REFERENCES app.session (session_id) ON DELETE SET NULL,
    -- The objects of a graph lie under its own prefix, so that none is missed and no other graph's is met.
    CONSTRAINT file_object_key_graph_id_check CHECK (starts_with(object_key, 'files/' || graph_id || '/'))
);

CREATE INDEX file_graph_id_index ON app.file (graph_id);

CREATE INDEX file_session_id_index ON app.file (session_id);

COMMENT ON TABLE app.file IS 'An object in the store, staged for a graph or written by a session';

CREATE TABLE app.document (
    document_id uuid NOT NULL,
    graph_id text NOT NULL,
    file_id uuid,
    title text NOT NULL,
    -- Awkward on purpose: some bodies are long texts, compressed and out of line (TOAST).
    body text NOT NULL,
    keywords text[] NOT NULL,
    CONSTRAINT document_pk PRIMARY KEY (document_id),
    CONSTRAINT document_graph_id_fk FOREIGN KEY (graph_id) REFERENCES app.graph (graph_id),
    CONSTRAINT document_file_id_fk FOREIGN KEY (file_id) REFERENCES app.file (file_id)
);

CREATE INDEX document_graph_id_index ON app.document (graph_id);

CREATE INDEX document_file_id_index ON app.document (file_id);

COMMENT ON TABLE app.document IS 'A text that can be searched beside the graph';

CREATE TABLE app.connection (
    connection_id uuid NOT NULL,
    graph_id text NOT NULL,
    provider text NOT NULL,
    created_at timestamptz NOT NULL,
    deleted_at timestamptz,
    CONSTRAINT connection_pk PRIMARY KEY (connection_id),
    CONSTRAINT connection_graph_id_fk FOREIGN KEY (graph_id) REFERENCES app.graph (graph_id)
);

CREATE INDEX connection_graph_id_index ON app.connection (graph_id);

COMMENT ON TABLE app.connection IS 'A link to an outside service, with a grant there; soft-deleted ones still hold it';

CREATE TABLE app.connection_credential (
    credential_id uuid NOT NULL,
    -- Awkward on purpose: a connection by value, without a foreign key; once the connection is gone nothing finds this row.
    connection_id uuid NOT NULL,
    ciphertext bytea NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT connection_credential_pk PRIMARY KEY (credential_id)
);

CREATE INDEX connection_credential_connection_id_index ON app.connection_credential (connection_id);

COMMENT ON TABLE app.connection_credential IS 'The secret of a connection; some are orphans';

CREATE TABLE app.backup (
    backup_id uuid NOT NULL,
    graph_id text NOT NULL,
    kind text NOT NULL,
    initiator text NOT NULL,
    status text NOT NULL,
    object_key text NOT NULL,
    byte_count bigint NOT NULL,
    digest bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT backup_pk PRIMARY KEY (backup_id),
    CONSTRAINT backup_object_key_key UNIQUE (object_key),
    CONSTRAINT backup_graph_id_fk FOREIGN KEY (graph_id) REFERENCES app.graph (graph_id),
    CONSTRAINT backup_kind_check CHECK (kind IN ('full', 'incremental')),
    CONSTRAINT backup_initiator_check CHECK (initiator IN ('user', 'scheduled', 'final', 'system')),
    CONSTRAINT backup_status_check CHECK (status IN ('pending', 'in_progress', 'completed', 'failed', 'expired')),
    CONSTRAINT backup_created_at_expires_at_check CHECK (expires_at > created_at)
);

CREATE INDEX backup_graph_id_index ON app.backup (graph_id);

COMMENT ON TABLE app.backup IS 'A dump of a graph, kept until it expires; outlives the graph''s own rows';

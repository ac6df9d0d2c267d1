-- Who may touch what, by type and id alone.
CREATE TABLE app.association_scopes_entities (
    association_id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    scope_type text NOT NULL,
    scope_id text NOT NULL,
    entity_type text NOT NULL,
    -- Awkward on purpose: the key of any table as text, without a foreign key.
    entity_id text NOT NULL,
    relation_type text NOT NULL,
    CONSTRAINT association_scopes_entities_pk PRIMARY KEY (association_id),
    CONSTRAINT association_scopes_entities_scope_entity_key
        UNIQUE (entity_type, entity_id, scope_type, scope_id),
    CONSTRAINT association_scopes_entities_relation_type_check CHECK (relation_type IN ('auto', 'ref'))
);

CREATE INDEX association_scopes_entities_scope_index ON app.association_scopes_entities (scope_type, scope_id);

COMMENT ON TABLE app.association_scopes_entities IS 'An entity belongs to a scope (a user, a graph, an organisation)';

CREATE TABLE app.access_decision (
    -- Awkward on purpose: a graph by value, without a foreign key; a cached "yes" outlives what it was about.
    graph_id text NOT NULL,
    user_id bigint NOT NULL,
    role app.member_role NOT NULL,
    decided_at timestamptz NOT NULL,
    CONSTRAINT access_decision_pk PRIMARY KEY (graph_id, user_id)
);

COMMENT ON TABLE app.access_decision IS
    'What was found out about a user and a graph, kept for a while; owners of the organisation are in it without being members';

CREATE TABLE app.tool_grant (
    tool_grant_id uuid NOT NULL,
    client_name text NOT NULL,
    -- Awkward on purpose: a graph by value again; ids of subgraphs begin with that of their graph.
    graph_id text NOT NULL,
    granted_at timestamptz NOT NULL,
    CONSTRAINT tool_grant_pk PRIMARY KEY (tool_grant_id)
);

CREATE INDEX tool_grant_graph_id_index ON app.tool_grant (graph_id);

COMMENT ON TABLE app.tool_grant IS 'A tool may use a graph for somebody';

CREATE TABLE app.tool_token (
    token_digest bytea NOT NULL,
    tool_grant_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT tool_token_pk PRIMARY KEY (token_digest),
    CONSTRAINT tool_token_tool_grant_id_fk FOREIGN KEY (tool_grant_id) REFERENCES app.tool_grant (tool_grant_id)
);

CREATE INDEX tool_token_tool_grant_id_index ON app.tool_token (tool_grant_id);

COMMENT ON TABLE app.tool_token IS 'What a tool shows to prove its grant';

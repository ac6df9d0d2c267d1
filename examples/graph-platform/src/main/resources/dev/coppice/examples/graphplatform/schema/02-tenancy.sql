-- Who is on the platform, and which graphs they have.
CREATE TABLE app.organisation (
    org_id bigint NOT NULL,
    name text NOT NULL,
    country char(2) NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT organisation_pk PRIMARY KEY (org_id),
    CONSTRAINT organisation_name_key UNIQUE (name)
);

COMMENT ON TABLE app.organisation IS 'A customer: owns graphs and pays for them';

CREATE TABLE app.platform_user (
    user_id bigint NOT NULL,
    email app.email_address NOT NULL,
    display_name text NOT NULL,
    locale text DEFAULT 'en' NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT platform_user_pk PRIMARY KEY (user_id),
    CONSTRAINT platform_user_email_key UNIQUE (email)
);

COMMENT ON TABLE app.platform_user IS 'A person who signs in';

CREATE TABLE app.org_member (
    org_id bigint NOT NULL,
    user_id bigint NOT NULL,
    role app.member_role NOT NULL,
    joined_at timestamptz NOT NULL,
    CONSTRAINT org_member_pk PRIMARY KEY (org_id, user_id),
    CONSTRAINT org_member_org_id_fk FOREIGN KEY (org_id) REFERENCES app.organisation (org_id),
    CONSTRAINT org_member_user_id_fk FOREIGN KEY (user_id) REFERENCES app.platform_user (user_id)
);

CREATE INDEX org_member_user_id_index ON app.org_member (user_id);

COMMENT ON TABLE app.org_member IS 'A user''s place in an organisation';

CREATE TABLE app.graph (
    graph_id text NOT NULL,
    org_id bigint NOT NULL,
    name text NOT NULL,
    graph_type text NOT NULL,
    tier text NOT NULL,
    status text NOT NULL,
    is_repository boolean DEFAULT false NOT NULL,
    is_subgraph boolean DEFAULT false NOT NULL,
    parent_id text,
    subgraph_index integer,
    subgraph_name text,
    metadata jsonb DEFAULT '{}' NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    CONSTRAINT graph_pk PRIMARY KEY (graph_id),
    CONSTRAINT graph_parent_id_subgraph_index_key UNIQUE (parent_id, subgraph_index),
    CONSTRAINT graph_org_id_fk FOREIGN KEY (org_id) REFERENCES app.organisation (org_id),
    -- Awkward on purpose: a self reference, one level deep.
    CONSTRAINT graph_parent_id_fk FOREIGN KEY (parent_id) REFERENCES app.graph (graph_id),
    CONSTRAINT graph_graph_id_check CHECK (graph_id ~ '^kg[0-9a-f]{16,}(_[A-Za-z0-9]{1,20})?$'),
    CONSTRAINT graph_graph_type_check CHECK (graph_type IN ('generic', 'entity', 'repository')),
    CONSTRAINT graph_tier_check CHECK (tier IN ('standard', 'large', 'xlarge')),
    CONSTRAINT graph_status_check CHECK (status IN ('active', 'suspended', 'deprovisioned')),
    CONSTRAINT graph_is_repository_graph_type_check CHECK (is_repository = (graph_type = 'repository')),
    CONSTRAINT graph_status_deleted_at_check CHECK (status <> 'deprovisioned' OR deleted_at IS NOT NULL),
    CONSTRAINT graph_subgraph_check CHECK (
        CASE
            WHEN is_subgraph THEN
                parent_id IS NOT NULL
                AND subgraph_index IS NOT NULL
                AND subgraph_index > 0
                AND subgraph_name IS NOT NULL
                AND graph_id = parent_id || '_' || subgraph_name
            ELSE num_nonnulls(parent_id, subgraph_index, subgraph_name) = 0
        END)
);

CREATE INDEX graph_org_id_index ON app.graph (org_id);

COMMENT ON TABLE app.graph IS 'A tenant: a database of its own (schema tenant_<graph_id>) and all rows that name it';

CREATE TABLE app.graph_member (
    graph_id text NOT NULL,
    org_id bigint NOT NULL,
    user_id bigint NOT NULL,
    role app.member_role NOT NULL,
    left_at timestamptz,
    CONSTRAINT graph_member_pk PRIMARY KEY (graph_id, user_id),
    CONSTRAINT graph_member_graph_id_fk FOREIGN KEY (graph_id) REFERENCES app.graph (graph_id),
    -- Awkward on purpose: a composite key referencing a composite key.
    CONSTRAINT graph_member_org_id_user_id_fk
        FOREIGN KEY (org_id, user_id) REFERENCES app.org_member (org_id, user_id)
);

CREATE INDEX graph_member_org_id_user_id_index ON app.graph_member (org_id, user_id);

COMMENT ON TABLE app.graph_member IS 'A member of the organisation who may use one of its graphs, or did';

COMMENT ON COLUMN app.graph_member.left_at IS
    'When the member left; the row stays as long as the graph, since staged objects are found by it';

CREATE TABLE app.registry_slot (
    node_name text NOT NULL,
    slot_number integer NOT NULL,
    graph_id text,
    allocated_at timestamptz,
    CONSTRAINT registry_slot_pk PRIMARY KEY (node_name, slot_number),
    CONSTRAINT registry_slot_graph_id_key UNIQUE (graph_id),
    CONSTRAINT registry_slot_graph_id_fk FOREIGN KEY (graph_id) REFERENCES app.graph (graph_id),
    CONSTRAINT registry_slot_graph_id_allocated_at_check CHECK ((graph_id IS NULL) = (allocated_at IS NULL))
);

COMMENT ON TABLE app.registry_slot IS 'A place on a database node; free only after the data that was there is gone';

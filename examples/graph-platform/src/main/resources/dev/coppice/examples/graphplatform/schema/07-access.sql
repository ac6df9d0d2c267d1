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

-- Schema coppice, version 6: settings of several scopes. A definition names a setting, an entry of the allow list says at which
-- scopes it may be set, a fragment is what one scope says. Who drops the upper takes the lower along.

-- The scopes, from the widest to the narrowest. The first is always public, and belongs to nobody.
CREATE TABLE coppice.setting_scope (
    type text NOT NULL,
    position smallint NOT NULL,
    id_type text,
    rank integer NOT NULL,
    owner_schema text,
    owner_table text,
    owner_column text,
    CONSTRAINT setting_scope_type_pkey PRIMARY KEY (type),
    CONSTRAINT setting_scope_position_unique UNIQUE (position) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT setting_scope_type_check CHECK (type ~ '^[a-z][a-z0-9-]{0,39}$'),
    CONSTRAINT setting_scope_type_position_check CHECK ((type = 'public') = (position = 0) AND position >= 0),
    CONSTRAINT setting_scope_type_id_type_check CHECK ((type = 'public') = (id_type IS NULL)),
    CONSTRAINT setting_scope_id_type_check CHECK (id_type IN ('uuid', 'bigint', 'text')),
    CONSTRAINT setting_scope_rank_check CHECK (rank BETWEEN -1000000000 AND 1000000000),
    CONSTRAINT setting_scope_owner_schema_owner_table_owner_column_check CHECK (
        num_nulls(owner_schema, owner_table, owner_column) IN (0, 3)
    ),
    CONSTRAINT setting_scope_type_owner_table_check CHECK (type <> 'public' OR owner_table IS NULL)
);

INSERT INTO coppice.setting_scope (type, position, id_type, rank)
VALUES ('public', 0, NULL, 100), ('domain', 1, 'uuid', 200), ('user', 2, 'uuid', 300);

CREATE TABLE coppice.setting_definition (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    name text NOT NULL,
    json_schema jsonb,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT setting_definition_id_pkey PRIMARY KEY (id),
    CONSTRAINT setting_definition_name_unique UNIQUE (name),
    CONSTRAINT setting_definition_name_check CHECK (length(name) BETWEEN 1 AND 128),
    CONSTRAINT setting_definition_json_schema_check CHECK (jsonb_typeof(json_schema) = 'object'),
    CONSTRAINT setting_definition_version_check CHECK (version > 0)
);

CREATE TABLE coppice.setting_entry (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    name text NOT NULL,
    scope_type text NOT NULL,
    rank integer,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT setting_entry_id_pkey PRIMARY KEY (id),
    CONSTRAINT setting_entry_name_scope_type_unique UNIQUE (name, scope_type),
    CONSTRAINT setting_entry_name_fkey FOREIGN KEY (name)
        REFERENCES coppice.setting_definition (name) ON DELETE CASCADE,
    CONSTRAINT setting_entry_scope_type_fkey FOREIGN KEY (scope_type) REFERENCES coppice.setting_scope (type),
    CONSTRAINT setting_entry_rank_check CHECK (rank BETWEEN -1000000000 AND 1000000000),
    CONSTRAINT setting_entry_version_check CHECK (version > 0)
);

CREATE INDEX setting_entry_scope_type_index ON coppice.setting_entry (scope_type);

-- The id of the public scope is the empty text, so that one unique key decides for every scope. Twice the limit of a
-- fragment is room for the blanks jsonb puts between its parts.
CREATE TABLE coppice.setting_fragment (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    name text NOT NULL,
    scope_type text NOT NULL,
    scope_id text NOT NULL,
    value jsonb NOT NULL,
    rank integer,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT setting_fragment_id_pkey PRIMARY KEY (id),
    CONSTRAINT setting_fragment_name_scope_type_scope_id_unique UNIQUE (name, scope_type, scope_id),
    CONSTRAINT setting_fragment_name_scope_type_fkey FOREIGN KEY (name, scope_type)
        REFERENCES coppice.setting_entry (name, scope_type) ON DELETE CASCADE,
    CONSTRAINT setting_fragment_scope_type_scope_id_check CHECK ((scope_type = 'public') = (scope_id = '')),
    CONSTRAINT setting_fragment_scope_id_check CHECK (length(scope_id) <= 200),
    CONSTRAINT setting_fragment_value_check CHECK (jsonb_typeof(value) = 'object'),
    CONSTRAINT setting_fragment_value_size_check CHECK (octet_length(value::text) <= 131072),
    CONSTRAINT setting_fragment_rank_check CHECK (rank BETWEEN -1000000000 AND 1000000000),
    CONSTRAINT setting_fragment_version_check CHECK (version > 0)
);

CREATE INDEX setting_fragment_scope_type_scope_id_index ON coppice.setting_fragment (scope_type, scope_id);
CREATE INDEX setting_fragment_name_rank_index ON coppice.setting_fragment (name, rank) WHERE rank IS NOT NULL;

-- Whoever changes a row, by hand too, raises its version.
CREATE FUNCTION coppice.raise_setting_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    NEW.updated_at := now();
    RETURN NEW;
END
$$;

CREATE TRIGGER setting_definition_version_trigger BEFORE UPDATE ON coppice.setting_definition
    FOR EACH ROW EXECUTE FUNCTION coppice.raise_setting_version();
CREATE TRIGGER setting_entry_version_trigger BEFORE UPDATE ON coppice.setting_entry
    FOR EACH ROW EXECUTE FUNCTION coppice.raise_setting_version();
CREATE TRIGGER setting_fragment_version_trigger BEFORE UPDATE ON coppice.setting_fragment
    FOR EACH ROW EXECUTE FUNCTION coppice.raise_setting_version();

-- What has changed, for those who remember answers. No name: everything; no scope: the setting at every scope. Transaction
-- numbers, not row numbers, say what a reader has not seen yet: rows become visible in the order of commits.
CREATE TABLE coppice.setting_change (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    name text,
    scope_type text,
    scope_id text,
    changed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT setting_change_id_pkey PRIMARY KEY (id),
    CONSTRAINT setting_change_name_scope_type_scope_id_check CHECK (
        num_nulls(scope_type, scope_id) IN (0, 2) AND (name IS NOT NULL OR scope_type IS NULL)
    )
);

CREATE INDEX setting_change_xid_index ON coppice.setting_change (xid);

CREATE FUNCTION coppice.note_setting_scope() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO coppice.setting_change (name) VALUES (NULL);
    PERFORM pg_notify('coppice_settings', TG_TABLE_SCHEMA);
    RETURN NULL;
END
$$;

CREATE FUNCTION coppice.note_setting_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO coppice.setting_change (name) SELECT DISTINCT name FROM changed;
    IF FOUND THEN
        PERFORM pg_notify('coppice_settings', TG_TABLE_SCHEMA);
    END IF;
    RETURN NULL;
END
$$;

-- A statement that touches many fragments of a setting is told as a change of the setting.
CREATE FUNCTION coppice.note_setting_fragment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO coppice.setting_change (name, scope_type, scope_id)
    SELECT name, scope_type, scope_id FROM (
        SELECT name, scope_type, scope_id, count(*) OVER (PARTITION BY name) AS touched FROM changed
    ) AS one WHERE touched <= 100
    UNION ALL
    SELECT name, NULL, NULL FROM changed GROUP BY name HAVING count(*) > 100;
    IF FOUND THEN
        PERFORM pg_notify('coppice_settings', TG_TABLE_SCHEMA);
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER setting_scope_change_trigger
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON coppice.setting_scope
    FOR EACH STATEMENT EXECUTE FUNCTION coppice.note_setting_scope();

CREATE TRIGGER setting_definition_delete_trigger
    AFTER DELETE ON coppice.setting_definition REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION coppice.note_setting_name();

CREATE TRIGGER setting_entry_insert_trigger
    AFTER INSERT ON coppice.setting_entry REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION coppice.note_setting_name();
CREATE TRIGGER setting_entry_update_trigger
    AFTER UPDATE ON coppice.setting_entry REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION coppice.note_setting_name();
CREATE TRIGGER setting_entry_delete_trigger
    AFTER DELETE ON coppice.setting_entry REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION coppice.note_setting_name();

CREATE TRIGGER setting_fragment_insert_trigger
    AFTER INSERT ON coppice.setting_fragment REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION coppice.note_setting_fragment();
CREATE TRIGGER setting_fragment_update_trigger
    AFTER UPDATE ON coppice.setting_fragment REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION coppice.note_setting_fragment();
CREATE TRIGGER setting_fragment_delete_trigger
    AFTER DELETE ON coppice.setting_fragment REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION coppice.note_setting_fragment();
-- Coppice never moves a fragment. Who does it by hand takes it from somebody who remembers it.
CREATE TRIGGER setting_fragment_move_trigger
    AFTER UPDATE ON coppice.setting_fragment FOR EACH ROW
    WHEN ((OLD.name, OLD.scope_type, OLD.scope_id) IS DISTINCT FROM (NEW.name, NEW.scope_type, NEW.scope_id))
    EXECUTE FUNCTION coppice.note_setting_scope();
CREATE TRIGGER setting_fragment_truncate_trigger
    AFTER TRUNCATE ON coppice.setting_fragment
    FOR EACH STATEMENT EXECUTE FUNCTION coppice.note_setting_scope();

COMMENT ON TABLE coppice.setting_definition IS 'Coppice settings version 1';
COMMENT ON SCHEMA coppice IS 'Coppice schema version 6';

-- Settings that merge by scope, as the platform stored them before it met Coppice.
CREATE TABLE app.setting_definition (
    config_name text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT setting_definition_pk PRIMARY KEY (config_name),
    CONSTRAINT setting_definition_config_name_check CHECK (length(config_name) BETWEEN 1 AND 128)
);

COMMENT ON TABLE app.setting_definition IS 'A setting that exists';

CREATE TABLE app.setting_allow_list (
    config_name text NOT NULL,
    scope_type text NOT NULL,
    rank integer NOT NULL,
    CONSTRAINT setting_allow_list_pk PRIMARY KEY (config_name, scope_type),
    CONSTRAINT setting_allow_list_config_name_fk
        FOREIGN KEY (config_name) REFERENCES app.setting_definition (config_name) ON DELETE CASCADE,
    CONSTRAINT setting_allow_list_scope_type_check CHECK (scope_type IN ('public', 'domain', 'user'))
);

COMMENT ON TABLE app.setting_allow_list IS 'A setting may be written at this sort of scope, with this rank in the merge';

CREATE TABLE app.setting_fragment (
    fragment_id uuid NOT NULL,
    config_name text NOT NULL,
    scope_type text NOT NULL,
    scope_id text,
    config jsonb NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT setting_fragment_pk PRIMARY KEY (fragment_id),
    CONSTRAINT setting_fragment_natural_key
        UNIQUE NULLS NOT DISTINCT (config_name, scope_type, scope_id),
    CONSTRAINT setting_fragment_config_name_scope_type_fk
        FOREIGN KEY (config_name, scope_type) REFERENCES app.setting_allow_list (config_name, scope_type)
        ON DELETE CASCADE,
    CONSTRAINT setting_fragment_scope_type_scope_id_check CHECK ((scope_type = 'public') = (scope_id IS NULL)),
    CONSTRAINT setting_fragment_config_check CHECK (jsonb_typeof(config) = 'object')
);

COMMENT ON TABLE app.setting_fragment IS 'What one scope contributes to a setting; owners are named by value';

-- Schema coppice, version 7: tokens of people who use the settings of their own scopes and nothing else.

ALTER TABLE coppice.api_token DROP CONSTRAINT api_token_role_check;
ALTER TABLE coppice.api_token ADD CONSTRAINT api_token_role_check
    CHECK (role IN ('member', 'viewer', 'operator', 'admin'));

-- The scopes a bearer belongs to, at most one of each type: the only place its identity comes from. Who manages a scope may
-- also write what everybody in it inherits.
CREATE TABLE coppice.api_token_scope (
    api_token_id bigint NOT NULL,
    scope_type text NOT NULL,
    scope_id text NOT NULL,
    manages boolean NOT NULL DEFAULT false,
    CONSTRAINT api_token_scope_api_token_id_scope_type_pkey PRIMARY KEY (api_token_id, scope_type),
    CONSTRAINT api_token_scope_api_token_id_fkey FOREIGN KEY (api_token_id)
        REFERENCES coppice.api_token (id) ON DELETE CASCADE,
    CONSTRAINT api_token_scope_scope_type_check CHECK (scope_type ~ '^[a-z][a-z0-9-]{0,39}$' AND scope_type <> 'public'),
    CONSTRAINT api_token_scope_scope_id_check CHECK (length(scope_id) BETWEEN 1 AND 200)
);

COMMENT ON SCHEMA coppice IS 'Coppice schema version 7';

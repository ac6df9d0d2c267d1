-- Schema coppice, version 2: who may call the server.
-- Secrets are stored as SHA-256 alone.

CREATE TABLE coppice.api_token (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    role text NOT NULL,
    secret_hash bytea NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at timestamptz,
    revoked_by text,
    revoked_reason text,
    CONSTRAINT api_token_id_pkey PRIMARY KEY (id),
    CONSTRAINT api_token_secret_hash_unique UNIQUE (secret_hash),
    CONSTRAINT api_token_name_check CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT api_token_role_check CHECK (role IN ('viewer', 'operator', 'admin')),
    CONSTRAINT api_token_secret_hash_check CHECK (octet_length(secret_hash) = 32),
    CONSTRAINT api_token_created_by_check CHECK (created_by <> ''),
    CONSTRAINT api_token_created_at_expires_at_check CHECK (expires_at > created_at),
    CONSTRAINT api_token_revoked_at_revoked_by_revoked_reason_check CHECK (
        num_nulls(revoked_at, revoked_by, revoked_reason) IN (0, 3)
    ),
    CONSTRAINT api_token_revoked_by_check CHECK (revoked_by <> ''),
    CONSTRAINT api_token_revoked_reason_check CHECK (revoked_reason <> '')
);

-- Opens one session, once. Expired links and sessions are removed by whoever makes new ones.
CREATE TABLE coppice.login_link (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    role text NOT NULL,
    secret_hash bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT login_link_id_pkey PRIMARY KEY (id),
    CONSTRAINT login_link_secret_hash_unique UNIQUE (secret_hash),
    CONSTRAINT login_link_name_check CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT login_link_role_check CHECK (role IN ('viewer', 'operator', 'admin')),
    CONSTRAINT login_link_secret_hash_check CHECK (octet_length(secret_hash) = 32),
    CONSTRAINT login_link_created_at_expires_at_check CHECK (
        expires_at > created_at AND expires_at <= created_at + interval '15 minutes'
    ),
    CONSTRAINT login_link_expires_at_used_at_check CHECK (used_at <= expires_at)
);

-- A session comes from one link or from one token. The unique link makes two sessions out of one link impossible, whatever
-- the code does.
CREATE TABLE coppice.console_session (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    role text NOT NULL,
    secret_hash bytea NOT NULL,
    login_link_id bigint,
    api_token_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT console_session_id_pkey PRIMARY KEY (id),
    CONSTRAINT console_session_secret_hash_unique UNIQUE (secret_hash),
    CONSTRAINT console_session_login_link_id_unique UNIQUE (login_link_id),
    CONSTRAINT console_session_login_link_id_fkey FOREIGN KEY (login_link_id) REFERENCES coppice.login_link (id),
    CONSTRAINT console_session_api_token_id_fkey FOREIGN KEY (api_token_id) REFERENCES coppice.api_token (id),
    CONSTRAINT console_session_login_link_id_api_token_id_check CHECK (num_nulls(login_link_id, api_token_id) = 1),
    CONSTRAINT console_session_name_check CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT console_session_role_check CHECK (role IN ('viewer', 'operator', 'admin')),
    CONSTRAINT console_session_secret_hash_check CHECK (octet_length(secret_hash) = 32),
    CONSTRAINT console_session_created_at_expires_at_check CHECK (expires_at > created_at)
);

CREATE INDEX console_session_api_token_id_index ON coppice.console_session (api_token_id);

COMMENT ON SCHEMA coppice IS 'Coppice schema version 2';

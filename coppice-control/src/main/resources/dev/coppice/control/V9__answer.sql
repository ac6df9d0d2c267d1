-- Schema coppice, version 9: requests that must not be carried out twice, and what was answered.

-- A request that carried a key of its caller's. One without an answer is being carried out, or its server died.
CREATE TABLE coppice.keyed_request (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    caller text NOT NULL,
    key text NOT NULL,
    -- Of method, address and body: whether a later request with this key is the same.
    digest text NOT NULL,
    begun_at timestamptz NOT NULL DEFAULT now(),
    -- Moved on by the server that carries it out, for as long as it does.
    alive_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    answered_at timestamptz,
    status integer,
    headers jsonb,
    type text,
    -- Absent where the answer held a secret, or was a file or too long to be kept.
    body text,
    CONSTRAINT keyed_request_id_pkey PRIMARY KEY (id),
    CONSTRAINT keyed_request_caller_key_unique UNIQUE (caller, key),
    CONSTRAINT keyed_request_caller_check CHECK (caller <> ''),
    CONSTRAINT keyed_request_key_check CHECK (key <> ''),
    CONSTRAINT keyed_request_digest_check CHECK (digest ~ '^[0-9a-f]{64}$'),
    CONSTRAINT keyed_request_expires_at_check CHECK (expires_at > begun_at),
    CONSTRAINT keyed_request_answered_at_status_headers_type_check CHECK (
        num_nulls(answered_at, status, headers, type) IN (0, 4)
    ),
    CONSTRAINT keyed_request_answered_at_body_check CHECK (body IS NULL OR answered_at IS NOT NULL)
);

CREATE INDEX keyed_request_expires_at_index ON coppice.keyed_request (expires_at);

COMMENT ON SCHEMA coppice IS 'Coppice schema version 9';

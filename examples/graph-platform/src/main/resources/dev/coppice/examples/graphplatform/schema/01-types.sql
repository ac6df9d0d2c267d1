-- The schema of the example and the types its tables share.
CREATE SCHEMA app;

COMMENT ON SCHEMA app IS 'Coppice example: a platform that hosts graphs for many tenants';

CREATE TYPE app.member_role AS ENUM ('owner', 'admin', 'member');

CREATE TYPE app.kernel_status AS ENUM ('PREPARING', 'RUNNING', 'TERMINATED', 'CANCELLED');

CREATE DOMAIN app.email_address AS text
    CONSTRAINT email_address_check CHECK (VALUE ~ '^[^@[:space:]]+@[^@[:space:]]+$');

CREATE DOMAIN app.credit_amount AS numeric(18, 6)
    CONSTRAINT credit_amount_check CHECK (VALUE BETWEEN -1000000000 AND 1000000000);

CREATE TABLE app.dataset (
    only_row boolean DEFAULT true NOT NULL,
    seed bigint NOT NULL,
    sessions bigint NOT NULL,
    as_of timestamptz NOT NULL,
    complete boolean DEFAULT false NOT NULL,
    CONSTRAINT dataset_pk PRIMARY KEY (only_row),
    CONSTRAINT dataset_only_row_check CHECK (only_row)
);

COMMENT ON TABLE app.dataset IS 'What the generator was asked for, and whether it has finished';

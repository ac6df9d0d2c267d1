-- Where each value comes from: a hash of the seed, the name of the value and the ordinal of its row. Nothing is random,
-- no clock is read, and a child finds its parent's key from the ordinal without a join.
--
-- PostgreSQL inlines these functions as long as each body is one expression that is no less stable than declared
-- (arithmetic on timestamptz is STABLE). Not inlined, one call costs ten times as much.
CREATE SCHEMA app_generator;

COMMENT ON SCHEMA app_generator IS 'Scaffolding of the example''s generator; gone when it has finished';

CREATE TABLE app_generator.step (
    name text NOT NULL,
    CONSTRAINT step_pk PRIMARY KEY (name)
);

COMMENT ON TABLE app_generator.step IS 'A step whose rows are committed; a run that was cut short goes on after it';

CREATE TABLE app_generator.postponed (
    position bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    statement text NOT NULL,
    CONSTRAINT postponed_pk PRIMARY KEY (position)
);

COMMENT ON TABLE app_generator.postponed IS 'An index or foreign key taken off before the load, to be put back after it';

CREATE FUNCTION app_generator.hash(n bigint, value_name text) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT hashint8extended(n, hashtextextended(value_name COLLATE "C", '${seed}'::bigint)) $$;

-- A whole number from 0 up to, and without, the bound.
CREATE FUNCTION app_generator.below(n bigint, value_name text, bound bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT (app_generator.hash(n, value_name) & 9223372036854775807) % bound $$;

CREATE FUNCTION app_generator.key(n bigint, value_name text) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT (lpad(to_hex(app_generator.hash(n, value_name) & -61441 | 16384), 16, '0')
            || lpad(to_hex(app_generator.hash(-n, value_name) & 4611686018427387903 | '-9223372036854775808'::bigint), 16, '0'))::uuid
    $$;

-- Bytes that no compressor shortens.
CREATE FUNCTION app_generator.noise(n bigint, blocks bigint) RETURNS bytea
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT string_agg(sha256(int8send(app_generator.hash(n * 100000 + block, 'noise'))), '' ORDER BY block)
        FROM generate_series(1, blocks) AS block
    $$;

CREATE FUNCTION app_generator.graph_id(g bigint) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT 'kg' || lpad(to_hex(app_generator.hash(g, 'graph')), 16, '0') $$;

CREATE FUNCTION app_generator.graph_status(g bigint) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT CASE
            WHEN g % 10 = 0 THEN 'active'
            WHEN g % 12 = 5 THEN 'deprovisioned'
            WHEN g % 12 IN (7, 11) THEN 'suspended'
            ELSE 'active'
        END
    $$;

CREATE FUNCTION app_generator.graph_org(g bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT 1 + (g - 1) % ${organisations} $$;

CREATE FUNCTION app_generator.popular_graph(n bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT 1 + app_generator.below(n, 'graph of', 1 + app_generator.below(n, 'graph up to', ${graphs})) $$;

-- A graph that still has rows, the first ones more often than the last.
CREATE FUNCTION app_generator.busy_graph(n bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT app_generator.popular_graph(n) - (app_generator.popular_graph(n) % 12 = 5)::integer $$;

-- A member of the organisation that owns the graph.
CREATE FUNCTION app_generator.graph_user(n bigint, g bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT app_generator.graph_org(g)
            + ${organisations} * app_generator.below(n, 'user of', ${users} / ${organisations})
    $$;

-- Sessions begin evenly over two years, in order of their ordinals.
CREATE FUNCTION app_generator.session_created(n bigint) RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
        SELECT '${as_of}'::timestamptz - make_interval(
            secs => 1200 + (${sessions} - n) * 63072000 / ${sessions} + app_generator.below(n, 'session begins', 600))
    $$;

CREATE FUNCTION app_generator.session_status(n bigint) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT CASE
            WHEN n % 5000 = 7 THEN 'TERMINATED'
            WHEN n % 1000 = 140 THEN 'RUNNING'
            WHEN app_generator.below(n, 'session ends', 100) < 82 THEN 'TERMINATED'
            WHEN app_generator.below(n, 'session ends', 100) < 90 THEN 'CANCELLED'
            WHEN app_generator.below(n, 'session ends', 100) < 93 THEN 'ERROR'
            WHEN app_generator.below(n, 'session ends', 100) < 98 THEN 'RUNNING'
            ELSE 'PENDING'
        END
    $$;

-- A few heavy roots: every five-thousandth session, and session 7 most of all.
CREATE FUNCTION app_generator.kernel_count(n bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT CASE
            WHEN n = 7 THEN least(5000, 20 + ${sessions} / 100)
            WHEN n % 5000 = 7 THEN 60
            ELSE 1 + (app_generator.below(n, 'kernels', 10) = 0)::integer
        END
    $$;

CREATE FUNCTION app_generator.event_count(n bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT CASE
            WHEN n = 7 THEN least(100000, 100 + ${sessions} / 10)
            WHEN n % 5000 = 7 THEN 300
            ELSE 1 + app_generator.below(n, 'events', 2)
        END
    $$;

CREATE FUNCTION app_generator.event_time(n bigint, event bigint) RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT app_generator.session_created(n) + make_interval(secs => event * CASE WHEN n = 7 THEN 20 ELSE 1 END) $$;

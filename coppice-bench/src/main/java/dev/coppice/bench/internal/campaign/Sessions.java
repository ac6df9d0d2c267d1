package dev.coppice.bench.internal.campaign;

import dev.coppice.bench.internal.Arena;
import java.util.List;

/**
 * Sessions whose ages spread over a year, with a step and two messages each on average, and one grant that names its
 * session by type and id. Nine in ten have ended, and all of those are due.
 */
final class Sessions {
    /** For how many days a session is kept; every age is more than a day away from it. */
    static final int KEPT_DAYS = 30;

    /** What is due, by the clock of the database. */
    static final String DUE = "status = 'ENDED' AND ended_at < now() - interval '" + KEPT_DAYS + " days'";

    /** The tables, children first. */
    static final List<String> TABLES = List.of("step", "message", "granted", "session");

    // language=SQL
    private static final String CREATE = """
            CREATE SCHEMA coppice_bench;
            CREATE TABLE coppice_bench.session (
                id uuid NOT NULL,
                status text NOT NULL,
                ended_at timestamptz NOT NULL,
                note text NOT NULL
            ) WITH (autovacuum_enabled = off);
            CREATE TABLE coppice_bench.step (
                id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
                session_id uuid NOT NULL,
                note text NOT NULL
            ) WITH (autovacuum_enabled = off);
            CREATE TABLE coppice_bench.message (
                id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
                session_id uuid NOT NULL,
                note text NOT NULL
            ) WITH (autovacuum_enabled = off);
            CREATE TABLE coppice_bench.granted (
                id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
                entity_type text NOT NULL,
                entity_id text NOT NULL
            ) WITH (autovacuum_enabled = off);
            """;

    // language=SQL
    private static final String FILL = """
            INSERT INTO coppice_bench.session
            SELECT
                gen_random_uuid(),
                CASE WHEN n % 10 = 0 THEN 'ACTIVE' ELSE 'ENDED' END,
                now() - interval '396 days' + interval '364 days' * (n::float8 / :sessions),
                'a session of the benchmark'
            FROM generate_series(0, :sessions - 1) AS n;
            INSERT INTO coppice_bench.step (session_id, note)
            SELECT id, 'a step of it' FROM coppice_bench.session, generate_series(1, abs(uuid_hash(id) % 3));
            INSERT INTO coppice_bench.message (session_id, note)
            SELECT id, 'a message of it' FROM coppice_bench.session, generate_series(1, abs(uuid_hash(id) % 5));
            INSERT INTO coppice_bench.granted (entity_type, entity_id) SELECT 'session', id FROM coppice_bench.session;
            """;

    // language=SQL
    private static final String INDEX = """
            ALTER TABLE coppice_bench.session ADD PRIMARY KEY (id);
            CREATE INDEX ON coppice_bench.session (ended_at, id);
            ALTER TABLE coppice_bench.step ADD PRIMARY KEY (id);
            CREATE INDEX ON coppice_bench.step (session_id);
            ALTER TABLE coppice_bench.step ADD FOREIGN KEY (session_id) REFERENCES coppice_bench.session;
            ALTER TABLE coppice_bench.message ADD PRIMARY KEY (id);
            CREATE INDEX ON coppice_bench.message (session_id);
            ALTER TABLE coppice_bench.message ADD FOREIGN KEY (session_id) REFERENCES coppice_bench.session;
            ALTER TABLE coppice_bench.granted ADD PRIMARY KEY (id);
            CREATE INDEX ON coppice_bench.granted (entity_type, entity_id);
            """;

    private Sessions() {}

    /** What fills an empty database. */
    static List<String> script(int sessions) {
        return List.of(CREATE, FILL.replace(":sessions", String.valueOf(sessions)), INDEX, "VACUUM ANALYZE");
    }

    /** How many rows of a table there are, and a digest of them that does not depend on their order. */
    static String digest(String table) {
        return "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM " + Arena.SCHEMA + "."
                + table + " AS t";
    }
}

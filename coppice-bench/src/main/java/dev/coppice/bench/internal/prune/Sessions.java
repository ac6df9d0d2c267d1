package dev.coppice.bench.internal.prune;

import dev.coppice.bench.internal.Arena;
import dev.coppice.bench.internal.KeptConnection;
import dev.coppice.bench.internal.Scene;
import dev.coppice.ops.Association;
import dev.coppice.ops.CascadeChild;
import dev.coppice.ops.Pruner;
import java.sql.SQLException;
import java.time.Instant;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Sessions with two steps, two messages and one grant each, as many ended long ago as are to be pruned and as many that
 * stay. A grant names its session by type and id.
 */
record Sessions(int ended, KeptConnection admin) implements Scene {
    /** Sessions that ended before are due. */
    static final Instant HORIZON = Instant.parse("2026-01-01T00:00:00Z");

    // language=SQL
    private static final String TABLES = """
            CREATE TABLE coppice_bench.session (
                id uuid PRIMARY KEY,
                status text NOT NULL,
                ended_at timestamptz,
                note text NOT NULL
            ) WITH (autovacuum_enabled = off);
            CREATE INDEX ON coppice_bench.session (ended_at, id) WHERE status = 'ENDED';
            CREATE TABLE coppice_bench.step (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                session_id uuid NOT NULL REFERENCES coppice_bench.session,
                note text NOT NULL
            ) WITH (autovacuum_enabled = off);
            CREATE INDEX ON coppice_bench.step (session_id);
            CREATE TABLE coppice_bench.message (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                session_id uuid NOT NULL REFERENCES coppice_bench.session,
                note text NOT NULL
            ) WITH (autovacuum_enabled = off);
            CREATE INDEX ON coppice_bench.message (session_id);
            CREATE TABLE coppice_bench.granted (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                entity_type text NOT NULL,
                entity_id text NOT NULL
            ) WITH (autovacuum_enabled = off);
            CREATE INDEX ON coppice_bench.granted (entity_type, entity_id);
            """;

    static Pruner<Record> pruner() {
        return Pruner.from(table("session"))
                .terminal(column("session", "status", SQLDataType.VARCHAR).eq("ENDED"))
                .age(column("session", "ended_at", SQLDataType.TIMESTAMPWITHTIMEZONE))
                .before(HORIZON)
                .cascade(
                        CascadeChild.of(table("step")).by(column("step", "session_id", SQLDataType.UUID)),
                        CascadeChild.of(table("message")).by(column("message", "session_id", SQLDataType.UUID)))
                .entityType("session")
                .association(Association.in(table("granted"))
                        .naming(
                                column("granted", "entity_type", SQLDataType.VARCHAR),
                                column("granted", "entity_id", SQLDataType.VARCHAR)));
    }

    static void create(KeptConnection admin) throws SQLException {
        admin.execute(TABLES);
    }

    @Override
    public void prepare() throws SQLException {
        admin.execute("""
            TRUNCATE coppice_bench.session, coppice_bench.step, coppice_bench.message, coppice_bench.granted
                RESTART IDENTITY;
            INSERT INTO coppice_bench.session
            SELECT md5(n::text)::uuid, CASE WHEN n %% 2 = 0 THEN 'ENDED' ELSE 'ACTIVE' END,
                   timestamptz '2024-01-01 00:00:00Z' + n * interval '1 second', 'a session of the benchmark'
            FROM generate_series(0, 2 * %d - 1) AS n;
            INSERT INTO coppice_bench.step (session_id, note)
            SELECT id, 'a step of it' FROM coppice_bench.session, generate_series(1, 2);
            INSERT INTO coppice_bench.message (session_id, note)
            SELECT id, 'a message of it' FROM coppice_bench.session, generate_series(1, 2);
            INSERT INTO coppice_bench.granted (entity_type, entity_id) SELECT 'session', id FROM coppice_bench.session;
            ANALYZE coppice_bench.session, coppice_bench.step, coppice_bench.message, coppice_bench.granted;
            """.formatted(ended));
    }

    @Override
    public String remains() throws SQLException {
        return admin.text("""
            SELECT concat_ws(' ', (SELECT md5(string_agg(id::text, ';' ORDER BY id)) FROM coppice_bench.session),
                             (SELECT md5(string_agg(session_id::text, ';' ORDER BY id)) FROM coppice_bench.step),
                             (SELECT md5(string_agg(session_id::text, ';' ORDER BY id)) FROM coppice_bench.message),
                             (SELECT md5(string_agg(entity_id, ';' ORDER BY id)) FROM coppice_bench.granted))
            """);
    }

    private static Table<Record> table(String name) {
        return DSL.table(DSL.name(Arena.SCHEMA, name));
    }

    private static <T> Field<T> column(String table, String column, DataType<T> type) {
        return DSL.field(DSL.name(Arena.SCHEMA, table, column), type);
    }
}

package dev.coppice.bench.internal.campaign;

import dev.coppice.bench.BenchTarget;
import dev.coppice.bench.internal.Arena;
import dev.coppice.bench.internal.KeptConnection;
import dev.coppice.bench.internal.KeptConnections;
import dev.coppice.control.CoppiceSchema;
import java.sql.SQLException;

/**
 * A database of sessions that is copied, file by file and after a checkpoint, for each run: everybody starts alike. One
 * thread.
 */
final class Stage implements AutoCloseable {
    /** What is made beside the schema of every benchmark. */
    static final String MAKES =
            "A schema coppice_bench is made in this database, and databases coppice_bench_template and "
                    + "coppice_bench_scene on this server; all are dropped at the end.";

    private static final String TEMPLATE = "coppice_bench_template";
    private static final String SCENE = "coppice_bench_scene";

    private final BenchTarget target;
    private final KeptConnection admin;
    private long rows;

    private Stage(BenchTarget target, KeptConnection admin) {
        this.target = target;
        this.admin = admin;
    }

    /** Makes the database with so many sessions. */
    static Stage of(Arena arena, int sessions) throws SQLException {
        arena.tell("making " + sessions + " sessions");
        var stage = new Stage(arena.target(), arena.admin());
        stage.admin.execute("CREATE DATABASE " + TEMPLATE);
        try {
            stage.fill(sessions);
            return stage;
        } catch (SQLException | RuntimeException failure) {
            stage.close();
            throw failure;
        }
    }

    /** Does something in a copy, which is dropped afterwards. */
    <T> T inCopy(Work<T> work) throws SQLException {
        admin.execute("CREATE DATABASE " + SCENE + " TEMPLATE " + TEMPLATE + " STRATEGY file_copy");
        try (var connections = KeptConnections.to(target, SCENE)) {
            return work.with(connections);
        } finally {
            drop(SCENE);
        }
    }

    /** How many rows there are before a run. */
    long rows() {
        return rows;
    }

    /** How much has been written ahead since the server was made, in bytes. */
    long walBytes() throws SQLException {
        return Long.parseLong(admin.text("SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint"));
    }

    @Override
    public void close() throws SQLException {
        drop(TEMPLATE);
    }

    private void fill(int sessions) throws SQLException {
        try (var connections = KeptConnections.to(target, TEMPLATE);
                var connection = connections.source().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(CoppiceSchema.script());
            for (var sql : Sessions.script(sessions)) {
                statement.execute(sql);
            }
            rows = Remains.in(connections.source()).rows();
        }
    }

    private void drop(String database) throws SQLException {
        admin.execute("DROP DATABASE " + database + " WITH (FORCE)");
    }

    /** What is done in a copy. */
    @FunctionalInterface
    interface Work<T> {
        /** Does it over connections that are counted. */
        T with(KeptConnections connections) throws SQLException;
    }
}

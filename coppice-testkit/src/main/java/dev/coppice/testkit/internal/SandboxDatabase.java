package dev.coppice.testkit.internal;

import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** A schema or a database that belongs to one test; it knows its sessions, and drops all when closed. */
final class SandboxDatabase implements TestDatabase, AutoCloseable {
    private static final String SESSION = "-c search_path= -c timezone=Australia/Lord_Howe";
    /** A backend whose client has gone notices a moment later. */
    private static final long SETTLING_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final PostgresServer server;
    private final Isolation isolation;
    private final String name;
    private final Handouts handouts = new Handouts();

    private SandboxDatabase(PostgresServer server, Isolation isolation) {
        this.server = server;
        this.isolation = isolation;
        this.name = server.nextName();
        handouts.setUrl(url());
        handouts.setUser(user());
        handouts.setPassword(password());
        handouts.setOptions(SESSION);
    }

    static SandboxDatabase open(PostgresServer server, Isolation isolation) {
        var database = new SandboxDatabase(server, isolation);
        if (isolation == Isolation.DATABASE) {
            database.administer("CREATE DATABASE " + database.name + " TEMPLATE template0 STRATEGY file_copy");
        }
        server.execute(database.databaseName(), "CREATE SCHEMA " + database.name);
        return database;
    }

    /** What this test left behind; empty is as it should be. */
    List<String> leftBehind() throws SQLException {
        var sentences = new ArrayList<>(handouts.leaks());
        for (var residue : settledResidue()) {
            sentences.add(residue.sentence());
        }
        return sentences;
    }

    @Override
    public void close() throws SQLException {
        handouts.abortAll();
        for (var residue : residue()) {
            switch (residue.kind()) {
                case TRANSACTION, ADVISORY_LOCK -> administer("SELECT pg_terminate_backend(" + residue.pid() + ")");
                case PREPARED -> server.execute(databaseName(), "ROLLBACK PREPARED '" + residue.name() + "'");
            }
        }
        administer(
                isolation == Isolation.DATABASE
                        ? "DROP DATABASE " + name + " WITH (FORCE)"
                        : "DROP SCHEMA " + name + " CASCADE");
    }

    @Override
    public DataSource dataSource() {
        return handouts;
    }

    @Override
    public String schema() {
        return name;
    }

    @Override
    public String url() {
        return server.address().url(databaseName());
    }

    @Override
    public String user() {
        return server.address().user();
    }

    @Override
    public String password() {
        return server.address().password();
    }

    private List<Residue> settledResidue() throws SQLException {
        var deadline = System.nanoTime() + SETTLING_NANOS;
        var open = handouts.openPids();
        var found = residue();
        while (found.stream().anyMatch(residue -> residue.pid() != 0 && !open.contains(residue.pid()))
                && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            found = residue();
        }
        return found;
    }

    private List<Residue> residue() {
        var own = isolation == Isolation.DATABASE ? name : "";
        var sought = new Residue.Sought(name, own, handouts.pids());
        return server.administer(connection -> Residue.find(connection, sought));
    }

    private String databaseName() {
        return isolation == Isolation.DATABASE ? name : server.address().database();
    }

    private void administer(String sql) {
        server.execute(server.address().database(), sql);
    }
}

package dev.coppice.testkit.internal;

import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A schema or a database that belongs to one test. */
final class SandboxDatabase implements TestDatabase {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final String SESSION = "-c search_path= -c timezone=Australia/Lord_Howe";

    private final PostgresServer server;
    private final Isolation isolation;
    private final String name;

    private SandboxDatabase(PostgresServer server, Isolation isolation, String name) {
        this.server = server;
        this.isolation = isolation;
        this.name = name;
    }

    static SandboxDatabase open(PostgresServer server, Isolation isolation) {
        var database = new SandboxDatabase(server, isolation, "t" + COUNTER.incrementAndGet());
        if (isolation == Isolation.DATABASE) {
            database.administer("CREATE DATABASE " + database.name + " TEMPLATE template0 STRATEGY file_copy");
            database.execute("CREATE SCHEMA ${schema}");
        } else {
            database.administer("CREATE SCHEMA " + database.name);
        }
        return database;
    }

    void drop() {
        administer(
                isolation == Isolation.DATABASE
                        ? "DROP DATABASE " + name + " WITH (FORCE)"
                        : "DROP SCHEMA " + name + " CASCADE");
    }

    @Override
    public DataSource dataSource() {
        var source = new PGSimpleDataSource();
        source.setUrl(url());
        source.setUser(user());
        source.setOptions(SESSION);
        return source;
    }

    @Override
    public String schema() {
        return name;
    }

    @Override
    public String url() {
        return server.url(isolation == Isolation.DATABASE ? name : "postgres");
    }

    @Override
    public String user() {
        return "postgres";
    }

    @Override
    public String password() {
        return "";
    }

    private void administer(String sql) {
        try (var connection = DriverManager.getConnection(server.url("postgres"), user(), "");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException("sandbox " + name + ": " + failure.getMessage(), failure);
        }
    }
}

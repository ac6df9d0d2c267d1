package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.command.CommandProcess;
import dev.coppice.cli.internal.command.CommandRun;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A tenant with a child and a neighbour, who have everything a kind can have: a schema, objects, rows, grants at a service that
 * says what it has and at one that does not. Its database can stop whoever is at a given moment of a teardown.
 */
final class Household implements AutoCloseable {
    private static final String TABLES = """
            CREATE TABLE app.connection (
                connection_id text PRIMARY KEY,
                graph_id text NOT NULL REFERENCES app.graph
            );
            CREATE INDEX ON app.connection (graph_id);
            INSERT INTO app.connection SELECT 'c-' || graph_id, graph_id FROM app.graph;
            CREATE SCHEMA tenant_kg2;
            CREATE TABLE tenant_kg2.node (id int PRIMARY KEY);
            CREATE FUNCTION app.stop() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM pg_advisory_xact_lock_shared(1);
                RETURN coalesce(new, old);
            END $$;
            CREATE FUNCTION app.stop_drop() RETURNS event_trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF EXISTS (SELECT FROM pg_event_trigger_dropped_objects() WHERE object_identity = 'tenant_kg1.node') THEN
                    PERFORM pg_advisory_xact_lock_shared(1);
                END IF;
            END $$;
            """;

    private static final String STEPS = """
                  - { name: remove-files, objects: { store: "file:FOLDER/objects", prefix: "files/{id}/" } }
                  - name: revoke-grants
                    http:
                      url: "SERVICE/grants/{connection_id}"
                      probe: "SERVICE/grants/{connection_id}"
                      each: "select connection_id from app.connection where graph_id = {id}"
                  - { name: tell-billing, http: { url: "SERVICE/bills/{id}", method: POST } }
                  - { name: delete-connections, rows: { tables: [ { table: app.connection, by: graph_id } ] } }
            """;

    private static final String KEY = "certificates: { key-file: FOLDER/coppice.key }\n";

    // Everything a teardown is to change and everything it must not, on one page.
    // language=SQL
    private static final String STATE = """
            SELECT concat_ws(E'\\n',
                (SELECT string_agg(concat_ws(' ', graph_id, status, deleted_at IS NOT NULL), ', ' ORDER BY graph_id) FROM app.graph),
                (SELECT 'documents ' || string_agg(graph_id, ' ' ORDER BY graph_id) FROM app.document),
                (SELECT 'connections ' || string_agg(graph_id, ' ' ORDER BY graph_id) FROM app.connection),
                (SELECT 'schemas ' || string_agg(nspname, ' ' ORDER BY nspname) FROM pg_namespace WHERE nspname LIKE 'tenant%'),
                (SELECT string_agg(concat_ws(' ', resource_id, o.state, (SELECT count(*) FROM coppice.operation_step AS s
                    WHERE s.operation_id = o.id AND s.state NOT IN ('done', 'already-done')), 'left'), ', ' ORDER BY resource_id)
                    FROM coppice.operation AS o),
                (SELECT 'backups ' || count(*) || ' of ' || min(row_count) || ' rows'
                    FROM coppice.backup WHERE state = 'completed' AND verified_at IS NOT NULL),
                (SELECT 'certified ' || string_agg(resource_id, ' ' ORDER BY resource_id) FROM coppice.certificate),
                (SELECT 'buried ' || string_agg(resource_id, ' ' ORDER BY resource_id) FROM coppice.tombstone))
            """;

    private final TestDatabase database;
    private final Path folder;
    private final GrantService service = GrantService.start();
    private final String config;

    private Household(TestDatabase database, Path folder) throws IOException {
        this.database = database;
        this.folder = folder;
        Tenants.settle(database);
        database.execute(TABLES);
        CommandRun.of("certificate", "key", folder.resolve("coppice.key").toString(), "--create");
        var file = Path.of(Tenants.config(folder, "", ""));
        var more = (STEPS + KEY).replace("FOLDER", folder.toString()).replace("SERVICE", service.address());
        config = Files.writeString(file, Files.readString(file) + more).toString();
        run("schema migrate");
        for (var id : new String[] {"kg1", "kg1_a", "kg2"}) {
            var files = Files.createDirectories(folder.resolve("objects/files/" + id));
            Files.writeString(files.resolve("one"), "one");
            Files.writeString(files.resolve("two"), "two");
            service.grant("/grants/c-" + id);
            service.grant("/bills/" + id);
        }
    }

    static Household in(TestDatabase database, Path folder) throws IOException {
        return new Household(database, folder);
    }

    GrantService service() {
        return service;
    }

    CommandRun run(String words) {
        return CommandRun.on(database, words(words));
    }

    String[] words(String words) {
        return Stream.concat(Arrays.stream(words.split(" ", -1)), Stream.of("--config", config))
                .toArray(String[]::new);
    }

    /** The end of everything, for comparison; times and numbers that differ from run to run left out. */
    String state() throws IOException {
        try (var files = Files.walk(folder.resolve("objects"))) {
            var kept = files.filter(Files::isRegularFile)
                    .map(file -> folder.resolve("objects").relativize(file).toString())
                    .sorted()
                    .collect(Collectors.joining(" "));
            return one(STATE) + "\nobjects " + kept + "\ngrants "
                    + service.grants().stream().sorted().collect(Collectors.joining(" "));
        }
    }

    /** Lets nobody past the moments that call {@code app.stop()}, until it is closed. */
    Connection closedGate() throws SQLException {
        var connection = database.connect();
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(1)");
        }
        return connection;
    }

    /** Runs a command in a process of its own, and ends it with {@code kill -9} as soon as it stands at the gate. */
    void killAtTheGate(String words) throws Exception {
        try (var gate = closedGate();
                var process = CommandProcess.start(database, folder, words(words))) {
            awaitGate();
            process.kill();
            if (gate.isClosed()) {
                throw new AssertionError("the gate was open");
            }
        }
        leasesRunOut();
    }

    /** Returns once somebody stands at the gate. */
    void awaitGate() {
        await("SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
    }

    /** Looks until a query gives true. */
    void await(String query) {
        for (var look = 0; look < 6000; look++) {
            if (one(query).equals("t")) {
                return;
            }
            LockSupport.parkNanos(10_000_000);
        }
        throw new AssertionError("never true: " + query + "\n" + one(STATE));
    }

    /** The lease of a process that is dead ends, as it would a minute later. */
    void leasesRunOut() {
        database.execute("""
            UPDATE coppice.lease SET heartbeat_at = clock_timestamp() - interval '2 s',
                expires_at = clock_timestamp() - interval '1 s'
            WHERE owner IS NOT NULL;
            """);
    }

    String one(String query) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void close() {
        service.close();
    }
}

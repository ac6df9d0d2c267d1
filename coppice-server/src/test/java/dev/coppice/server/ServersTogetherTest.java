package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three servers that work on one database. */
@PostgresTest(Isolation.DATABASE)
class ServersTogetherTest {
    private static final int DUE = 6;

    // What the trail has of a resource, in its order.
    // language=SQL
    private static final String TRAIL = """
            SELECT string_agg(DISTINCT trail, ' | ') FROM (
                SELECT string_agg(action, ' ' ORDER BY seq) AS trail FROM coppice.audit
                WHERE subject LIKE 'graph due%' GROUP BY subject
            ) AS each
            """;

    @TempDir
    Path folder;

    @Test
    void what_is_due_is_suspended_once_and_taken_down_once(TestDatabase database) {
        TenantServer.settle(database);
        database.execute("""
            INSERT INTO app.graph (graph_id, tier) SELECT 'due' || i, 'due' FROM generate_series(1, 6) AS i;
            INSERT INTO app.document (graph_id, body) SELECT graph_id, 'more' FROM app.graph WHERE tier = 'due';
            """);
        var kinds = TenantServer.kinds(
                folder,
                yaml -> yaml.replace(
                        "select graph_id, now(), false from app.graph where false",
                        "select graph_id, now() - interval '1 h', true from app.graph where tier = 'due'"));
        var servers = IntStream.rangeClosed(1, 3)
                .mapToObj(number -> LiveServer.on(
                        database,
                        config -> config.managing(source -> Lifecycle.on(source)
                                .kinds(kinds)
                                .worker("server " + number)
                                .build())))
                .toList();
        try {
            servers.forEach(LiveServer::work);

            until(database, "SELECT count(*) = 6 FROM coppice.resource_state WHERE state <> 'active'");
            until(database, "SELECT count(*) = 6 FROM coppice.operation");
            until(database, "SELECT count(*) = 6 FROM coppice.operation WHERE state = 'succeeded'");
        } finally {
            servers.forEach(LiveServer::close);
        }

        assertThat(one(database, "SELECT count(*) FROM coppice.audit WHERE action = 'resource.suspended'"))
                .isEqualTo(String.valueOf(DUE));
        assertThat(one(database, TRAIL))
                .isEqualTo("resource.suspended teardown.begun backup.made teardown.no-return resource.deprovisioned"
                        + " operation.ended");
        assertThat(one(database, "SELECT count(*) FROM coppice.operation_attempt WHERE step = 'delete-documents'"))
                .isEqualTo(String.valueOf(DUE));
        assertThat(one(
                        database,
                        "SELECT string_agg(graph_id, ' ' ORDER BY graph_id) FROM app.graph WHERE status = 'active'"))
                .isEqualTo("kg1 kg2 sec");
        assertThat(one(database, "SELECT count(*) FROM app.document")).isEqualTo("9");
    }

    /** Sensors look every five minutes; here they are always due. */
    private static void until(TestDatabase database, String query) {
        Waiting.until(() -> {
            database.execute(
                    "UPDATE coppice.job SET execution_time = now() WHERE NOT picked AND execution_time > now()");
            return one(database, query).equals("t");
        });
    }

    private static String one(TestDatabase database, String query) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }
}

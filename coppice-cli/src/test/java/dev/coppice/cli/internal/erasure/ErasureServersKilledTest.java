package dev.coppice.cli.internal.erasure;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.command.CommandProcess;
import dev.coppice.cli.internal.command.CommandRun;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers in processes of their own, and one of them killed in the middle of an erasure. */
@PostgresTest(DATABASE)
class ErasureServersKilledTest {
    private static final Duration ONE_LEASE = Duration.ofSeconds(60);

    /** Nobody's login goes while somebody has this advisory lock. */
    // language=SQL
    private static final String TABLES = """
        CREATE SCHEMA app;
        CREATE TABLE app.person (id bigint PRIMARY KEY);
        CREATE TABLE app.login (id int PRIMARY KEY, person_id bigint NOT NULL REFERENCES app.person);
        CREATE INDEX ON app.login (person_id);
        INSERT INTO app.person VALUES (471100471);
        INSERT INTO app.login VALUES (1, 471100471), (2, 471100471);
        CREATE FUNCTION app.wait() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock_shared(4711);
            RETURN old;
        END $$;
        CREATE TRIGGER wait BEFORE DELETE ON app.login FOR EACH ROW EXECUTE FUNCTION app.wait();
        """;

    @TempDir
    Path folder;

    @Test
    void another_server_goes_on_with_the_erasure_of_one_that_was_killed_within_a_lease(TestDatabase database)
            throws Exception {
        database.execute(CoppiceSchema.script());
        database.execute(TABLES);
        var config = Files.writeString(folder.resolve("coppice.yaml"), """
                subjects:
                  person:
                    table: app.person
                    tables: [ { table: app.login } ]
                    brakes: { oldest-snapshot: off, waiters: false }
                """).toString();
        try (var gate = database.connect();
                var first = CommandProcess.start(database, folder, "serve", "--config", config)) {
            gate.setAutoCommit(false);
            try (var statement = gate.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(4711)");
            }
            var url = first.saidUntil("server started url=").replaceAll("(?s).*server started url=(\\S+).*", "$1");
            ask(url, secret(database));
            await(database, "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
            try (var second = CommandProcess.start(database, folder, "serve", "--config", config)) {
                second.saidUntil("jobs started");
                first.kill();
                gate.rollback();
                var killed = System.nanoTime();

                await(database, "SELECT state = 'SUCCEEDED' AND key IS NULL FROM coppice.erasure");

                assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(ONE_LEASE);
                second.signal("TERM");
                second.ended();
            }
        }
        assertThat(one(database, "SELECT count(*) FROM app.person")).isEqualTo("0");
        assertThat(one(database, "SELECT sum(rows_deleted) FROM coppice.campaign_table"))
                .isEqualTo("3");
        assertThat(one(database, "SELECT count(*) FROM coppice.campaign_root WHERE '471100471' = ANY (root_key)"))
                .isEqualTo("0");
    }

    private static String secret(TestDatabase database) {
        return CommandRun.on(database, "token", "create", "ops", "--role", "operator", "--reason", "x", "--json")
                .json()
                .at("/secret")
                .asString();
    }

    private static void ask(String url, String secret) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create(url + "/api/v1/erasures"))
                            .header("Authorization", "Bearer " + secret)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(
                                    "{\"subject\":\"person\",\"key\":[\"471100471\"],\"reason\":\"request 118\"}"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        }
    }

    private static void await(TestDatabase database, String condition) {
        for (var look = 0; look < 9000; look++) {
            if (one(database, condition).equals("t")) {
                return;
            }
            LockSupport.parkNanos(10_000_000);
        }
        throw new AssertionError("never came true: " + condition);
    }

    private static String one(TestDatabase database, String query) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
        } catch (SQLException failure) {
            throw new IllegalStateException(query, failure);
        }
    }
}

package dev.coppice.lifecycle;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.internal.engine.Pool;
import dev.coppice.lifecycle.internal.kind.KindConfigs;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** A resource is brought back while somebody else begins its teardown, or brings it back as well. */
@PostgresTest(Isolation.DATABASE)
class RestoreRaceTest {
    private static final Act ANN = Act.of("ann", "the contract ended");
    private static final ResourceId G = new ResourceId("graph", "g");

    @TempDir
    Path folder;

    private final TestDatabase db;
    private final Pool second;
    private long backup;

    RestoreRaceTest(TestDatabase db) {
        this.db = db;
        this.second = new Pool(db.dataSource());
    }

    @BeforeEach
    void gone() throws Exception {
        for (var id : new String[] {"g", "other"}) {
            Files.writeString(
                    Files.createDirectories(folder.resolve("objects/files/" + id))
                            .resolve("one"),
                    "one");
        }
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.graph (id text PRIMARY KEY, status text);
                CREATE TABLE app.document (id int PRIMARY KEY, graph_id text NOT NULL);
                INSERT INTO app.graph VALUES ('g', 'active');
                INSERT INTO app.document VALUES (1, 'g'), (2, 'g');
                CREATE FUNCTION app.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    PERFORM pg_advisory_xact_lock(7);
                    RETURN new;
                END $$;
                """);
        backup = ended(begun(second)).backup().orElseThrow();
    }

    @AfterEach
    void close() throws Exception {
        second.close();
    }

    @Test
    void a_teardown_begun_while_the_resource_comes_back_waits_and_takes_the_whole_of_it_down() throws Exception {
        var begun = new Operation[1];
        inTurn("app.document", this::restored, () -> begun[0] = begun(second), (restore, begin) -> {
            restore.call();
            begin.call();
        });
        assertThat(begun[0].residual()).isFalse();
        assertThat(begun[0].epoch()).isEqualTo(2);
        assertThat(one("SELECT count(*) FROM app.document")).isEqualTo("2");
        var again = ended(begun[0]);
        assertThat(again.backup().orElseThrow()).isGreaterThan(backup);
        assertThat(one("SELECT count(*) FROM app.document")).isEqualTo("0");
    }

    @Test
    void a_restore_that_comes_while_a_teardown_is_begun_is_refused_until_that_has_ended() throws Exception {
        inTurn("coppice.operation", () -> begun(db.dataSource()), () -> restored(second), (begin, restore) -> {
            assertThat(requireNonNull((Operation) begin.call()).residual()).isTrue();
            refused(restore);
        });
        assertThat(one("SELECT count(*) FROM app.document")).isEqualTo("0");
        ended(lifecycle(second).operations().find(2).orElseThrow());
        restored(second);
        assertThat(one("SELECT count(*) FROM app.document")).isEqualTo("2");
    }

    @Test
    void of_two_restores_at_once_one_brings_it_back() throws Exception {
        inTurn("app.document", this::restored, () -> restored(second), (first, other) -> {
            first.call();
            refused(other);
        });
        assertThat(one("SELECT count(*) FROM app.document")).isEqualTo("2");
        assertThat(one("SELECT count(*) FROM coppice.audit WHERE action = 'backup.restored'"))
                .isEqualTo("1");
        assertThat(one("SELECT epoch FROM coppice.resource_state")).isEqualTo("1");
    }

    @Test
    void what_a_restore_has_put_back_already_is_not_disposed_of_as_come_back_from_the_dead() throws Exception {
        inTurn("app.document", this::restored, this::buriedAgain, (restore, burial) -> {
            restore.call();
            var burials = (Burials) requireNonNull(burial.call());
            assertThat(burials.looked().back())
                    .as("its objects were seen before it was committed")
                    .hasSize(1);
            assertThat(burials.begun()).isEmpty();
        });
        assertThat(one("SELECT count(*) FROM app.document")).isEqualTo("2");
        assertThat(folder.resolve("objects/files/g/one")).exists();
        assertThat(one("SELECT count(*) FROM coppice.operation")).isEqualTo("1");
        assertThat(one("SELECT status FROM app.graph")).isEqualTo("active");
    }

    @Test
    void a_restore_that_comes_while_what_came_back_is_buried_again_is_refused_until_that_has_ended() throws Exception {
        db.execute("INSERT INTO app.document VALUES (9, 'g')");
        inTurn(
                "coppice.operation",
                () -> lifecycle(db.dataSource()).certificates().buryAgain(ANN),
                () -> restored(second),
                (burial, restore) -> {
                    assertThat(((Burials) requireNonNull(burial.call())).begun())
                            .hasSize(1);
                    refused(restore);
                });
        ended(lifecycle(second).operations().find(2).orElseThrow());
        assertThat(one("SELECT count(*) FROM app.document")).isEqualTo("0");
        restored(second);
        assertThat(one("SELECT string_agg(id::text, ' ' ORDER BY id) FROM app.document"))
                .isEqualTo("1 2");
    }

    private Burials buriedAgain() {
        return lifecycle(second).certificates().buryAgain(ANN);
    }

    @FunctionalInterface
    private interface Ends {
        void are(Callable<?> first, Callable<?> second) throws Exception;
    }

    /** The first stops at its first row of {@code table}; the second, on its own pool, waits for it. */
    private void inTurn(String table, Callable<?> first, Callable<?> other, Ends ends) throws Exception {
        db.execute("CREATE TRIGGER wait BEFORE INSERT ON " + table + " FOR EACH ROW EXECUTE FUNCTION app.wait()");
        try (var interleaving = new Interleaving();
                var gate = db.connect();
                var statement = gate.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(7)");
            var one = interleaving.start("first", first);
            interleaving.awaitBlockedBy(db.dataSource(), gate);
            var session = session();
            var two = interleaving.start("second", other);
            interleaving.awaitBlocked(db.dataSource(), session);
            statement.execute("SELECT pg_advisory_unlock(7)");
            ends.are(one::result, two::result);
        }
    }

    /** The session that whoever takes connections from the pool one at a time has. */
    private int session() throws SQLException {
        try (var connection = second.getConnection()) {
            return connection.unwrap(PGConnection.class).getBackendPID();
        }
    }

    private static void refused(Callable<?> restore) {
        assertThatThrownBy(restore::call)
                .isInstanceOfSatisfying(
                        CoppiceException.class,
                        refused -> assertThat(refused.code()).isEqualTo("backup.resource-alive"));
    }

    private Restored restored() {
        return restored(db.dataSource());
    }

    private Restored restored(DataSource source) {
        return lifecycle(source).backups().restore(backup, ANN);
    }

    private Operation begun(DataSource source) {
        return lifecycle(source).teardowns().begin(TeardownRequest.of(G, ANN));
    }

    private Operation ended(Operation begun) throws InterruptedException {
        var operation = begun;
        for (var pass = 0; pass < 10 && !operation.state().ended(); pass++) {
            operation = lifecycle(second).teardowns().advance(operation.id());
        }
        assertThat(operation.state()).isEqualTo(OperationState.SUCCEEDED);
        return operation;
    }

    private Lifecycle lifecycle(DataSource source) {
        var graph = KindConfigs.read("graph", """
                table: app.graph
                key: id
                status: status
                backup: { to: "file:%s", hosting: { default: 1d } }
                steps:
                  - { name: delete-documents, rows: { tables: [ { table: app.document, by: graph_id } ] } }
                  - { name: remove-files, objects: { store: "file:%s", prefix: "files/{id}/" } }
                """.formatted(folder.resolve("backups"), folder.resolve("objects")));
        return Lifecycle.on(source).kinds(Map.of("graph", graph)).build();
    }

    private String one(String sql) {
        return String.valueOf(
                DSL.using(second, SQLDialect.POSTGRES).fetchSingle(sql).get(0));
    }
}

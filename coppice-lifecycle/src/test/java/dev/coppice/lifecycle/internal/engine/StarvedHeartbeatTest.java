package dev.coppice.lifecycle.internal.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.internal.backup.Narrow;
import dev.coppice.lifecycle.internal.backup.SnapshotBackups;
import dev.coppice.lifecycle.internal.kind.KindConfigs;
import dev.coppice.lifecycle.internal.kind.Kinds;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.Actor;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup takes long, and two connections: the heartbeat of the worker needs a third. */
@PostgresTest(Isolation.DATABASE)
class StarvedHeartbeatTest {
    private static final Act ANN = Act.of("ann", "the contract ended");
    private static final ResourceId G = new ResourceId("graph", "g");

    // language=SQL
    private static final String ENDS =
            "SELECT extract(epoch FROM max(expires_at)) FROM coppice.lease WHERE owner IS NOT NULL";

    private final TestDatabase db;
    private final Path folder;

    StarvedHeartbeatTest(TestDatabase db, @TempDir Path folder) {
        this.db = db;
        this.folder = folder;
    }

    @BeforeEach
    void create() {
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE FUNCTION app.pass() RETURNS boolean LANGUAGE sql AS
                    $$ SELECT true FROM (SELECT pg_advisory_xact_lock_shared(7)) AS passed $$;
                CREATE TABLE app.graph (id text PRIMARY KEY, status text);
                CREATE TABLE app.document (id int PRIMARY KEY, graph_id text NOT NULL);
                INSERT INTO app.graph VALUES ('g', 'active');
                INSERT INTO app.document VALUES (1, 'g'), (2, 'g');
                """);
    }

    @Test
    void with_a_third_connection_the_lease_is_kept_however_long_the_backup_takes() throws Exception {
        try (var gate = new Gate()) {
            var engine = engine("worker", narrow(3));
            var worker = gate.backingUp(engine);
            var first = Double.parseDouble(one(ENDS));
            while (Double.parseDouble(one(ENDS)) < first + 0.1) {
                LockSupport.parkNanos(1_000_000);
            }
            gate.open();
            assertThat(requireNonNull(worker.result()).state()).isEqualTo(OperationState.SUCCEEDED);
        }
    }

    @Test
    void without_one_the_lease_ends_another_goes_on_and_nothing_is_destroyed_on_the_word_of_the_first()
            throws Exception {
        try (var gate = new Gate()) {
            var worker = gate.backingUp(engine("worker", narrow(2)));
            db.execute("""
                    UPDATE coppice.lease SET heartbeat_at = heartbeat_at - interval '1 hour',
                        expires_at = heartbeat_at - interval '59 min' WHERE owner IS NOT NULL
                    """);
            var other = engine("other", db.dataSource());
            var id = Long.parseLong(one("SELECT id FROM coppice.operation"));
            other.teardowns().advance(id);
            assertThat(one("SELECT state || ' ' || code FROM coppice.operation_step WHERE name = 'backup'"))
                    .isEqualTo("blocked backup.busy");
            gate.open();
            worker.join();
            assertThat(one("SELECT count(*) FROM app.document")).isEqualTo("2");
            assertThat(ended(other, id).state()).isEqualTo(OperationState.SUCCEEDED);
        }
        assertThat(one("SELECT count(*) FROM app.document")).isEqualTo("0");
        assertThat(one("SELECT string_agg(state || ' ' || row_count, ', ') FROM coppice.backup"))
                .isEqualTo("completed 2");
        assertThat(
                        one(
                                "SELECT string_agg(DISTINCT worker, ' ') FROM coppice.operation_attempt WHERE step = 'delete-documents'"))
                .isEqualTo("other");
    }

    /** Keeps whoever reads rows, from a moment on at which the teardown has been begun. */
    private final class Gate implements AutoCloseable {
        private final Interleaving interleaving = new Interleaving();
        private final Connection holder = db.connect();

        Gate() throws Exception {}

        Actor<Operation> backingUp(Engine engine) throws Exception {
            var begun = engine.teardowns().begin(TeardownRequest.of(G, ANN));
            execute("SELECT pg_advisory_lock(7)");
            var worker = interleaving.start("worker", () -> quiesced(engine, begun.id()));
            interleaving.awaitBlockedBy(db.dataSource(), holder);
            return worker;
        }

        void open() throws Exception {
            execute("SELECT pg_advisory_unlock(7)");
        }

        private void execute(String sql) throws Exception {
            try (var statement = holder.createStatement()) {
                statement.execute(sql);
            }
        }

        @Override
        public void close() throws Exception {
            try (holder) {
                interleaving.close();
            }
        }
    }

    /** Whoever happens to look into the database at the moment of the fence is waited for. */
    private static Operation quiesced(Engine engine, long id) throws InterruptedException {
        var operation = engine.teardowns().advance(id);
        while (operation.steps().stream()
                .anyMatch(step -> step.name().equals("quiesce") && !step.state().ended())) {
            operation = engine.teardowns().advance(id);
        }
        return operation;
    }

    private DataSource narrow(int connections) {
        return new Narrow(db.dataSource(), connections)
                .patient(Duration.ofSeconds(5))
                .source();
    }

    private static Operation ended(Engine engine, long id) throws InterruptedException {
        var operation = engine.teardowns().advance(id);
        for (var pass = 0; pass < 10 && !operation.state().ended(); pass++) {
            operation = engine.teardowns().advance(id);
        }
        return operation;
    }

    private Engine engine(String worker, DataSource source) {
        var config = KindConfigs.read("graph", """
                table: app.graph
                key: id
                status: status
                backup: { to: "file:%s", hosting: { default: 1d } }
                steps:
                  - name: delete-documents
                    rows: { tables: [ { table: app.document, when: "t.graph_id = {id} and app.pass()" } ] }
                """.formatted(folder));
        var kinds = Kinds.of(db.dataSource(), Map.of("graph", config), Map.of()).byName();
        var often = Duration.ofMillis(20);
        return new Engine(
                new EngineParts(source, kinds, new SnapshotBackups(source, kinds), Ending.UNTOLD, worker),
                new Hooks(PausePoint.NONE, World.AT_ONCE, often, Duration.ofMinutes(1)));
    }

    private String one(String sql) {
        return String.valueOf(
                DSL.using(db.dataSource(), SQLDialect.POSTGRES).fetchSingle(sql).get(0));
    }
}

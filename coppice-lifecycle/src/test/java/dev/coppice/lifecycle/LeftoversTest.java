package dev.coppice.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.coppice.archive.ArchiveStores;
import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.TeardownRequest.Cause;
import dev.coppice.lifecycle.internal.kind.KindConfigs;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.Step;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left in stores when the rows that lead to them are gone. */
@PostgresTest(Isolation.DATABASE)
class LeftoversTest {
    private static final ResourceId G = new ResourceId("graph", "g");
    private static final TeardownRequest ASKED = TeardownRequest.of(G, Act.of("ann", "the contract ended"));
    private static final String GRAPH = """
            table: app.graph
            key: id
            status: status
            backup: { to: "file:%1$s/backups", hosting: { default: 1d } }
            steps:
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void tables(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.graph (id text PRIMARY KEY, status text, slug text);
                CREATE TABLE app.file (id int PRIMARY KEY, graph_id text NOT NULL, member text NOT NULL);
                CREATE TABLE app.cache (slug text);
                INSERT INTO app.graph VALUES ('g', 'active', 'nice');
                INSERT INTO app.file VALUES (1, 'g', 'm1');
                INSERT INTO app.cache VALUES ('nice'), ('other');
                """);
    }

    @Test
    void objects_found_again_go_though_the_rows_that_led_to_them_are_gone(TestDatabase db) throws Exception {
        put("staged/g/m1/a");
        var lifecycle = lifecycle(db, """
                  - name: remove-objects
                    objects: { store: "file:%1$s/objects", prefix: "staged/{id}/{member}/",
                      each: "select graph_id as id, member from app.file where graph_id = {id}" }
                  - { name: delete-files, rows: { tables: [ { table: app.file, by: graph_id } ] } }
                """);
        assertThat(ended(lifecycle, lifecycle.teardowns().begin(ASKED)).state()).isEqualTo(OperationState.SUCCEEDED);
        put("staged/g/m1/b");
        var again = ended(lifecycle, lifecycle.teardowns().begin(ASKED.because(Cause.FOUND)));
        assertThat(again.state())
                .as(lifecycle.operations().explain(again.id()).toString())
                .isEqualTo(OperationState.SUCCEEDED);
        try (var store = ArchiveStores.folder(folder.resolve("objects"))) {
            assertThat(store.list("staged/")).isEmpty();
        }
        assertThat(one(db, "SELECT object_count FROM coppice.backup WHERE initiator = 'residual'"))
                .isEqualTo("1");
    }

    @Test
    void a_call_that_has_to_be_made_again_needs_no_backup_of_its_own(TestDatabase db) throws Exception {
        var calls = new CopyOnWriteArrayList<String>();
        var service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        service.start();
        try {
            var lifecycle = lifecycle(
                    db, """
                      - name: revoke-grants
                        http: { url: "http://127.0.0.1:%2$d/grants/{member}",
                          each: "select graph_id as id, member from app.file where graph_id = {id}" }
                      - { name: delete-files, rows: { tables: [ { table: app.file, by: graph_id } ] } }
                    """.replace("%2$d", String.valueOf(service.getAddress().getPort())));
            assertThat(ended(lifecycle, lifecycle.teardowns().begin(ASKED)).state())
                    .isEqualTo(OperationState.SUCCEEDED);
            var again = ended(lifecycle, lifecycle.teardowns().begin(ASKED.because(Cause.FOUND)));
            assertThat(again.state())
                    .as(lifecycle.operations().explain(again.id()).toString())
                    .isEqualTo(OperationState.SUCCEEDED);
            assertThat(again.backup()).isEmpty();
        } finally {
            service.stop(0);
        }
        assertThat(calls).containsExactly("DELETE /grants/m1", "DELETE /grants/m1");
    }

    @Test
    void finding_5_a_row_written_in_a_child_after_the_backup_is_in_another_one(TestDatabase db) throws Exception {
        db.execute("""
                ALTER TABLE app.graph ADD parent text;
                INSERT INTO app.graph VALUES ('g_1', 'active', 'child', 'g');
                INSERT INTO app.file VALUES (2, 'g_1', 'm2');
                """);
        var late = new Late(db);
        var graph = KindConfigs.read("graph", ("parent: parent\n" + GRAPH + """
                  - { name: write-late, adapter: late }
                  - { name: delete-files, rows: { tables: [ { table: app.file, by: graph_id } ] } }
                """).formatted(folder));
        var lifecycle = Lifecycle.on(db.dataSource())
                .kinds(Map.of("graph", graph))
                .adapter("late", late)
                .build();
        var operation = ended(lifecycle, lifecycle.teardowns().begin(ASKED));
        for (var pass = 0; pass < 20 && !operation.state().ended(); pass++) {
            db.execute("UPDATE coppice.operation SET next_try_at = now() WHERE next_try_at IS NOT NULL;"
                    + " UPDATE coppice.operation_step SET next_try_at = now() WHERE next_try_at IS NOT NULL");
            lifecycle.teardowns().runOnce();
            operation = lifecycle.operations().find(operation.id()).orElseThrow();
        }
        assertThat(operation.state())
                .as(lifecycle.operations().explain(operation.id()).toString())
                .isEqualTo(OperationState.SUCCEEDED);
        assertThat(one(db, "SELECT string_agg(row_count::text, ' ' ORDER BY id) FROM coppice.backup"))
                .isEqualTo("2 3");
        assertThat(one(db, "SELECT count(*) FROM app.file")).isEqualTo("0");
        lifecycle.backups().restore(operation.backup().orElseThrow(), Act.of("ann", "it was wrong"));
        assertThat(one(db, "SELECT string_agg(graph_id || id, ' ' ORDER BY id) FROM app.file"))
                .isEqualTo("g1 g_12 g_13");
    }

    /** Writes a row of the child, once, when the child's turn has come. */
    private record Late(TestDatabase db, AtomicBoolean written) implements Step {
        Late(TestDatabase db) {
            this(db, new AtomicBoolean());
        }

        @Override
        public Sight look(StepContext context) {
            return context.resource().id().equals("g_1") && context.operation() != 0 && !written.get()
                    ? new Sight.Counted(1, 0)
                    : Sight.NOTHING;
        }

        @Override
        public StepOutcome apply(StepContext context) {
            db.execute("INSERT INTO app.file VALUES (3, 'g_1', 'm3')");
            written.set(true);
            return new StepOutcome.Done(1);
        }

        @Override
        public String method() {
            return "INSERT of somebody else";
        }

        @Override
        public boolean destroys() {
            return false;
        }
    }

    @Test
    void a_column_that_steps_name_outlives_its_row(TestDatabase db) throws Exception {
        var lifecycle = lifecycle(db, """
                  - name: delete-graph
                    sql: { run: "delete from app.graph where id = {id}",
                      left: "select count(*) from app.graph where id = {id}" }
                  - name: clear-cache
                    sql: { run: "delete from app.cache where slug = {slug}",
                      left: "select count(*) from app.cache where slug = {slug}" }
                """);
        var operation = ended(lifecycle, lifecycle.teardowns().begin(ASKED));
        assertThat(operation.state())
                .as(lifecycle.operations().explain(operation.id()).toString())
                .isEqualTo(OperationState.SUCCEEDED);
        assertThat(one(db, "SELECT string_agg(slug, ' ') FROM app.cache")).isEqualTo("other");
        assertThat(one(db, "SELECT plan ->> 'columns' FROM coppice.operation"))
                .isEqualTo("{\"id\": \"g\", \"slug\": \"nice\"}");
    }

    private static Operation ended(Lifecycle lifecycle, Operation begun) throws InterruptedException {
        var operation = begun;
        for (var pass = 0; pass < 10 && !operation.state().ended(); pass++) {
            operation = lifecycle.teardowns().advance(operation.id());
        }
        return operation;
    }

    private Lifecycle lifecycle(TestDatabase db, String steps) {
        var graph = KindConfigs.read("graph", (GRAPH + steps).formatted(folder));
        return Lifecycle.on(db.dataSource()).kinds(Map.of("graph", graph)).build();
    }

    private void put(String name) throws Exception {
        try (var store = ArchiveStores.folder(folder.resolve("objects"))) {
            store.put(name, new byte[] {1});
        }
    }

    private static String one(TestDatabase db, String sql) {
        return String.valueOf(
                DSL.using(db.dataSource(), SQLDialect.POSTGRES).fetchSingle(sql).get(0));
    }
}

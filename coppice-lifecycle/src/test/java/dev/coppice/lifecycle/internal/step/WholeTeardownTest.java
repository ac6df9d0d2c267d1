package dev.coppice.lifecycle.internal.step;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.coppice.archive.ArchiveStores;
import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.Certificate;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.LifecycleBuilder;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.SigningKeyFile;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.internal.engine.Pool;
import dev.coppice.lifecycle.internal.kind.KindConfigs;
import dev.coppice.lifecycle.internal.step.FlakyService.Asked;
import dev.coppice.lifecycle.internal.step.FlakyService.Manner;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Teardowns by the steps that users declare: grants at a service, a slot, objects and rows. */
@PostgresTest(Isolation.DATABASE)
class WholeTeardownTest {
    private static final Act ANN = Act.of("ann", "the contract ended");
    private static final String PROBE = "probe: \"SERVICE/grants/{connection_id}\", ";
    private static final String GRAPH = """
            table: app.graph
            key: id
            status: status
            backup: { to: "file:FOLDER/backups", hosting: { default: 1d } }
            steps:
            """;
    private static final String STEPS = """
              - name: revoke-grants
                http: { url: "SERVICE/grants/{connection_id}", PROBE timeout: 300ms,
                  each: "select connection_id from app.connection where graph_id = {id}" }
              - name: free-slot
                sql: { run: "update app.slot set graph_id = null where graph_id = {id}",
                  left: "select count(*) from app.slot where graph_id = {id}" }
              - { name: remove-objects, objects: { store: "file:FOLDER/objects", prefix: "files/{id}/" } }
              - name: delete-rows
                rows: { tables: [ { table: app.document, by: graph_id }, { table: app.connection, by: graph_id } ] }
            """;

    private final FlakyService service = FlakyService.start();

    @TempDir
    Path folder;

    private final Pool pool;
    private final DSLContext dsl;

    WholeTeardownTest(TestDatabase db) {
        pool = new Pool(db.dataSource());
        dsl = DSL.using(pool, SQLDialect.POSTGRES);
    }

    @BeforeEach
    void tables(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.graph (id text PRIMARY KEY, status text);
                CREATE TABLE app.connection (connection_id text PRIMARY KEY, graph_id text NOT NULL);
                CREATE TABLE app.document (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, graph_id text NOT NULL);
                CREATE TABLE app.slot (number int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, graph_id text);
                """);
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        pool.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", PROBE})
    void whatever_a_service_does_the_end_is_that_of_an_honest_one_and_each_call_has_one_key(String probe)
            throws Exception {
        var lifecycle = lifecycle(probe);
        graph("honest");
        graph("neighbour");
        ended(lifecycle, begin(lifecycle, "honest"));
        var end = endOf(lifecycle, "honest");
        assertThat(end).containsEntry("operation", "SUCCEEDED").containsEntry("left", "0 0 0 0");
        for (var manner :
                List.of(Manner.FAILS, Manner.SILENT, Manner.DOES_IT_AND_HANGS_UP, Manner.DOES_IT_AND_IS_SILENT)) {
            var id = manner.name().toLowerCase(Locale.ROOT);
            graph(id);
            service.behave(manner);
            var operation = begin(lifecycle, id);
            lifecycle.teardowns().advance(operation.id());
            lifecycle.teardowns().advance(operation.id());
            service.behave(Manner.HONEST);
            ended(lifecycle, operation);
            assertThat(endOf(lifecycle, id)).as(id).isEqualTo(end);
        }
        var keys = service.removals().stream()
                .collect(groupingBy(Asked::path, mapping(asked -> asked.header("Idempotency-key"), toSet())));
        assertThat(keys)
                .hasSize(10)
                .allSatisfy((path, one) -> assertThat(one).as(path).hasSize(1));
        assertThat(keys.values()).doesNotHaveDuplicates();
        assertThat(left("neighbour")).isEqualTo("2 1 1 3");
    }

    @Test
    void a_later_look_finds_what_is_back_in_any_store_and_it_is_disposed_of() throws Exception {
        var lifecycle = lifecycle(PROBE);
        for (var id : List.of("a", "b", "c", "d")) {
            graph(id);
            ended(lifecycle, begin(lifecycle, id));
        }
        due(1);
        assertThat(lifecycle.certificates().probe()).isEqualTo(4);
        assertThat(certificate(lifecycle, "a").probes().getFirst().clean()).contains(true);

        service.grant("/grants/a1");
        dsl.execute("UPDATE app.slot SET graph_id = 'b' WHERE number = 2");
        put("files/c/back", "again");
        dsl.execute("INSERT INTO app.document (graph_id) VALUES ('d'), ('d')");
        due(2);
        assertThat(lifecycle.certificates().probe()).isEqualTo(4);
        assertThat(certificate(lifecycle, "a").revokedReason()).contains("A later look found revoke-grants: 1.");
        assertThat(certificate(lifecycle, "b").revokedReason()).contains("A later look found free-slot: 1.");
        assertThat(certificate(lifecycle, "c").revokedReason()).contains("A later look found remove-objects: 1.");
        assertThat(certificate(lifecycle, "d").revokedReason()).contains("A later look found delete-rows: 2.");

        for (var id : List.of("a", "b", "c", "d")) {
            var disposal = dsl.fetchSingle(
                            "SELECT id FROM coppice.operation WHERE finished_at IS NULL"
                                    + " AND purpose = 'residual' AND resource_id = ?",
                            id)
                    .get(0, Long.class);
            ended(lifecycle, lifecycle.operations().find(disposal).orElseThrow());
            assertThat(left(id)).as(id).isEqualTo("0 0 0 0");
        }
    }

    @Test
    void objects_half_gone_behind_one_backup_come_back_from_both_of_their_epoch() throws Exception {
        dsl.execute("INSERT INTO app.graph VALUES ('g', 'active')");
        for (var name : List.of("a", "b", "c")) {
            put("files/g/" + name, "first");
        }
        var steps = "  - { name: remove-objects, adapter: objects }\n";
        var declared = KindConfigs.read("graph", within(GRAPH + STEPS, ""));
        var objects = declared.steps().stream()
                .filter(step -> step.name().equals("remove-objects"))
                .findFirst()
                .orElseThrow();
        var step = new ObjectsStep(
                declared,
                objects.objects().orElseThrow(),
                () -> ObjectsFixture.shared(ArchiveStores.folder(folder.resolve("objects")), name -> {
                    if (name.equals("files/g/b")) {
                        put("files/g/c", "changed meanwhile");
                        put("files/g/d", "came meanwhile");
                    }
                }));
        var lifecycle = builder(steps, "").adapter("objects", step).build();
        var gone = ended(lifecycle, begin(lifecycle, "g"));
        assertThat(names()).isEmpty();
        assertThat(lifecycle.backups().list(id("g")))
                .extracting(Backup::epoch, Backup::objects)
                .containsExactly(tuple(1L, 2L), tuple(1L, 3L));

        lifecycle.backups().restore(gone.backup().orElseThrow(), ANN);
        assertThat(names()).containsExactly("files/g/a", "files/g/b", "files/g/c", "files/g/d");
        try (var store = ArchiveStores.folder(folder.resolve("objects"))) {
            assertThat(new String(store.get("files/g/c"), UTF_8)).isEqualTo("changed meanwhile");
        }
    }

    private Lifecycle lifecycle(String probe) throws Exception {
        return builder(STEPS, probe)
                .signedBy(SigningKeyFile.create(folder.resolve("key.pem")))
                .build();
    }

    private LifecycleBuilder builder(String steps, String probe) {
        return Lifecycle.on(pool).kinds(Map.of("graph", KindConfigs.read("graph", within(GRAPH + steps, probe))));
    }

    private String within(String lines, String probe) {
        return lines.replace("PROBE", probe)
                .replace("SERVICE", service.address())
                .replace("FOLDER", folder.toString());
    }

    private static Operation begin(Lifecycle lifecycle, String id) {
        return lifecycle.teardowns().begin(TeardownRequest.of(id(id), ANN));
    }

    private static Operation ended(Lifecycle lifecycle, Operation begun) throws InterruptedException {
        var operation = begun;
        for (var pass = 0; pass < 10 && !operation.state().ended(); pass++) {
            operation = lifecycle.teardowns().advance(operation.id());
        }
        assertThat(operation.state())
                .as(lifecycle.operations().explain(operation.id()).toString())
                .isEqualTo(OperationState.SUCCEEDED);
        return operation;
    }

    private static ResourceId id(String id) {
        return new ResourceId("graph", id);
    }

    private static Certificate certificate(Lifecycle lifecycle, String id) {
        return lifecycle.certificates().of(id(id)).getFirst();
    }

    private void due(int number) {
        dsl.execute(
                "UPDATE coppice.certificate_probe SET due_at = now() - interval '1 minute' WHERE ordinal = ?", number);
    }

    /** A graph with two connections and their grants, a slot, an object and three documents. */
    private void graph(String id) throws IOException {
        dsl.execute("INSERT INTO app.graph VALUES (?, 'active')", id);
        dsl.execute("INSERT INTO app.connection VALUES (? || '1', ?), (? || '2', ?)", id, id, id, id);
        dsl.execute("INSERT INTO app.slot (graph_id) VALUES (?)", id);
        dsl.execute("INSERT INTO app.document (graph_id) VALUES (?), (?), (?)", id, id, id);
        put("files/" + id + "/report", "of " + id);
        service.grant("/grants/" + id + "1");
        service.grant("/grants/" + id + "2");
    }

    /** Grants, slots, objects and documents. */
    private String left(String id) throws IOException {
        var grants = service.grants().stream()
                .filter(path -> path.startsWith("/grants/" + id))
                .count();
        var objects = names().stream()
                .filter(name -> name.startsWith("files/" + id + "/"))
                .count();
        return grants + " " + count("app.slot", id) + " " + objects + " " + count("app.document", id);
    }

    private String count(String table, String id) {
        return String.valueOf(dsl.fetchSingle("SELECT count(*) FROM " + table + " WHERE graph_id = ?", id)
                .get(0));
    }

    private Map<String, String> endOf(Lifecycle lifecycle, String id) throws IOException {
        var operation = lifecycle
                .operations()
                .find(dsl.fetchSingle("SELECT max(id) FROM coppice.operation WHERE resource_id = ?", id)
                        .get(0, Long.class))
                .orElseThrow();
        var end = new TreeMap<String, String>();
        end.put("operation", operation.state().toString());
        end.put("left", left(id));
        end.put("connections", count("app.connection", id));
        end.put(
                "status",
                String.valueOf(dsl.fetchSingle("SELECT status FROM app.graph WHERE id = ?", id)
                        .get(0)));
        operation
                .steps()
                .forEach(step -> end.put(
                        "step " + step.name(),
                        step.state().ended() + " " + step.receipt().before() + " "
                                + step.receipt().after()));
        return end;
    }

    private void put(String name, String text) throws IOException {
        try (var store = ArchiveStores.folder(folder.resolve("objects"))) {
            store.put(name, text.getBytes(UTF_8));
        }
    }

    private List<String> names() throws IOException {
        try (var store = ArchiveStores.folder(folder.resolve("objects"))) {
            return store.list("files/").stream()
                    .map(object -> object.name())
                    .sorted()
                    .toList();
        }
    }
}

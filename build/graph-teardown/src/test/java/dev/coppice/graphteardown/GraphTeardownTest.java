package dev.coppice.graphteardown;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.CoppiceYaml;
import dev.coppice.examples.graphplatform.GraphPlatform;
import dev.coppice.examples.graphplatform.outside.GrantProvider;
import dev.coppice.examples.graphplatform.outside.ObjectFolder;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** One graph with its subgraphs, taken down for real as {@code coppice.yaml} says, and brought back. */
@PostgresTest(value = Isolation.DATABASE, maxLog = Level.WARN)
class GraphTeardownTest {
    private static final Act ACT = Act.of("ana", "the customer left");

    /** Where a graph is named, as a condition with the graph's pattern. */
    private static final Map<String, String> STORES = Map.ofEntries(
            Map.entry("graph_member", "graph_id ~ '%s'"),
            Map.entry("registry_slot", "graph_id ~ '%s'"),
            Map.entry("document", "graph_id ~ '%s'"),
            Map.entry("credit", "graph_id ~ '%s'"),
            Map.entry("credit_transaction", "graph_id ~ '%s'"),
            Map.entry("file", "graph_id ~ '%s'"),
            Map.entry("graph_schema", "graph_id ~ '%s'"),
            Map.entry("session", "graph_id ~ '%s'"),
            Map.entry("kernel", "session_id IN (SELECT session_id FROM was_session WHERE graph_id ~ '%s')"),
            Map.entry("session_event", "session_id IN (SELECT session_id FROM was_session WHERE graph_id ~ '%s')"),
            Map.entry("usage_sample", "session_id IN (SELECT session_id FROM was_session WHERE graph_id ~ '%s')"),
            Map.entry("checkpoint", "session_id IN (SELECT session_id FROM was_session WHERE graph_id ~ '%s')"),
            Map.entry("virtual_folder", "graph_id ~ '%s'"),
            Map.entry(
                    "session_mount",
                    "session_id IN (SELECT session_id FROM was_session WHERE graph_id ~ '%1$s')"
                            + " OR folder_id IN (SELECT folder_id FROM was_folder WHERE graph_id ~ '%1$s')"),
            Map.entry("connection", "graph_id ~ '%s'"),
            Map.entry(
                    "connection_credential",
                    "connection_id IN (SELECT connection_id FROM was_connection WHERE graph_id ~ '%s')"),
            Map.entry("tool_grant", "graph_id ~ '%s'"),
            Map.entry("access_decision", "graph_id ~ '%s'"),
            Map.entry(
                    "association_scopes_entities",
                    "entity_id IN (SELECT session_id::text FROM was_session WHERE graph_id ~ '%1$s')"
                            + " OR entity_id IN (SELECT folder_id::text FROM was_folder WHERE graph_id ~ '%1$s')"
                            + " OR scope_id ~ '%1$s'"));

    @TempDir
    private Path folder;

    private Platform platform;
    private GrantProvider provider;
    private Lifecycle lifecycle;
    private String graph;

    @BeforeEach
    void populate(TestDatabase db) throws Exception {
        new CoppiceSchema(db.dataSource()).migrate();
        platform = Platform.filled(db);
        ObjectFolder.fill(db.dataSource(), folder.resolve("objects"));
        provider = GrantProvider.start(db.dataSource(), 0);
        lifecycle = Lifecycle.on(db.dataSource()).kinds(kinds()).worker("test").build();
        graph = platform.list("""
                        SELECT g.graph_id FROM app.graph AS g
                        WHERE g.status = 'active' AND NOT g.is_repository
                            AND EXISTS (SELECT FROM app.graph AS child WHERE child.parent_id = g.graph_id)
                            AND EXISTS (SELECT FROM app.session AS s WHERE s.graph_id = g.graph_id)
                        ORDER BY (SELECT count(*) FROM app.graph AS child WHERE child.parent_id = g.graph_id),
                            (SELECT count(*) FROM app.session AS s WHERE s.graph_id = g.graph_id) DESC
                        LIMIT 1
                        """).getFirst();
        platform.execute("""
                CREATE TABLE public.was_session AS SELECT session_id, graph_id FROM app.session;
                CREATE TABLE public.was_folder AS SELECT folder_id, graph_id FROM app.virtual_folder;
                CREATE TABLE public.was_connection AS SELECT connection_id, graph_id FROM app.connection;
                """);
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void a_graph_and_its_subgraphs_leave_every_store_and_come_back_whole() throws Exception {
        platform.execute("UPDATE app.graph_member SET left_at = now() WHERE role = 'member'");
        var before = rows();
        var objects = objects();
        var theirs = theirs();
        assertThat(own())
                .allSatisfy((store, count) -> assertThat(count).as(store).isPositive());

        var operation = torn();

        assertThat(lifecycle.operations().result(operation.id()).status()).isEqualTo("success");
        assertThat(own())
                .allSatisfy((store, count) -> assertThat(count).as(store).isZero());
        assertThat(platform.list("SELECT nspname FROM pg_namespace WHERE nspname ~ '^tenant_" + graph + "'"))
                .isEmpty();
        assertThat(objects()).noneMatch(name -> name.matches(".*/" + graph + "(_[a-z]+)?/.*"));
        assertThat(objects).anyMatch(name -> name.startsWith("objects/files/" + graph + "/"));
        assertThat(platform.list("SELECT DISTINCT status FROM app.graph WHERE graph_id ~ '" + pattern() + "'"))
                .containsExactly("deprovisioned");
        assertThat(platform.list("""
                        SELECT DISTINCT s.metadata ->> 'final_backup'
                        FROM app.subscription AS s
                        JOIN coppice.backup AS b
                            ON b.expires_at = (s.metadata ->> 'backup_hosting_expires_at')::timestamptz
                            AND b.id = (s.metadata ->> 'final_backup')::bigint
                        WHERE s.metadata ? 'deprovisioned_at' AND s.graph_id ~ '%s'
                        """.formatted(pattern())))
                .as("which backup billing knows, with the time it is kept")
                .containsExactly(String.valueOf(operation.backup().orElseThrow()));
        assertEqual(theirs(), theirs);

        lifecycle.backups().restore(operation.backup().orElseThrow(), ACT);

        assertThat(objects()).isEqualTo(objects);
        assertEqual(rows(), before);
    }

    private static void assertEqual(Map<String, List<String>> now, Map<String, List<String>> before) {
        assertThat(now.keySet()).isEqualTo(before.keySet());
        now.forEach((store, rows) -> assertThat(rows).as(store).isEqualTo(before.get(store)));
    }

    /** Until it ends; those of the subgraphs are carried on as well, without waiting until they are due. */
    private Operation torn() throws InterruptedException {
        var operation = lifecycle.teardowns().begin(TeardownRequest.of(new ResourceId("graph", graph), ACT));
        for (var pass = 0; pass < 4 && operation.state() == OperationState.RUNNING; pass++) {
            for (var id : platform.list("SELECT id FROM coppice.operation WHERE finished_at IS NULL ORDER BY id")) {
                lifecycle.teardowns().advance(Long.parseLong(id));
            }
            operation = lifecycle.operations().find(operation.id()).orElseThrow();
        }
        assertThat(operation.state())
                .as(() -> platform.list(
                                "SELECT operation_id || ' ' || name || ' ' || state || ' ' || concat_ws(': ', code, message)"
                                        + " FROM coppice.operation_step WHERE code IS NOT NULL ORDER BY 1")
                        .toString())
                .isEqualTo(OperationState.SUCCEEDED);
        return operation;
    }

    /** How much of the graph's each store has. */
    private Map<String, Long> own() {
        var own = new TreeMap<String, Long>();
        STORES.forEach((table, where) -> own.put(
                table,
                platform.count("app." + table + " WHERE "
                        + where.replace("was_", "public.was_").formatted(pattern()))));
        own.put("grants", (long) grants().size());
        return own;
    }

    private Set<String> grants() {
        var connections =
                platform.list("SELECT connection_id FROM public.was_connection WHERE graph_id ~ '" + pattern() + "'");
        return provider.grants().stream().filter(connections::contains).collect(toSet());
    }

    /** What other graphs have; a session or document of theirs that led to this one's may have let go of it. */
    private Map<String, List<String>> theirs() {
        var theirs = new TreeMap<String, List<String>>();
        STORES.forEach((table, where) -> theirs.put(
                table,
                platform.list("SELECT (to_jsonb(t) - 'parent_session_id' - 'file_id' - 'session_id')::text FROM app."
                        + table
                        + " AS t WHERE (" + where.replace("was_", "public.was_").formatted(pattern())
                        + ") IS NOT TRUE AND to_jsonb(t) ->> 'node_name' IS NULL ORDER BY 1")));
        theirs.put(
                "subscription",
                platform.list(
                        "SELECT s::text FROM app.subscription AS s WHERE graph_id !~ '" + pattern() + "' ORDER BY 1"));
        theirs.put("backup", platform.list("SELECT b::text FROM app.backup AS b ORDER BY 1"));
        theirs.put(
                "schemas",
                platform.list("SELECT nspname FROM pg_namespace WHERE nspname !~ '^tenant_" + graph
                        + "' AND nspname !~ '^pg_' ORDER BY 1"));
        return theirs;
    }

    /** All rows of all tables, without what a restore makes anew: the slot, its time, cached decisions, the graph's stamps. */
    private Map<String, List<String>> rows() {
        var rows = new TreeMap<String, List<String>>();
        for (var table : platform.list("""
                SELECT oid::regclass FROM pg_class
                WHERE relkind IN ('r', 'p') AND NOT relispartition
                    AND (relnamespace = 'app'::regnamespace OR relnamespace::regnamespace::text LIKE 'tenant%')
                    AND relname NOT IN ('registry_slot', 'access_decision')
                """)) {
            rows.put(
                    table,
                    platform.list("SELECT (to_jsonb(t) - 'updated_at' - 'parent_session_id' - 'file_id')::text FROM "
                            + table + " AS t ORDER BY 1"));
        }
        return rows;
    }

    private Set<String> objects() throws IOException {
        try (var files = Files.walk(folder.resolve("objects"))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .collect(toSet());
        }
    }

    private String pattern() {
        return "^" + graph + "(_|$)";
    }

    private Map<String, KindConfig> kinds() throws IOException {
        try (var stream = Objects.requireNonNull(GraphPlatform.class.getResourceAsStream("coppice.yaml"))) {
            var yaml = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            var kinds = yaml.substring(yaml.indexOf("\nkinds:"), yaml.indexOf("\nsettings:"))
                    .replace("file:./", "file:" + folder + "/")
                    .replace("127.0.0.1:8790", "127.0.0.1:" + provider.port());
            return new CoppiceYaml(List.of(KindConfig.SECTION))
                    .parse("coppice.yaml", kinds)
                    .all(KindConfig.SECTION);
        }
    }
}

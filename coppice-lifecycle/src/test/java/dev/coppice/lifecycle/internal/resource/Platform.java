package dev.coppice.lifecycle.internal.resource;

import dev.coppice.control.Act;
import dev.coppice.control.AuditQuery;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.Resources;
import dev.coppice.lifecycle.internal.kind.KindConfigs;
import dev.coppice.lifecycle.internal.kind.Kinds;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** A small platform with graphs in a table of its own and spaces in Coppice's. */
public final class Platform {
    public static final Act ANN = Act.of("ann", "asked by the customer");

    private static final String GRAPH = """
            table: app.graph
            key: graph_id
            status: status
            parent: parent_id
            tier: tier
            owner: owner
            protected: is_repository
            fence: deleted_at
            due: "select graph_id, ends_at, immediate from app.due_graph"
            """;
    private static final String SPACE = """
            table: coppice.resource
            key: id
            status: status
            parent: parent_id
            tier: tier
            owner: owner
            protected: protected
            fence: fenced_at
            """;

    private final TestDatabase db;
    private final Kinds kinds;

    public Platform(TestDatabase db) {
        this.db = db;
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.graph (
                    graph_id text PRIMARY KEY,
                    status text,
                    parent_id text REFERENCES app.graph,
                    tier text,
                    owner text,
                    is_repository boolean NOT NULL DEFAULT false,
                    deleted_at timestamptz
                );
                CREATE TABLE app.due_graph (graph_id text, ends_at timestamptz, immediate boolean);
                """);
        kinds = Kinds.of(db.dataSource(), declared(""), Map.of());
    }

    /** Both kinds, with more lines in each. */
    public static Map<String, KindConfig> declared(String more) {
        return Map.of(
                "graph", KindConfigs.read("graph", GRAPH + more), "space", KindConfigs.read("space", SPACE + more));
    }

    public Kinds kinds() {
        return kinds;
    }

    public Resources resources() {
        return new KindResources(db.dataSource(), kinds);
    }

    public static ResourceId graph(String id) {
        return new ResourceId("graph", id);
    }

    public static ResourceId space(String id) {
        return new ResourceId("space", id);
    }

    /** Graphs by their ids; one with a dot in it is a child of what stands before the dot. */
    public Platform graphs(String... ids) {
        for (var id : ids) {
            var parent = id.contains(".") ? "'" + id.substring(0, id.lastIndexOf('.')) + "'" : "NULL";
            db.execute("INSERT INTO app.graph VALUES ('" + id + "', 'active', " + parent + ", 'large', 'org-1')");
        }
        return this;
    }

    /** An end so many hours ago. */
    public Platform ended(String id, int hours) {
        db.execute("INSERT INTO app.due_graph VALUES ('" + id + "', now() - interval '" + hours + " h', false)");
        return this;
    }

    /** The code of a refusal. */
    public static String code(Throwable thrown) {
        return thrown instanceof CoppiceException refused ? refused.code() : thrown.toString();
    }

    public String text(String query) {
        return in(dsl -> dsl.fetchSingle(query).get(0, String.class));
    }

    public List<String> trail() {
        return in(dsl -> AuditTrail.in(dsl).list(AuditQuery.newest(50))).items().reversed().stream()
                .map(entry -> entry.event().action() + " " + entry.event().subject())
                .toList();
    }

    public <T> T in(Function<DSLContext, T> work) {
        return DSL.using(db.dataSource(), SQLDialect.POSTGRES)
                .transactionResult(configuration -> work.apply(configuration.dsl()));
    }
}

package dev.coppice.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.internal.engine.Pool;
import dev.coppice.lifecycle.internal.kind.KindConfigs;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** A graph with rows of several tables and a schema of its own, torn down and about to come back. */
final class Returning implements AutoCloseable {
    private static final Act ANN = Act.of("ann", "the customer paid");

    private final TestDatabase db;
    private final Path folder;
    private final Pool pool;
    private long backup;
    private String buriedAt = "0";

    Returning(TestDatabase db, Path folder) {
        this.db = db;
        this.folder = folder;
        this.pool = new Pool(db.dataSource());
    }

    void create() {
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.graph (id text PRIMARY KEY, status text);
                CREATE TABLE app.document (
                    id int PRIMARY KEY,
                    graph_id text NOT NULL,
                    body text,
                    size numeric,
                    twice numeric GENERATED ALWAYS AS (size * 2) STORED);
                CREATE TABLE app.note (
                    id serial PRIMARY KEY, graph_id text NOT NULL, text text, after int REFERENCES app.note);
                CREATE TABLE app.history (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, graph_id text NOT NULL);
                CREATE SCHEMA tenant_g;
                CREATE TABLE tenant_g.node (id int PRIMARY KEY, name text);
                CREATE TABLE tenant_g.edge (a int, b int);
                INSERT INTO app.graph VALUES ('g', 'active'), ('other', 'active');
                INSERT INTO app.document VALUES
                    (1, 'g', 'one', NULL), (2, 'g', 'two', 2.51), (3, 'other', 'three', NULL);
                INSERT INTO app.note (graph_id, text, after) VALUES ('g', 'a', NULL), ('g', 'b', 1), ('other', 'c', NULL);
                INSERT INTO tenant_g.node VALUES (1, 'one'), (2, 'two');
                INSERT INTO tenant_g.edge VALUES (1, 2);
                """);
    }

    void bury() throws InterruptedException {
        var lifecycle = lifecycle(pool);
        var operation = lifecycle.teardowns().begin(TeardownRequest.of(new ResourceId("graph", "g"), ANN));
        for (var pass = 0; pass < 10 && !operation.state().ended(); pass++) {
            operation = lifecycle.teardowns().advance(operation.id());
        }
        assertThat(operation.state()).isEqualTo(OperationState.SUCCEEDED);
        backup = operation.backup().orElseThrow();
        buriedAt = one("SELECT max(seq) FROM coppice.audit");
    }

    long backup() {
        return backup;
    }

    /** The number of the trail's last entry when it was gone. */
    String buriedAt() {
        return buriedAt;
    }

    Restored restore() {
        return restore(pool);
    }

    Restored restore(DataSource source) {
        return lifecycle(source).backups().restore(backup, ANN);
    }

    RestorePlan plan() {
        return lifecycle(pool).backups().planRestore(backup);
    }

    private Lifecycle lifecycle(DataSource source) {
        var graph = KindConfigs.read("graph", """
                table: app.graph
                key: id
                status: status
                backup: { to: "file:%s", hosting: { default: 1d } }
                steps:
                  - { name: drop-schema, schema: "tenant_{id}" }
                  - name: delete-notes
                    rows:
                      tables:
                        - { table: app.note, by: graph_id }
                        - { table: app.history, by: graph_id }
                  - { name: delete-documents, rows: { tables: [ { table: app.document, by: graph_id } ] } }
                """.formatted(folder.resolve("backups")));
        return Lifecycle.on(source).kinds(Map.of("graph", graph)).build();
    }

    String one(String sql) {
        return String.valueOf(
                DSL.using(pool, SQLDialect.POSTGRES).fetchSingle(sql).get(0));
    }

    @Override
    public void close() throws Exception {
        pool.close();
    }
}

package dev.coppice.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.internal.kind.KindConfigs;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** What the role of the script may do, with the rights on the user's tables that the documents ask for. */
@PostgresTest(Isolation.DATABASE)
class LeastPrivilegeTest {
    private static final Act ANN = Act.of("ann", "the contract ended");
    private static final ResourceId PARENT = new ResourceId("graph", "p");

    @TempDir
    Path folder;

    @BeforeEach
    void roles(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute(CoppiceSchema.leastPrivilege());
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.graph (id text PRIMARY KEY, status text, parent text, gone_at timestamptz);
                CREATE TABLE app.document (id int PRIMARY KEY, graph_id text NOT NULL);
                INSERT INTO app.graph VALUES ('p', 'active', NULL), ('c', 'active', 'p');
                INSERT INTO app.document VALUES (1, 'p'), (2, 'c');
                GRANT USAGE ON SCHEMA app TO coppice_pruner;
                GRANT SELECT, UPDATE ON app.graph TO coppice_pruner;
                GRANT SELECT, INSERT, UPDATE, DELETE ON app.document TO coppice_pruner;
                """);
    }

    @AfterEach
    void noRoles(TestDatabase db) {
        db.execute("DROP OWNED BY coppice_viewer, coppice_pruner, coppice_owner;"
                + "DROP ROLE coppice_viewer, coppice_pruner, coppice_owner");
    }

    @Test
    void a_pruner_takes_a_tenant_down_and_brings_it_back_twice(TestDatabase db) throws Exception {
        var lifecycle = lifecycle(db);
        for (var time = 0; time < 2; time++) {
            var backup = gone(lifecycle).orElseThrow();
            assertThat(one(db, "SELECT count(*) FROM app.document")).isEqualTo("0");
            lifecycle.certificates().probe();
            lifecycle.backups().restore(backup, ANN);
            assertThat(one(db, "SELECT count(*) FROM app.document")).isEqualTo("2");
            assertThat(lifecycle.resources().find(PARENT).orElseThrow().state()).isEqualTo(ResourceState.ACTIVE);
            lifecycle.certificates().probe();
        }
        for (var sensor : lifecycle.sensors()) {
            sensor.runOnce();
        }
    }

    @Test
    void f14_a_child_that_row_security_hides_is_not_one_that_is_not_there(TestDatabase db) {
        db.execute(
                "ALTER TABLE app.graph ENABLE ROW LEVEL SECURITY; CREATE POLICY heads ON app.graph USING (parent IS NULL)");
        var lifecycle = lifecycle(db);
        assertThatThrownBy(() -> lifecycle.resources().suspend(PARENT, ANN)).isInstanceOf(CoppiceException.class);
        assertThatThrownBy(() -> DSL.using(pruner(db), SQLDialect.POSTGRES)
                        .transaction(joined -> lifecycle.resources().suspend(joined.dsl(), PARENT, ANN)))
                .hasMessageContaining("row-level security");
        assertThatThrownBy(() -> lifecycle.teardowns().begin(TeardownRequest.of(PARENT, ANN)))
                .isInstanceOf(CoppiceException.class);
        assertThat(one(db, "SELECT string_agg(status, ' ') FROM app.graph")).isEqualTo("active active");
        assertThat(one(db, "SELECT count(*) FROM coppice.operation")).isEqualTo("0");
    }

    private OptionalLong gone(Lifecycle lifecycle) throws InterruptedException {
        var operation = lifecycle.teardowns().begin(TeardownRequest.of(PARENT, ANN));
        for (var pass = 0; pass < 10 && !operation.state().ended(); pass++) {
            for (var unfinished :
                    lifecycle.operations().list(OperationQuery.newest()).items()) {
                lifecycle.teardowns().advance(unfinished.id());
            }
            operation = lifecycle.operations().find(operation.id()).orElseThrow();
        }
        assertThat(operation.state())
                .as(lifecycle.operations().explain(operation.id()).toString())
                .isEqualTo(OperationState.SUCCEEDED);
        return operation.backup();
    }

    private Lifecycle lifecycle(TestDatabase db) {
        var graph = KindConfigs.read("graph", """
                table: app.graph
                key: id
                status: status
                parent: parent
                fence: gone_at
                backup: { to: "file:%s", hosting: { default: 1d } }
                steps:
                  - { name: delete-documents, rows: { tables: [ { table: app.document, by: graph_id } ] } }
                """.formatted(folder.resolve("backups")));
        return Lifecycle.on(pruner(db)).kinds(Map.of("graph", graph)).build();
    }

    private static DataSource pruner(TestDatabase db) {
        var source = new PGSimpleDataSource();
        source.setURL(db.url());
        source.setUser(db.user());
        source.setPassword(db.password());
        source.setOptions("-c role=coppice_pruner");
        return source;
    }

    private static String one(TestDatabase db, String sql) {
        return String.valueOf(
                DSL.using(db.dataSource(), SQLDialect.POSTGRES).fetchSingle(sql).get(0));
    }
}

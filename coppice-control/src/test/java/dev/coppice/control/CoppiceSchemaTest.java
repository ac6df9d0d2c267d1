package dev.coppice.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.URL;
import java.net.URLClassLoader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class CoppiceSchemaTest {

    @Test
    void an_empty_database_is_absent_then_current(TestDatabase db) {
        var schema = new CoppiceSchema(db.dataSource());
        assertThat(schema.status()).isEqualTo(new SchemaStatus.Absent(newest()));
        assertThat(schema.migrate()).isEqualTo(new SchemaStatus.Current(newest()));
        assertThat(schema.status()).isEqualTo(new SchemaStatus.Current(newest()));
        assertThat(schema.migrate()).isEqualTo(new SchemaStatus.Current(newest()));
    }

    @Test
    void many_may_migrate_at_once_and_each_script_runs_once(TestDatabase db) throws Exception {
        var contenders = 6;
        var start = new CyclicBarrier(contenders);
        Callable<SchemaStatus> migration = () -> {
            var schema = new CoppiceSchema(db.dataSource());
            start.await();
            return schema.migrate();
        };
        try (var threads = Executors.newFixedThreadPool(contenders)) {
            var runs = new ArrayList<Future<SchemaStatus>>();
            for (var i = 0; i < contenders; i++) {
                runs.add(threads.submit(migration));
            }
            for (var run : runs) {
                assertThat(run.get()).isEqualTo(new SchemaStatus.Current(newest()));
            }
        }
        assertThat(number(db, "SELECT count(*) FROM coppice.schema_history WHERE version IS NOT NULL AND success"))
                .isEqualTo(CoppiceSchema.scripts().size());
    }

    @Test
    void printed_scripts_run_by_another_tool_are_recognised_and_adopted(TestDatabase db) throws SQLException {
        db.execute(CoppiceSchema.script());
        var schema = new CoppiceSchema(db.dataSource());
        assertThat(schema.status()).isEqualTo(new SchemaStatus.Current(newest()));
        assertThat(number(db, "SELECT count(*) FROM coppice.hold_epoch")).isEqualTo(1);
    }

    @Test
    void a_schema_restored_without_its_comment_is_known_by_its_history(TestDatabase db) {
        var schema = new CoppiceSchema(db.dataSource());
        schema.migrate();
        db.execute("COMMENT ON SCHEMA coppice IS NULL");
        assertThat(schema.status()).isEqualTo(new SchemaStatus.Current(newest()));
    }

    @Test
    void a_current_schema_needs_neither_flyway_nor_jooq(TestDatabase db) throws Exception {
        db.execute(CoppiceSchema.script());
        try (var bare = new WithoutFlyway()) {
            var schema = bare.loadClass(CoppiceSchema.class.getName())
                    .getConstructor(DataSource.class)
                    .newInstance(db.dataSource());
            var status = schema.getClass().getMethod("migrate").invoke(schema);
            assertThat(status).hasToString(new SchemaStatus.Current(newest()).toString());
        }
    }

    @Test
    void a_missing_schema_is_refused_with_the_way_out(TestDatabase db) {
        assertThatThrownBy(() -> new CoppiceSchema(db.dataSource()).requireCurrent())
                .isInstanceOf(CoppiceException.class)
                .hasMessage(
                        "The call needs the schema coppice in the target database. The database has none; this program"
                                + " works with version " + newest()
                                + ". Nothing was changed. Run \"coppice schema migrate\", or"
                                + " apply the output of \"coppice schema print\".");
    }

    @Test
    void a_newer_schema_is_refused_and_left_alone(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute("COMMENT ON SCHEMA coppice IS 'Coppice schema version 999'");
        var schema = new CoppiceSchema(db.dataSource());
        assertThat(schema.status()).isEqualTo(new SchemaStatus.Ahead(999, newest()));
        assertThatThrownBy(schema::migrate)
                .hasMessage("The call needs version " + newest()
                        + " of the schema coppice. The database has version 999, made"
                        + " by a newer Coppice. Nothing was changed. Use a Coppice that knows version 999.");
    }

    /** Loads this module anew, and neither Flyway nor jOOQ. */
    private static final class WithoutFlyway extends URLClassLoader {
        WithoutFlyway() {
            super(
                    new URL[] {
                        CoppiceSchema.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                    },
                    null);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("org.flywaydb") || name.startsWith("org.jooq")) {
                throw new ClassNotFoundException(name);
            }
            return name.startsWith("dev.coppice.control.")
                    ? super.findClass(name)
                    : CoppiceSchemaTest.class.getClassLoader().loadClass(name);
        }
    }

    private static int newest() {
        return CoppiceSchema.scripts().getLast().version();
    }

    private static int number(TestDatabase db, String sql) throws SQLException {
        try (var connection = db.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }
}

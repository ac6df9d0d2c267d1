package dev.coppice.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class MigrationFaultTest {
    private static final SchemaStatus CURRENT =
            new SchemaStatus.Current(CoppiceSchema.scripts().getLast().version());

    @Test
    void two_processes_that_migrate_at_once_both_succeed(TestDatabase db) throws Exception {
        var one = MigratingProcess.start(db);
        var other = MigratingProcess.start(db);
        assertThat(one.waitFor()).isZero();
        assertThat(other.waitFor()).isZero();
        assertThat(new CoppiceSchema(db.dataSource()).status()).isEqualTo(CURRENT);
    }

    @Test
    void a_process_killed_within_a_script_leaves_what_the_next_one_finishes(TestDatabase db) throws Exception {
        db.execute("""
                CREATE SCHEMA gate;
                CREATE TABLE gate.closed ();
                CREATE FUNCTION gate.pass() RETURNS event_trigger LANGUAGE plpgsql AS $$
                BEGIN
                    LOCK TABLE gate.closed IN ACCESS SHARE MODE;
                END $$;
                CREATE EVENT TRIGGER gate ON ddl_command_end WHEN TAG IN ('CREATE TRIGGER') EXECUTE FUNCTION gate.pass();
                """);
        try (var gate = db.connect()) {
            gate.setAutoCommit(false);
            gate.createStatement().execute("LOCK TABLE gate.closed");
            var killed = MigratingProcess.start(db);
            until(db, "SELECT FROM pg_locks WHERE NOT granted AND relation = 'gate.closed'::regclass");
            killed.destroyForcibly().waitFor();
            assertThat(new CoppiceSchema(db.dataSource()).status()).isInstanceOf(SchemaStatus.Absent.class);
            gate.rollback();
        }
        db.execute("DROP EVENT TRIGGER gate");
        assertThat(new CoppiceSchema(db.dataSource()).migrate()).isEqualTo(CURRENT);
    }

    private static void until(TestDatabase db, String query) throws SQLException {
        var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        try (var watcher = db.connect()) {
            while (!found(watcher, query)) {
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
        }
    }

    private static boolean found(Connection watcher, String query) throws SQLException {
        try (var statement = watcher.createStatement();
                var row = statement.executeQuery(query)) {
            return row.next();
        }
    }
}

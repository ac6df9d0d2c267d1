package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import org.jooq.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A role prunes what it sees; what a foreign key would delete behind its back forbids the prune. */
@PostgresTest
class PruneRowSecurityTest {
    private Jobs jobs;
    private TestDatabase db;

    @BeforeEach
    void open(TestDatabase database) {
        db = database;
        jobs = Jobs.in(db);
        jobs.execute("INSERT INTO ${schema}.job (id) VALUES (1), (2)");
    }

    @Test
    void rows_the_role_does_not_see_stay() throws Exception {
        jobs.execute(
                "INSERT INTO ${schema}.access_grant VALUES ('user', 'ana', 'job', '1'), ('user', 'bob', 'job', '1')");
        hide("job", "id = 1");
        hide("access_grant", "scope_id = 'ana'");
        var result = prune(jobs.ended().entityType("job").association(jobs.grants()));
        assertThat(result.tables().values()).containsExactly(1L, 1L);
        assertThat(jobs.left()).containsExactly(2);
        assertThat(jobs.list("SELECT scope_id FROM ${schema}.access_grant")).containsExactly("bob");
    }

    @Test
    void hidden_children_that_would_vanish_by_themselves_forbid_the_prune() throws Exception {
        jobs.execute("""
            CREATE TABLE ${schema}.mark (id int, job_id int CONSTRAINT mark_job_fk REFERENCES ${schema}.job ON DELETE CASCADE);
            INSERT INTO ${schema}.mark VALUES (1, 1), (2, 1);
            """);
        hide("mark", "id = 1");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> prune(jobs.ended().cascadeForeignKeys()))
                .returns("prune.row-security", CoppiceException::code)
                .withMessage("The prune of \"ended-jobs\" was refused. Deleting from " + db.schema()
                        + ".job would also delete rows of " + db.schema()
                        + ".mark, by mark_job_fk, which row security may hide from the role. Nothing was deleted."
                        + " Prune as a role that sees every row of " + db.schema() + ".mark.");
        assertThat(jobs.count("mark")).isEqualTo(2);
    }

    @Test
    void a_hidden_living_row_that_would_vanish_with_its_parent_forbids_the_prune() throws Exception {
        jobs.execute("""
            ALTER TABLE ${schema}.job ADD COLUMN parent int REFERENCES ${schema}.job ON DELETE CASCADE;
            UPDATE ${schema}.job SET state = 'RUNNING', parent = 1 WHERE id = 2;
            """);
        hide("job", "id = 1");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> prune(jobs.ended()))
                .returns("prune.row-security", CoppiceException::code);
        assertThat(jobs.left()).containsExactly(1, 2);
    }

    private void hide(String table, String visible) {
        jobs.execute(
                "ALTER TABLE ${schema}." + table + " ENABLE ROW LEVEL SECURITY; CREATE POLICY visible ON ${schema}."
                        + table + " USING (" + visible + ")");
    }

    /** Prunes as a role that owns nothing. */
    private PruneResult prune(Pruner<Record> pruner) throws SQLException {
        var role = db.schema() + "_role";
        jobs.execute("CREATE ROLE " + role + "; GRANT USAGE ON SCHEMA ${schema} TO " + role
                + "; GRANT ALL ON ALL TABLES IN SCHEMA ${schema} TO " + role);
        try (var connection = db.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL ROLE " + role);
            var result = Ops.joining(connection).write(w -> w.prune(pruner));
            connection.commit();
            return result;
        } finally {
            jobs.execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
        }
    }
}

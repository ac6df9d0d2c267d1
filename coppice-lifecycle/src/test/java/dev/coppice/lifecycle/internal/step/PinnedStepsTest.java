package dev.coppice.lifecycle.internal.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What steps see depends on the rows, and not on how a session is set up. */
@PostgresTest(Isolation.DATABASE)
class PinnedStepsTest {
    private TestDatabase database;

    @BeforeEach
    void things(TestDatabase db) {
        database = db;
        db.execute("""
                CREATE SCHEMA app;
                CREATE SCHEMA types;
                CREATE EXTENSION citext SCHEMA types;
                CREATE DOMAIN types.name AS types.citext;
                CREATE TABLE app.thing (thing_id text PRIMARY KEY, status text);
                CREATE TABLE app.job (job_id int PRIMARY KEY, thing_id types.citext);
                CREATE TABLE app.part (part_id int PRIMARY KEY, thing_id types.name);
                CREATE TABLE app.note (thing_id varchar(9));
                CREATE TABLE app.member (user_id int, thing_id text);
                INSERT INTO app.job VALUES (1, 'kg1'), (2, 'KG1'), (3, 'kg2');
                INSERT INTO app.part VALUES (1, 'Kg1'), (2, 'KG2');
                INSERT INTO app.note VALUES ('kg1'), ('KG1');
                INSERT INTO app.member VALUES (1, 'kg1');
                """);
    }

    @Test
    void rows_are_found_as_the_type_of_their_column_compares() throws Exception {
        var step = Declared.of("app", """
                - name: delete
                  rows: { tables: [ { table: app.job, by: thing_id }, { table: app.part, by: thing_id },
                    { table: app.note, by: thing_id } ] }
                """).step("delete");
        var context = TestContext.of(database, "kg1");
        assertThat(step.look(context)).isEqualTo(new Sight.Counted(2 + 1 + 1, 0));
        assertThat(step.apply(context)).isEqualTo(new StepOutcome.Done(4));
    }

    @Test
    void a_condition_is_checked_under_the_search_path_that_it_runs_under() throws SQLException {
        var step = Declared.of("app", """
                - { name: delete, rows: { tables: [ { table: app.job, when: "t.thing_id = {id} and t.job_id in (select user_id from member)" } ] } }
                """).step("delete");
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL search_path = app");
            var dsl = DSL.using(connection, SQLDialect.POSTGRES);
            assertThat(StepCheck.problem(dsl, step))
                    .contains("must be SQL that the database takes; it answers with SQLSTATE 42P01");
            assertThat(dsl.fetchValue("SHOW search_path"))
                    .as("for the next check")
                    .isEqualTo("app");
            connection.rollback();
        }
    }

    @Test
    void rows_that_lead_to_objects_and_are_hidden_by_row_security_fail_the_backup(@TempDir Path folder)
            throws Exception {
        Files.createDirectories(folder.resolve("staging/1/kg1"));
        Files.writeString(folder.resolve("staging/1/kg1/one"), "one");
        var step = Declared.of("app", """
                - name: remove
                  objects: { store: "file:FOLDER", prefix: "staging/{user_id}/{id}/",
                    each: "select user_id from app.member where thing_id = {id}" }
                """.replace("FOLDER", folder.toString())).backed("remove");
        var role = "coppice_reader_" + ProcessHandle.current().pid();
        database.execute("""
                CREATE ROLE %1$s;
                GRANT USAGE ON SCHEMA app TO %1$s;
                GRANT SELECT ON ALL TABLES IN SCHEMA app TO %1$s;
                ALTER TABLE app.member ENABLE ROW LEVEL SECURITY;
                """.formatted(role));
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL ROLE " + role);
            assertThatThrownBy(() -> step.save(TestContext.of(database, "kg1"), connection, new MemoryBackup()))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("row-level security");
            connection.rollback();
        } finally {
            database.execute("DROP OWNED BY %1$s; DROP ROLE %1$s".formatted(role));
        }
    }
}

package dev.coppice.lifecycle.internal.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepContract;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class SqlStepTest implements StepContract.Fixture {
    private static final String STEPS = """
            - name: forget-access
              sql:
                run: "delete from public.access where thing = {thing_id}"
                left: "select count(*) from public.access where thing = {thing_id}"
                undo: "insert into public.access select 'back', {id}, {size} "
            - name: tell
              notify: thing.gone
            """;

    private TestDatabase db;
    private Declared declared;

    @BeforeEach
    void create(TestDatabase database) {
        db = database;
        new CoppiceSchema(db.dataSource()).migrate();
        db.execute("""
                CREATE TABLE public.thing (thing_id text PRIMARY KEY, status text, size int);
                CREATE TABLE public.access (who text, thing text, size int);
                """);
        declared = Declared.of("public", STEPS);
    }

    @Test
    void a_statement_keeps_the_contract_of_a_step() throws Exception {
        assertThat(StepContract.broken(declared.step("forget-access"), this)).isEmpty();
    }

    @Test
    void a_notification_is_published_once_for_each_operation() throws Exception {
        var step = declared.step("tell");
        assertThat(step.apply(fill())).isEqualTo(new StepOutcome.Done(1));
        assertThat(step.apply(fresh())).isEqualTo(StepOutcome.ALREADY_DONE);
        assertThat(step.look(fresh())).isEqualTo(Sight.NOTHING);
        assertThat(step.destroys()).isFalse();
        assertThat(one("SELECT topic || ' ' || subject || ' ' || (payload ->> 'operation') FROM coppice.notification"))
                .isEqualTo("thing.gone thing a 17");
    }

    @Test
    void undo_has_the_values_of_the_row_in_their_types_and_null_where_there_is_none() throws Exception {
        var step = declared.backed("forget-access");
        db.execute("INSERT INTO public.access VALUES ('x', 'it''s', 1), ('x', 'b', 1)");
        var context = TestContext.of(db, "it's").with("size", "7");
        var backup = MemoryBackup.of(step, context);
        step.apply(context);
        assertThat(backup.restore(step, context)).isEqualTo(1);
        assertThat(one("SELECT thing || ' ' || size FROM public.access WHERE who = 'back'"))
                .isEqualTo("it's 7");
        assertThat(backup.restore(step, context)).isZero();
        var without = TestContext.of(db, "b");
        var other = MemoryBackup.of(step, without);
        step.apply(without);
        other.restore(step, without);
        assertThat(one("SELECT count(*) FROM public.access WHERE size IS NULL")).isEqualTo("1");
    }

    @Test
    void an_undo_that_does_not_bring_all_back_is_told() throws Exception {
        var step = Declared.of("public", """
                - name: forget
                  sql:
                    run: "delete from public.access where thing = {id}"
                    left: "select count(*) from public.access where thing = {id}"
                    undo: "insert into public.access values ('one', {id}, 1)"
                """).backed("forget");
        var context = fill();
        var backup = MemoryBackup.of(step, context);
        step.apply(context);
        var remarks = new ArrayList<String>();
        backup.restore(step, (StepContext) Proxy.newProxyInstance(
                SqlStepTest.class.getClassLoader(), new Class<?>[] {StepContext.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("remark")) {
                        remarks.add((String) arguments[0]);
                        return null;
                    }
                    return method.invoke(context, arguments);
                }));
        assertThat(remarks).containsExactly("there were 2, and after its undo there are 1");
    }

    @Test
    void a_statement_that_is_refused_changes_nothing() throws Exception {
        fill();
        db.execute(
                "ALTER TABLE public.access ADD CONSTRAINT stays CHECK (true); CREATE TABLE public.log (n int CHECK (n < 0))");
        var broken = Declared.of("public", """
                - name: half
                  sql: { run: "delete from public.access; insert into public.log values (1)", left: "select count(*) from public.access" }
                """);
        assertThat(broken.step("half").apply(fresh()))
                .isEqualTo(new StepOutcome.Failed(
                        "step.refused", "PostgreSQL refused it with SQLSTATE 23514; nothing was removed"));
        assertThat(one("SELECT count(*) FROM public.access")).isEqualTo("3");
    }

    @Override
    public TestContext fill() {
        db.execute("DROP TABLE IF EXISTS public.unseen; TRUNCATE public.access");
        db.execute("INSERT INTO public.access VALUES ('x', 'a', 1), ('y', 'a', 1), ('x', 'b', 1)");
        return fresh();
    }

    @Override
    public TestContext fresh() {
        return TestContext.of(db, "a");
    }

    @Override
    public StepContext stale() {
        return fresh().afterTakeOver();
    }

    @Override
    public boolean neighbourUntouched() throws SQLException {
        return one("SELECT count(*) FROM public.access WHERE thing = 'b'").equals("1");
    }

    @Override
    public boolean cutOff() {
        db.execute("ALTER TABLE public.access RENAME TO unseen");
        return true;
    }

    private String one(String query) throws SQLException {
        try (var connection = db.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}

package dev.coppice.lifecycle.internal.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class LookingTest {
    @BeforeEach
    void open(TestDatabase db) {
        db.execute("CREATE SCHEMA app; CREATE TABLE app.thing (id int); INSERT INTO app.thing VALUES (1), (2)");
    }

    private static Looking looking(TestDatabase db) {
        return looking(db, Duration.ofMinutes(1));
    }

    private static Looking looking(TestDatabase db, Duration most) {
        return new Looking(
                db.dataSource(), new ResourceId("thing", "kg1"), Map.of("thing_id", "kg1"), Optional.empty(), most);
    }

    @Test
    void a_step_may_look_through_a_transaction_as_it_does_at_work(TestDatabase db) {
        var looking = looking(db);
        looking.require();
        assertThat(looking.<Integer>transaction(
                        dsl -> dsl.fetchCount(dsl.selectOne().from("app.thing"))))
                .isEqualTo(2);
    }

    @Test
    void a_look_that_nobody_waits_for_any_more_gives_its_connection_back(TestDatabase db) throws Exception {
        var step = Declared.of("app", """
                - name: count
                  sql: { run: "select 1", left: "select count(*) from pg_catalog.pg_sleep(60)" }
                """).step("count");
        assertThat(step.look(looking(db, Duration.ofMillis(100))))
                .isEqualTo(new Sight.Unknown("database.unseen", "PostgreSQL answered with SQLSTATE 57014"));
        var soon = looking(db, Duration.ofNanos(1));
        assertThatThrownBy(() -> soon.transaction(dsl -> dsl.execute("SELECT pg_catalog.pg_sleep(60)")))
                .isInstanceOfSatisfying(
                        DataAccessException.class,
                        ended -> assertThat(ended.sqlState()).isEqualTo("57014"));
    }

    @Test
    void nothing_is_written_through_it(TestDatabase db) {
        var looking = looking(db);
        assertThatThrownBy(() -> looking.transaction(dsl -> dsl.execute("DELETE FROM app.thing")))
                .isInstanceOfSatisfying(
                        DataAccessException.class,
                        refused -> assertThat(refused.sqlState()).isEqualTo("25006"));
        assertThatThrownBy(() -> looking.progress("{}")).isInstanceOf(IllegalStateException.class);
    }
}

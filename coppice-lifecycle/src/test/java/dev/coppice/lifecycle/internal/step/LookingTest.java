package dev.coppice.lifecycle.internal.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.lifecycle.ResourceId;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
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
        return new Looking(db.dataSource(), new ResourceId("graph", "kg1"), Map.of(), Optional.empty());
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
    void nothing_is_written_through_it(TestDatabase db) {
        var looking = looking(db);
        assertThatThrownBy(() -> looking.transaction(dsl -> dsl.execute("DELETE FROM app.thing")))
                .isInstanceOfSatisfying(
                        DataAccessException.class,
                        refused -> assertThat(refused.sqlState()).isEqualTo("25006"));
        assertThatThrownBy(() -> looking.progress("{}")).isInstanceOf(IllegalStateException.class);
    }
}

package dev.coppice.lifecycle.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Transactions of two phases, which no session has any more once they are prepared. */
@PostgresTest(Isolation.DATABASE)
class PreparedTransactionTest {
    private final String late = "late " + UUID.randomUUID();
    private World world;
    private ResourceId resource = new ResourceId("workspace", "kg1");

    @BeforeEach
    void open(TestDatabase db) {
        world = new World(db);
        resource = world.workspace("kg1");
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    @Test
    void one_that_was_prepared_before_the_fence_is_waited_for_and_saved(TestDatabase db) throws Exception {
        try (var session = db.connect()) {
            write(session, "kg1");
            run(session, "PREPARE TRANSACTION '" + late + "'");
            var operation = world.begin(resource).id();
            world.engine().teardowns().advance(operation);
            waitsFor("prepared " + late);
            assertThat(world.number("SELECT count(*) FROM coppice.backup")).isZero();
        }
        db.execute("COMMIT PREPARED '" + late + "'");
        world.converge(1);
        saved();
    }

    @Test
    void one_that_is_prepared_while_it_is_waited_for_is_not_lost_and_later_ones_are_no_matter(TestDatabase db)
            throws Exception {
        var later = "later " + UUID.randomUUID();
        try (var session = db.connect();
                var other = db.connect()) {
            write(session, "kg1");
            var operation = world.begin(resource).id();
            world.engine().teardowns().advance(operation);
            assertThat(quiesce().problem().orElseThrow().by())
                    .singleElement()
                    .asString()
                    .startsWith("process ");
            run(session, "PREPARE TRANSACTION '" + late + "'");
            world.engine().teardowns().advance(operation);
            waitsFor("prepared " + late);
            write(other, "kg2");
            run(other, "PREPARE TRANSACTION '" + later + "'");
            world.engine().teardowns().advance(operation);
            waitsFor("prepared " + late);
        }
        db.execute("COMMIT PREPARED '" + late + "'");
        world.converge(1);
        db.execute("ROLLBACK PREPARED '" + later + "'");
        saved();
    }

    private void waitsFor(String whom) {
        assertThat(quiesce().problem().orElseThrow().code()).isEqualTo("quiesce.transactions-open");
        assertThat(quiesce().problem().orElseThrow().by()).containsExactly(whom);
    }

    private void saved() {
        assertThat(world.latest(resource).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(world.number("SELECT count(*) FROM app.saved WHERE store = 'database'"))
                .isEqualTo(4);
        world.requireOrder();
    }

    private OperationStep quiesce() {
        return new StepGraph(world.latest(resource).steps()).find("quiesce").orElseThrow();
    }

    private static void write(Connection session, String id) throws SQLException {
        session.setAutoCommit(false);
        run(session, "INSERT INTO app.item VALUES ('database', '" + id + "', 9)");
    }

    private static void run(Connection session, String sql) throws SQLException {
        try (var statement = session.createStatement()) {
            statement.execute(sql);
        }
    }
}

package dev.coppice.testkit;

import static dev.coppice.testkit.CoppiceAssertions.assertThatTable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@PostgresTest
class FaultSweepTest {
    private final TestDatabase db;

    FaultSweepTest(TestDatabase db) {
        this.db = db;
        db.execute("CREATE TABLE ${schema}.t (id int)");
    }

    @Test
    void each_operation_is_lost_once_and_nothing_is_committed() throws Exception {
        var faults = new ArrayList<String>();
        var runs = FaultSweep.forEachOperationLost().run(db.dataSource(), this::insertTwo, (fault, error) -> {
            faults.add(fault.toString());
            assertThat(error).containsInstanceOf(SQLException.class);
            assertThatTable(db, "${schema}.t").isEmpty();
        });
        assertThat(runs).isEqualTo(3);
        assertThat(faults)
                .isEqualTo(List.of(
                        "connection cut before operation 1",
                        "connection cut before operation 2",
                        "connection cut before operation 3"));
        assertThatTable(db, "${schema}.t").hasRows(2);
    }

    @Test
    void a_lost_reply_to_a_commit_has_committed() throws Exception {
        var runs = FaultSweep.forEachReplyLost()
                .run(
                        db.dataSource(),
                        this::insertTwo,
                        (fault, error) -> assertThatTable(db, "${schema}.t").hasRows(fault.number() == 3 ? 2 : 0));
        assertThat(runs).isEqualTo(3);
    }

    @Test
    void a_check_that_fails_says_after_which_fault() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> FaultSweep.forEach(
                                number -> PlannedFault.commit(number).after())
                        .run(
                                db.dataSource(),
                                this::insertTwo,
                                (fault, error) ->
                                        assertThatTable(db, "${schema}.t").isEmpty()))
                .withMessage("After connection cut after commit 1: Expected table " + db.schema()
                        + ".t to have 0 rows, but it has 2.");
    }

    @Test
    void a_scenario_that_fails_undisturbed_fails_the_sweep() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> FaultSweep.forEachOperationLost()
                        .run(
                                db.dataSource(),
                                faulty -> {
                                    throw new IllegalStateException("broken");
                                },
                                (fault, error) -> {}))
                .withMessage("broken");
    }

    @Test
    void a_scenario_that_meets_no_fault_fails_the_sweep() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> FaultSweep.forEachOperationLost()
                        .run(db.dataSource(), faulty -> insertTwo(db.dataSource()), (fault, error) -> {}))
                .withMessage("The scenario met no fault at all: it does not use the data source it is given.");
    }

    private void insertTwo(DataSource source) throws SQLException {
        db.execute("TRUNCATE ${schema}.t");
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO " + db.schema() + ".t VALUES (1)");
            statement.executeUpdate("INSERT INTO " + db.schema() + ".t VALUES (2)");
            connection.commit();
        }
    }
}

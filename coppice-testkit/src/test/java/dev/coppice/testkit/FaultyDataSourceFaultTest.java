package dev.coppice.testkit;

import static dev.coppice.testkit.CoppiceAssertions.assertThatTable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.StringReader;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.PSQLException;

@PostgresTest
class FaultyDataSourceFaultTest {
    private final TestDatabase db;
    private final FaultyDataSource faulty;

    FaultyDataSourceFaultTest(TestDatabase db) {
        this.db = db;
        this.faulty = FaultyDataSource.over(db.dataSource());
    }

    @BeforeEach
    void createTable() {
        db.execute("CREATE TABLE ${schema}.t (id int)");
    }

    @Test
    void nothing_fails_before_a_fault_is_armed_and_all_is_counted() throws SQLException {
        insertTwice();
        assertThat(faulty.statements()).isEqualTo(2);
        assertThat(faulty.commits()).isEqualTo(1);
        assertThat(faulty.met()).isFalse();
        assertThatTable(db, "${schema}.t").hasRows(2);
    }

    @Test
    void a_statement_cut_before_looks_like_a_lost_connection_and_undoes_the_transaction() throws SQLException {
        faulty.arm(PlannedFault.statement(2));
        assertThatConnectionIsLostBy(this::insertTwice);
        assertThat(faulty.met()).isTrue();
        assertThatTable(db, "${schema}.t").isEmpty();
    }

    @Test
    void a_statement_cut_after_has_been_done_by_the_server() throws SQLException {
        faulty.arm(PlannedFault.statement(1).after());
        try (var connection = faulty.getConnection()) {
            assertThatConnectionIsLostBy(() -> insert(connection, 1));
            assertThat(connection.isClosed()).isTrue();
        }
        assertThatTable(db, "${schema}.t").hasRows(1);
    }

    @Test
    void a_commit_cut_before_commits_nothing_and_cut_after_commits_all() throws SQLException {
        faulty.arm(PlannedFault.commit(1));
        assertThatConnectionIsLostBy(this::insertTwice);
        assertThatTable(db, "${schema}.t").isEmpty();
        faulty.arm(PlannedFault.commit(1).after());
        assertThatConnectionIsLostBy(this::insertTwice);
        assertThatTable(db, "${schema}.t").hasRows(2);
    }

    @Test
    void switching_auto_commit_on_is_a_commit() throws SQLException {
        faulty.arm(PlannedFault.commit(1));
        try (var connection = faulty.getConnection()) {
            connection.setAutoCommit(true);
            connection.setAutoCommit(false);
            insert(connection, 1);
            assertThatConnectionIsLostBy(() -> connection.setAutoCommit(true));
        }
        assertThatTable(db, "${schema}.t").isEmpty();
    }

    @Test
    void a_raised_error_comes_from_the_server_and_aborts_the_transaction() throws SQLException {
        faulty.arm(PlannedFault.statement(1).raising("40001"));
        try (var connection = faulty.getConnection()) {
            connection.setAutoCommit(false);
            assertThatExceptionOfType(PSQLException.class)
                    .isThrownBy(() -> insert(connection, 1))
                    .returns("40001", SQLException::getSQLState)
                    .withMessageContaining("testkit: error 40001 before statement 1");
            assertThatExceptionOfType(PSQLException.class)
                    .isThrownBy(() -> insert(connection, 2))
                    .returns("25P02", SQLException::getSQLState);
            connection.rollback();
            insert(connection, 3);
            connection.commit();
        }
        assertThatTable(db, "${schema}.t").hasRows(1);
    }

    @Test
    void an_error_may_be_raised_where_the_transaction_is_aborted_already() throws SQLException {
        try (var connection = faulty.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SAVEPOINT s");
            assertThatExceptionOfType(PSQLException.class).isThrownBy(() -> statement.execute("SELECT 1 / 0"));
            faulty.arm(PlannedFault.statement(1).raising("57014"));
            assertThatExceptionOfType(PSQLException.class)
                    .isThrownBy(() -> statement.execute("ROLLBACK TO SAVEPOINT s"))
                    .returns("57014", SQLException::getSQLState)
                    .withMessageContaining("testkit: error 57014 before statement 1");
            assertThatExceptionOfType(PSQLException.class)
                    .isThrownBy(() -> insert(connection, 1))
                    .returns("25P02", SQLException::getSQLState);
            statement.execute("ROLLBACK TO SAVEPOINT s");
            insert(connection, 2);
            connection.commit();
        }
        assertThatTable(db, "${schema}.t").hasRows(1);
    }

    @Test
    void a_commit_may_be_refused_and_has_ended_the_transaction_then() throws SQLException {
        faulty.arm(PlannedFault.commit(1).raising("40001"));
        try (var connection = faulty.getConnection()) {
            connection.setAutoCommit(false);
            insert(connection, 1);
            assertThatExceptionOfType(PSQLException.class)
                    .isThrownBy(connection::commit)
                    .returns("40001", SQLException::getSQLState);
            insert(connection, 2);
            connection.commit();
        }
        assertThatTable(db, "${schema}.t").hasRows(1);
    }

    @Test
    void prepared_statements_batches_and_savepoints_are_counted() throws SQLException {
        try (var connection = faulty.getConnection();
                var insert = connection.prepareStatement("INSERT INTO " + db.schema() + ".t VALUES (?)")) {
            connection.setAutoCommit(false);
            for (var id = 1; id <= 3; id++) {
                insert.setInt(1, id);
                insert.addBatch();
            }
            assertThat(insert.executeBatch()).hasSize(3);
            var savepoint = connection.setSavepoint();
            connection.rollback(savepoint);
            assertThat(insert.getConnection()).isSameAs(connection).isEqualTo(connection);
            connection.commit();
        }
        assertThat(faulty.statements()).isEqualTo(3);
    }

    @Test
    void a_copy_is_counted_whichever_way_it_is_reached() throws Exception {
        try (var connection = faulty.getConnection()) {
            copyIn(connection.unwrap(PGConnection.class).getCopyAPI());
            copyIn(new CopyManager(connection.unwrap(BaseConnection.class)));
            assertThat(new CopyManager((BaseConnection) connection).copyOut(copyOut(), new StringWriter()))
                    .isEqualTo(2);
        }
        assertThat(faulty.statements()).isEqualTo(3);
    }

    @Test
    void a_copy_may_be_cut_before_it_starts_or_after_its_last_row() throws Exception {
        faulty.arm(PlannedFault.statement(1));
        assertThatConnectionIsLostBy(this::copyIn);
        assertThatTable(db, "${schema}.t").isEmpty();
        faulty.arm(PlannedFault.statement(1).after());
        assertThatConnectionIsLostBy(this::copyIn);
        assertThatTable(db, "${schema}.t").hasRows(1);

        faulty.arm(PlannedFault.statement(1).after());
        var read = new StringWriter();
        assertThatConnectionIsLostBy(() -> {
            try (var connection = faulty.getConnection()) {
                connection.unwrap(PGConnection.class).getCopyAPI().copyOut(copyOut(), read);
            }
        });
        assertThat(read).hasToString("1\n");
    }

    @Test
    void the_real_connection_can_be_had() throws SQLException {
        try (var connection = faulty.getConnection()) {
            assertThat(connection.isWrapperFor(org.postgresql.jdbc.PgConnection.class))
                    .isTrue();
            assertThat(connection.unwrap(org.postgresql.jdbc.PgConnection.class).isValid(1))
                    .isTrue();
        }
        assertThat(faulty.unwrap(FaultyDataSource.class)).isSameAs(faulty);
    }

    @Test
    void a_disarmed_fault_does_not_happen() throws SQLException {
        faulty.arm(PlannedFault.statement(1));
        faulty.disarm();
        insertTwice();
        assertThat(faulty.met()).isFalse();
    }

    @Test
    void a_fault_no_client_can_meet_cannot_be_planned() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlannedFault.commit(1).after().raising("40001"))
                .withMessage("a commit that the server has done can only be lost, not refused with 40001");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlannedFault.statement(0))
                .withMessage("number must be 1 or more, was: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlannedFault.statement(1).raising("'"))
                .withMessage("sqlState must be five digits or capitals, was: '");
    }

    private static void assertThatConnectionIsLostBy(ThrowingCallable call) {
        assertThatExceptionOfType(PSQLException.class)
                .isThrownBy(call)
                .returns("08006", SQLException::getSQLState)
                .withMessage("An I/O error occurred while sending to the backend.");
    }

    private void insertTwice() throws SQLException {
        try (var connection = faulty.getConnection()) {
            connection.setAutoCommit(false);
            insert(connection, 1);
            insert(connection, 2);
            connection.commit();
        }
    }

    private void insert(Connection connection, int id) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO " + db.schema() + ".t VALUES (" + id + ")");
        }
    }

    private void copyIn() throws Exception {
        try (var connection = faulty.getConnection()) {
            copyIn(connection.unwrap(PGConnection.class).getCopyAPI());
        }
    }

    private void copyIn(CopyManager copy) throws Exception {
        copy.copyIn("COPY " + db.schema() + ".t FROM STDIN", new StringReader("1\n"));
    }

    private String copyOut() {
        return "COPY " + db.schema() + ".t TO STDOUT";
    }
}

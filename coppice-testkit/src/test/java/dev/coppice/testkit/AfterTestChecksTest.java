package dev.coppice.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Runs the tests at the end of this file and looks at how the checks made them end. */
class AfterTestChecksTest {

    @Test
    void a_connection_left_open_fails_the_test_and_names_the_line_that_opened_it() {
        assertThat(errorOf(Careless.class, "leaks_a_connection"))
                .startsWith("The test left something behind:\n  - connection of backend ")
                .contains(" was not closed; it was opened at ")
                .contains("AfterTestChecksTest$Careless.leaks_a_connection(AfterTestChecksTest.java:");
    }

    @Test
    void an_open_transaction_fails_the_test_and_shows_its_last_statement() {
        assertThat(errorOf(Careless.class, "leaves_a_transaction_open"))
                .contains("has an open transaction (idle in transaction), its last statement was: SELECT 4711");
    }

    @Test
    void an_open_transaction_of_a_connection_from_elsewhere_is_found_by_its_locks_on_the_schema() {
        assertThat(errorOf(Careless.class, "leaves_a_transaction_open_elsewhere"))
                .contains("has an open transaction (idle in transaction), its last statement was: LOCK TABLE ");
    }

    @Test
    void any_session_of_an_own_database_is_watched() {
        assertThat(errorOf(CarelessWithDatabase.class, "leaves_an_advisory_lock_elsewhere"))
                .contains(" holds the advisory lock 815");
    }

    @Test
    void an_advisory_lock_fails_the_test_and_names_its_key() {
        assertThat(errorOf(Careless.class, "keeps_an_advisory_lock")).contains(" holds the advisory lock 4711");
        assertThat(errorOf(Careless.class, "keeps_an_advisory_lock_of_two_numbers"))
                .contains(" holds the advisory lock 47, 11");
    }

    @Test
    void a_prepared_transaction_fails_the_test_and_is_rolled_back() {
        assertThat(errorOf(Careless.class, "leaves_a_prepared_transaction"))
                .isEqualTo("The test left something behind:\n"
                        + "  - the prepared transaction \"forgotten\" was neither committed nor rolled back");
        assertThat(run(Careless.class, "finds_no_prepared_transaction")).isNull();
    }

    @Test
    void a_prepared_transaction_of_somebody_else_is_neither_blamed_on_the_test_nor_touched() {
        assertThat(run(Careful.class, "prepares_a_transaction_as_somebody_else_may"))
                .isNull();
        assertThat(run(Careful.class, "finds_and_ends_that_of_somebody_else")).isNull();
    }

    @Test
    void a_prepared_transaction_in_an_own_database_does_not_stop_its_drop() {
        assertThat(errorOf(CarelessWithDatabase.class, "leaves_a_prepared_transaction"))
                .isEqualTo("The test left something behind:\n"
                        + "  - the prepared transaction \"forgotten\" was neither committed nor rolled back");
    }

    @Test
    void a_log_event_above_the_declared_level_fails_the_test() {
        assertThat(errorOf(Careless.class, "logs_a_warning"))
                .isEqualTo("The test left something behind:\n  - logged above INFO: WARN careless: 3 rows are left");
        assertThat(errorOf(MayWarn.class, "logs_an_error"))
                .isEqualTo("The test left something behind:\n  - logged above WARN: ERROR careless: no rows are left");
    }

    @Test
    void an_expected_event_that_is_not_logged_fails_the_test() {
        assertThat(errorOf(Careless.class, "does_not_log_what_it_expects"))
                .isEqualTo("The test left something behind:\n  - expected but not logged: WARN \"rows are left\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "closes_and_commits",
                "closes_within_a_transaction",
                "closes_while_it_holds_an_advisory_lock",
                "logs_information",
                "logs_what_it_expects",
                "asks_for_no_database"
            })
    void a_test_that_cleans_up_passes(String method) {
        assertThat(run(Careful.class, method)).isNull();
    }

    @Test
    void a_warning_passes_where_it_is_allowed() {
        assertThat(run(MayWarn.class, "logs_a_warning")).isNull();
    }

    @Test
    void a_check_never_hides_the_error_of_the_test_itself() {
        var error = run(Careless.class, "fails_and_leaks");
        assertThat(error).isInstanceOf(IllegalStateException.class).hasMessage("the test's own error");
        assertThat(requireNonNull(error).getSuppressed())
                .singleElement()
                .asString()
                .contains("The test left something behind:\n  - connection of backend ");
    }

    @Test
    void a_database_shared_by_a_class_is_checked_with_the_class() {
        assertThat(EngineTestKit.engine("junit-jupiter")
                        .selectors(org.junit.platform.engine.discovery.DiscoverySelectors.selectClass(Shared.class))
                        .execute()
                        .containerEvents()
                        .failed()
                        .list())
                .singleElement()
                .extracting(AfterTestChecksTest::error)
                .asString()
                .contains("The tests of this class left something behind:\n  - connection of backend ");
    }

    private static String errorOf(Class<?> type, String method) {
        var error = run(type, method);
        assertThat(error).as("error of " + method).isInstanceOf(AssertionError.class);
        return String.valueOf(requireNonNull(error).getMessage());
    }

    private static @Nullable Throwable run(Class<?> type, String method) {
        var parameter = method.equals("asks_for_no_database") ? "" : TestDatabase.class.getName();
        var finished = EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(type.getName() + "#" + method + "(" + parameter + ")"))
                .execute()
                .testEvents()
                .finished()
                .list();
        assertThat(finished).as("runs of " + method).hasSize(1);
        return error(finished.getFirst());
    }

    private static @Nullable Throwable error(Event event) {
        var result = event.getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class);
        return result.getStatus() == Status.SUCCESSFUL
                ? null
                : result.getThrowable().orElseThrow();
    }

    private static void run(Connection connection, String... statements) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var sql : List.of(statements)) {
                statement.execute(sql);
            }
        }
    }

    private static Connection elsewhere(TestDatabase db) throws SQLException {
        return java.sql.DriverManager.getConnection(db.url(), db.user(), db.password());
    }

    @PostgresTest
    static class Careless {
        @Test
        void leaks_a_connection(TestDatabase db) throws SQLException {
            assertThat(db.connect()).isNotNull();
        }

        @Test
        void leaves_a_transaction_open(TestDatabase db) throws SQLException {
            var connection = db.connect();
            connection.setAutoCommit(false);
            run(connection, "SELECT 4711");
        }

        @Test
        void leaves_a_transaction_open_elsewhere(TestDatabase db) throws SQLException {
            db.execute("CREATE TABLE ${schema}.t (id int)");
            var connection = elsewhere(db);
            connection.setAutoCommit(false);
            run(connection, "LOCK TABLE " + db.schema() + ".t");
        }

        @Test
        void keeps_an_advisory_lock(TestDatabase db) throws SQLException {
            run(db.connect(), "SELECT pg_advisory_lock(4711)");
        }

        @Test
        void keeps_an_advisory_lock_of_two_numbers(TestDatabase db) throws SQLException {
            run(db.connect(), "SELECT pg_advisory_lock(47, 11)");
        }

        @Test
        void leaves_a_prepared_transaction(TestDatabase db) throws SQLException {
            try (var connection = db.connect()) {
                run(connection, "BEGIN", "CREATE TABLE " + db.schema() + ".t ()", "PREPARE TRANSACTION 'forgotten'");
            }
        }

        @Test
        void finds_no_prepared_transaction(TestDatabase db) throws SQLException {
            try (var connection = db.connect();
                    var rows = connection.createStatement().executeQuery("SELECT gid FROM pg_prepared_xacts")) {
                assertThat(rows.next()).isFalse();
            }
        }

        @Test
        void logs_a_warning(TestDatabase db) {
            LoggerFactory.getLogger("careless").warn("{} rows are left", 3);
        }

        @Test
        @ExpectedLog(value = Level.WARN, containing = "rows are left")
        void does_not_log_what_it_expects(TestDatabase db) {
            LoggerFactory.getLogger("careless").info("3 rows are left");
        }

        @Test
        void fails_and_leaks(TestDatabase db) throws SQLException {
            assertThat(db.connect()).isNotNull();
            throw new IllegalStateException("the test's own error");
        }
    }

    @PostgresTest(PostgresTest.Isolation.DATABASE)
    static class CarelessWithDatabase {
        @Test
        void leaves_an_advisory_lock_elsewhere(TestDatabase db) throws SQLException {
            run(elsewhere(db), "SELECT pg_advisory_lock(815)");
        }

        @Test
        void leaves_a_prepared_transaction(TestDatabase db) throws SQLException {
            try (var connection = db.connect()) {
                run(connection, "BEGIN", "SELECT 1", "PREPARE TRANSACTION 'forgotten'");
            }
        }
    }

    @PostgresTest
    static class Careful {
        @Test
        void prepares_a_transaction_as_somebody_else_may(TestDatabase db) throws SQLException {
            try (var connection = elsewhere(db)) {
                run(connection, "BEGIN", "SELECT 1", "PREPARE TRANSACTION 'of somebody else'");
            }
        }

        @Test
        void finds_and_ends_that_of_somebody_else(TestDatabase db) throws SQLException {
            try (var connection = elsewhere(db)) {
                run(connection, "ROLLBACK PREPARED 'of somebody else'");
            }
        }

        @Test
        void closes_and_commits(TestDatabase db) throws SQLException {
            try (var connection = db.connect()) {
                connection.setAutoCommit(false);
                run(connection, "CREATE TABLE " + db.schema() + ".t ()");
                connection.commit();
            }
        }

        @Test
        void closes_within_a_transaction(TestDatabase db) throws SQLException {
            try (var connection = db.connect()) {
                connection.setAutoCommit(false);
                run(connection, "CREATE TABLE " + db.schema() + ".t ()");
            }
        }

        @Test
        void closes_while_it_holds_an_advisory_lock(TestDatabase db) throws SQLException {
            try (var connection = db.connect()) {
                run(connection, "SELECT pg_advisory_lock(4711)");
            }
        }

        @Test
        void logs_information(TestDatabase db) {
            LoggerFactory.getLogger("careful").info("no rows are left");
        }

        @Test
        @ExpectedLog(value = Level.WARN, containing = "rows are left")
        @ExpectedLog(value = Level.ERROR)
        void logs_what_it_expects(TestDatabase db) {
            LoggerFactory.getLogger("careful").warn("3 rows are left");
            LoggerFactory.getLogger("careful").error("gone");
        }

        @Test
        void asks_for_no_database() {
            assertThat(getClass()).isEqualTo(Careful.class);
        }
    }

    @PostgresTest(maxLog = Level.WARN)
    static class MayWarn {
        @Test
        void logs_a_warning(TestDatabase db) {
            LoggerFactory.getLogger("careless").warn("3 rows are left");
        }

        @Test
        void logs_an_error(TestDatabase db) {
            LoggerFactory.getLogger("careless").error("no rows are left");
        }
    }

    @PostgresTest
    static class Shared {
        @org.junit.jupiter.api.BeforeAll
        static void leaks_once(TestDatabase db) throws SQLException {
            assertThat(db.connect()).isNotNull();
        }

        @Test
        void passes(TestDatabase db) {
            assertThat(db.schema()).isNotEmpty();
        }
    }
}

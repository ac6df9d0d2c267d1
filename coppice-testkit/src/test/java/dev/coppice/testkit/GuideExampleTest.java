package dev.coppice.testkit;

import static dev.coppice.testkit.CoppiceAssertions.assertThatSchema;
import static dev.coppice.testkit.CoppiceAssertions.assertThatTable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The code of docs/guides/testkit.md, compiled and run. */
@PostgresTest
class GuideExampleTest {

    @BeforeEach
    void create_accounts(TestDatabase db) {
        db.execute("""
            CREATE TABLE ${schema}.account (id int PRIMARY KEY, balance int NOT NULL);
            INSERT INTO ${schema}.account VALUES (1, 100), (2, 0);
            """);
    }

    @Test
    void a_transfer_moves_money(TestDatabase db) throws SQLException {
        new Transfer(db.dataSource(), db.schema(), place -> {}).move(1, 2, 40);
        assertThatTable(db, "${schema}.account").hasRows(2);
        assertThat(balance(db, 2)).isEqualTo(40);
    }

    @Test
    void two_transfers_at_once_lose_nothing(TestDatabase db) throws Exception {
        try (var interleaving = new Interleaving();
                var observed = db.connect()) {
            interleaving.stopAt("first", "transfer.taken");
            var transfer = new Transfer(db.dataSource(), db.schema(), interleaving::reached);
            var first = interleaving.start("first", () -> transfer.move(1, 2, 40));
            first.awaitStopped("transfer.taken"); // it holds the lock on account 1

            var second = interleaving.start("second", () -> transfer.move(observed, 1, 2, 40));
            interleaving.awaitBlocked(db.dataSource(), observed); // and the second one waits for it

            first.resume();
            first.join();
            second.join();
        }
        assertThat(balance(db, 2)).isEqualTo(80);
    }

    @Test
    void a_lost_connection_never_moves_half(TestDatabase db) throws Exception {
        var faults = FaultSweep.forEachReplyLost()
                .run(
                        db.dataSource(),
                        faulty -> new Transfer(faulty, db.schema(), place -> {}).move(1, 2, 10),
                        (fault, error) ->
                                assertThat(balance(db, 1) + balance(db, 2)).isEqualTo(100));
        assertThat(faults).isEqualTo(3); // two updates and a commit
    }

    @Test
    void a_serialization_failure_reaches_the_caller(TestDatabase db) {
        var faulty = FaultyDataSource.over(db.dataSource());
        faulty.arm(PlannedFault.commit(1).raising("40001"));
        var transfer = new Transfer(faulty, db.schema(), place -> {});
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> transfer.move(1, 2, 40))
                .returns("40001", SQLException::getSQLState);
    }

    @Test
    void a_transfer_makes_three_round_trips(TestDatabase db) throws SQLException {
        try (var proxy = DelayingProxy.inFront(db.url(), Duration.ofMillis(5));
                var connection = DriverManager.getConnection(proxy.url(), db.user(), db.password())) {
            var turns = proxy.turns();
            new Transfer(db.dataSource(), db.schema(), place -> {}).move(connection, 1, 2, 40);
            assertThat(proxy.turns() - turns).isEqualTo(3); // BEGIN travels with the first update
        }
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "overdrawn")
    void an_overdraft_is_logged(TestDatabase db) throws SQLException {
        new Transfer(db.dataSource(), db.schema(), place -> {}).move(1, 2, 140);
    }

    @Test
    void the_schema_can_be_deleted_from(TestDatabase db) {
        assertThatSchema(db.dataSource(), db.schema())
                .hasPrimaryKeyOnEveryTable()
                .hasIndexForEveryForeignKey();
    }

    @Test
    void time_passes_when_the_test_says_so() {
        var clock = SettableClock.at("2026-03-01T12:00:00Z");
        clock.advance(Duration.ofDays(90));
        assertThat(clock.instant()).isEqualTo("2026-05-30T12:00:00Z");
    }

    private static int balance(TestDatabase db, int account) throws SQLException {
        try (var connection = db.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT balance FROM " + db.schema() + ".account WHERE id = " + account)) {
            row.next();
            return row.getInt(1);
        }
    }

    /** The code under test; its pause point does nothing in production. */
    private record Transfer(DataSource source, String schema, Consumer<String> pausePoint) {

        int move(int from, int to, int amount) throws SQLException {
            try (var connection = source.getConnection()) {
                return move(connection, from, to, amount);
            }
        }

        int move(Connection connection, int from, int to, int amount) throws SQLException {
            connection.setAutoCommit(false);
            var left = add(connection, from, -amount);
            pausePoint.accept("transfer.taken");
            add(connection, to, amount);
            connection.commit();
            if (left < 0) {
                LoggerFactory.getLogger(Transfer.class).warn("account {} is overdrawn", from);
            }
            return left;
        }

        private int add(Connection connection, int account, int amount) throws SQLException {
            var update = "UPDATE " + schema + ".account SET balance = balance + ? WHERE id = ? RETURNING balance";
            try (var statement = connection.prepareStatement(update)) {
                statement.setInt(1, amount);
                statement.setInt(2, account);
                try (var row = statement.executeQuery()) {
                    row.next();
                    return row.getInt(1);
                }
            }
        }
    }
}

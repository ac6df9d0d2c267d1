package dev.coppice.testkit;

import static dev.coppice.testkit.CoppiceAssertions.assertThatTable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class DelayingProxyTest {
    private static final Duration DELAY = Duration.ofMillis(10);

    @BeforeEach
    void create_table(TestDatabase db) {
        db.execute("CREATE TABLE ${schema}.t (id int PRIMARY KEY, note text)");
    }

    @Test
    void each_round_trip_takes_longer_by_the_delay(TestDatabase db) throws SQLException {
        try (var proxy = DelayingProxy.inFront(db.url(), DELAY);
                var connection = connect(db, proxy)) {
            var turns = proxy.turns();
            var took = nanos(() -> insertOneByOne(db, connection, 20));
            assertThat(took).isGreaterThanOrEqualTo(DELAY.multipliedBy(20).toNanos());
            assertThat(proxy.turns() - turns).isEqualTo(20);
        }
    }

    @Test
    void what_is_sent_without_waiting_is_shifted_once(TestDatabase db) throws SQLException {
        try (var proxy = DelayingProxy.inFront(db.url(), DELAY);
                var connection = connect(db, proxy)) {
            var turns = proxy.turns();
            var took = nanos(() -> insertInOneBatch(db, connection, 2_000, "x".repeat(1_000)));
            assertThat(proxy.turns() - turns).isLessThan(200);
            assertThat(took)
                    .isGreaterThanOrEqualTo(DELAY.toNanos())
                    .isLessThan(DELAY.multipliedBy(1_000).toNanos());
        }
        assertThatTable(db, "${schema}.t").hasRows(2_000);
    }

    @Test
    void a_large_answer_comes_back_whole(TestDatabase db) throws SQLException {
        try (var proxy = DelayingProxy.inFront(db.url());
                var connection = connect(db, proxy);
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT repeat('y', 10000000)")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("y".repeat(10_000_000));
            assertThat(proxy.delay()).hasNanos(500_000);
        }
    }

    @Test
    void a_request_that_is_cut_never_reaches_the_server(TestDatabase db) throws SQLException {
        try (var proxy = DelayingProxy.inFront(db.url());
                var connection = connect(db, proxy)) {
            proxy.cutBeforeRequest(3);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> insertOneByOne(db, connection, 5))
                    .satisfies(lost -> assertThat(lost.getSQLState()).startsWith("08"));
        }
        assertThatTable(db, "${schema}.t").hasRows(2);
    }

    @Test
    void a_reply_that_is_cut_leaves_the_work_done(TestDatabase db) throws SQLException {
        try (var proxy = DelayingProxy.inFront(db.url());
                var connection = connect(db, proxy)) {
            proxy.cutBeforeReply(3);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> insertOneByOne(db, connection, 5))
                    .satisfies(lost -> assertThat(lost.getSQLState()).startsWith("08"));
        }
        assertThatTable(db, "${schema}.t").hasRows(3);
    }

    @Test
    void after_a_cut_new_connections_can_be_made(TestDatabase db) throws SQLException {
        try (var proxy = DelayingProxy.inFront(db.url())) {
            try (var connection = connect(db, proxy)) {
                proxy.cut();
                assertThat(connection.isValid(5)).isFalse();
            }
            try (var connection = connect(db, proxy)) {
                assertThat(connection.isValid(5)).isTrue();
            }
        }
    }

    @Test
    void closing_it_ends_every_connection_and_frees_the_port(TestDatabase db) throws SQLException {
        var proxy = DelayingProxy.inFront(db.url());
        try (var connection = connect(db, proxy)) {
            proxy.close();
            assertThat(connection.isValid(5)).isFalse();
        }
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> connect(db, proxy));
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("coppice-link-"));
    }

    @Test
    void connections_that_have_ended_make_room_for_others(TestDatabase db) throws SQLException {
        try (var proxy = DelayingProxy.inFront(db.url(), Duration.ZERO)) {
            for (var round = 0; round < 150; round++) {
                connect(db, proxy).close();
            }
        }
    }

    @Test
    void a_server_that_is_not_there_is_not_there_through_the_proxy_either(TestDatabase db) {
        try (var proxy = DelayingProxy.inFront("jdbc:postgresql://127.0.0.1:1/postgres")) {
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> connect(db, proxy));
        }
    }

    @Test
    void an_address_of_several_hosts_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DelayingProxy.inFront("jdbc:postgresql://one:5432,two:5432/db"))
                .withMessage("jdbcUrl must look like jdbc:postgresql://host:port/database, with one host, was: "
                        + "jdbc:postgresql://one:5432,two:5432/db");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DelayingProxy.inFront("jdbc:postgresql://localhost/db", Duration.ofMillis(-1)))
                .withMessage("delay must not be negative, was: PT-0.001S");
    }

    private static Connection connect(TestDatabase db, DelayingProxy proxy) throws SQLException {
        return DriverManager.getConnection(proxy.url(), db.user(), db.password());
    }

    private static void insertOneByOne(TestDatabase db, Connection connection, int count) throws SQLException {
        try (var insert = connection.prepareStatement("INSERT INTO " + db.schema() + ".t VALUES (?, 'one')")) {
            for (var id = 1; id <= count; id++) {
                insert.setInt(1, id);
                insert.executeUpdate();
            }
        }
    }

    private static void insertInOneBatch(TestDatabase db, Connection connection, int count, String note)
            throws SQLException {
        try (var insert = connection.prepareStatement("INSERT INTO " + db.schema() + ".t VALUES (?, ?)")) {
            for (var id = 1; id <= count; id++) {
                insert.setInt(1, id);
                insert.setString(2, note);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static long nanos(Work work) throws SQLException {
        var begun = System.nanoTime();
        work.run();
        return System.nanoTime() - begun;
    }

    @FunctionalInterface
    private interface Work {
        void run() throws SQLException;
    }
}

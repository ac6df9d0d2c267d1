package dev.coppice.ops.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The database's clock is set by a function that stands before the one of PostgreSQL. */
@PostgresTest(Isolation.DATABASE)
class DatabaseClockTest {
    private static final String SET = "CREATE OR REPLACE FUNCTION shifted.clock_timestamp() RETURNS timestamptz"
            + " LANGUAGE sql AS $$ SELECT timestamptz '%s' $$";

    private final TestDatabase database;
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);
    private final Switch source;
    private final DatabaseClock clock;

    DatabaseClockTest(TestDatabase database) {
        this.database = database;
        this.source = new Switch(database);
        this.clock = new DatabaseClock(source, nanos::get);
    }

    @BeforeEach
    void open() {
        database.execute("CREATE SCHEMA shifted");
        database.execute(SET.formatted("2031-05-01T10:00:00Z"));
    }

    @Test
    void it_tells_the_time_of_the_database_and_follows_what_goes_by_here() {
        assertThat(clock.instant()).isEqualTo("2031-05-01T10:00:00Z");

        pass(Duration.ofSeconds(9));

        assertThat(clock.instant()).isEqualTo("2031-05-01T10:00:09Z");
        assertThat(source.taken).isEqualTo(1);
    }

    @Test
    void after_ten_seconds_it_looks_again_whichever_way_the_clocks_went_apart() {
        clock.instant();
        database.execute(SET.formatted("2031-05-01T09:59:00Z"));

        pass(Duration.ofSeconds(10));

        assertThat(clock.instant()).isEqualTo("2031-05-01T09:59:00Z");
        assertThat(source.taken).isEqualTo(2);
    }

    @Test
    void while_the_database_is_away_the_last_look_counts_and_is_tried_again_ten_seconds_later() {
        clock.instant();
        source.away = true;
        pass(Duration.ofSeconds(10));
        assertThat(clock.instant()).isEqualTo("2031-05-01T10:00:10Z");
        assertThat(clock.instant()).isEqualTo("2031-05-01T10:00:10Z");
        assertThat(source.taken).isEqualTo(2);

        source.away = false;
        database.execute(SET.formatted("2031-05-01T11:00:00Z"));
        pass(Duration.ofSeconds(10));

        assertThat(clock.instant()).isEqualTo("2031-05-01T11:00:00Z");
    }

    @Test
    void one_that_was_never_read_says_so() {
        source.away = true;

        assertThatThrownBy(clock::instant)
                .isInstanceOf(CoppiceException.class)
                .hasMessageEndingWith("It is not known what is due. The clock of the database could not be read yet."
                        + " Nothing was changed. It goes on by itself once the database can be reached.");

        source.away = false;
        assertThat(clock.instant()).isEqualTo("2031-05-01T10:00:00Z");
    }

    @Test
    void it_is_close_to_a_clock_that_nobody_set() throws SQLException {
        var here = new DatabaseClock(database.dataSource());
        here.instant();
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT clock_timestamp()")) {
            rows.next();
            Instant there = rows.getObject(1, OffsetDateTime.class).toInstant();
            assertThat(here.instant()).isCloseTo(there, within(5, ChronoUnit.SECONDS));
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** Connections that see the shifted clock, or none. */
    private static final class Switch extends PGSimpleDataSource {
        private static final long serialVersionUID = 1L;

        private final transient DataSource target;
        private boolean away;
        private int taken;

        Switch(TestDatabase database) {
            this.target = database.dataSource();
        }

        @Override
        public Connection getConnection() throws SQLException {
            taken++;
            if (away) {
                throw new SQLException("away", "08001");
            }
            var connection = target.getConnection();
            try (var statement = connection.createStatement()) {
                statement.execute("SET search_path = shifted, pg_catalog");
            }
            return connection;
        }
    }
}

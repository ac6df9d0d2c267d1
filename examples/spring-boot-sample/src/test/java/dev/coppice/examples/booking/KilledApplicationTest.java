package dev.coppice.examples.booking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes of the application, one of which is killed between the first chunk of a campaign and the end of the second. */
@PostgresTest(Isolation.DATABASE)
class KilledApplicationTest {
    private static final int DUE = 20_000;
    private static final Duration BOUND = Duration.ofMinutes(3);

    /** Chunks after the first wait for the test. */
    private static final String WAITING = """
            CREATE FUNCTION reservation.wait_for_the_test() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF (SELECT count(*) FROM reservation.booking) < :due THEN
                    PERFORM pg_advisory_xact_lock_shared(7);
                END IF;
                RETURN NULL;
            END $$;
            CREATE TRIGGER wait BEFORE DELETE ON reservation.booking FOR EACH STATEMENT
                EXECUTE FUNCTION reservation.wait_for_the_test();
            """;

    private final TestDatabase db;
    private final List<Process> processes = new ArrayList<>();

    @TempDir
    Path folder;

    KilledApplicationTest(TestDatabase db) {
        this.db = db;
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (var process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void another_instance_goes_on_with_the_campaign_and_archives_every_row_once() throws Exception {
        var one = started("one");
        db.execute("INSERT INTO reservation.booking (room_id, day, guest) SELECT 1, current_date - 400 - i, 'guest'"
                + " FROM generate_series(1, " + DUE + ") i");
        db.execute(WAITING.replace(":due", String.valueOf(DUE)));
        long backend;
        try (var test = db.connect();
                var statement = test.createStatement()) {
            test.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock(7)");
            db.execute("UPDATE coppice.job SET execution_time = now() WHERE task_name = 'booking:prune-past-bookings'");
            await(() -> asked("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 1);
            backend = asked("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
            started("two");
            one.destroyForcibly().waitFor();
            test.rollback();
        }
        assertThat(asked("SELECT roots FROM coppice.campaign")).isBetween(1L, DUE - 1L);

        await(() -> asked("SELECT count(*) FROM pg_stat_activity WHERE pid = " + backend) == 0);
        // As if the time had gone by after which an instance that says nothing is taken for dead.
        db.execute("UPDATE coppice.job SET last_heartbeat = last_heartbeat - interval '1 minute' WHERE picked");
        await(() -> asked("SELECT count(*) FROM coppice.campaign WHERE state = 'SUCCEEDED'") == 1);

        assertThat(asked("SELECT roots FROM coppice.campaign")).isEqualTo(DUE);
        assertThat(asked("SELECT count(*) FROM reservation.booking")).isZero();
        assertThat(asked("SELECT sum(rows) FROM coppice.campaign_frame")).isEqualTo(DUE);
    }

    /** A process whose jobs run. */
    private Process started(String name) throws IOException {
        var log = folder.resolve(name + ".log");
        // In its window whenever this runs, and at an hour that has gone by.
        var now = LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES);
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BookingApplication.class.getName(),
                        "--server.port=0",
                        "--spring.datasource.url=" + db.url(),
                        "--spring.datasource.username=" + db.user(),
                        "--spring.datasource.password=" + db.password(),
                        "--coppice.policies.past-bookings.archive.to=file:" + folder.resolve("archive"),
                        "--coppice.policies.past-bookings.schedule=0 "
                                + now.minusHours(2).getHour() + " * * *",
                        "--coppice.policies.past-bookings.window=" + now.minusHours(4) + "-" + now.plusHours(4)
                                + " UTC",
                        "--coppice.kinds.room.backup.to=file:" + folder.resolve("backups"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        processes.add(process);
        await(() -> {
            assertThat(process.isAlive()).as(read(log)).isTrue();
            return read(log).contains("jobs started");
        });
        return process;
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private long asked(String query) {
        try (var connection = db.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void await(BooleanSupplier condition) {
        var end = System.nanoTime() + BOUND.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }
}

package dev.coppice.lifecycle;

import static java.util.Objects.requireNonNull;

import dev.coppice.lifecycle.internal.sql.Transacting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.Record;

/**
 * What the sensors of a database have done and decided last, whichever process ran them. Changes nothing. Safe for any
 * thread; each call takes a connection of its own.
 */
public final class SensorLog {
    private static final String RUN = """
            SELECT sensor, started_at, finished_at, worker, acted, waited, problem
            FROM coppice.sensor_run
            WHERE sensor = ?
            """;

    private static final String DECISIONS = """
            SELECT kind, subject, decision, code, message, since_at, decided_at
            FROM coppice.sensor_decision
            WHERE sensor = ?
            ORDER BY decided_at DESC, kind, subject
            LIMIT ?
            """;

    private final Transacting database;

    private SensorLog(Transacting database) {
        this.database = database;
    }

    /** The log of the database that {@code source} connects to, which has the schema {@code coppice}. */
    public static SensorLog on(DataSource source) {
        return new SensorLog(new Transacting(requireNonNull(source, "source")));
    }

    /**
     * A look of a sensor.
     *
     * @param startedAt when it began
     * @param finishedAt when it ended; empty while it is under way, or when it was cut short
     * @param worker who looked
     * @param acted how many resources it acted on
     * @param waited how many it left
     * @param problem why it failed
     */
    public record Run(
            Instant startedAt,
            Optional<Instant> finishedAt,
            String worker,
            int acted,
            int waited,
            Optional<String> problem) {}

    /**
     * What a sensor decided last about something.
     *
     * @param decision what it decided
     * @param since since when it has been deciding so
     * @param decidedAt when it did so last
     */
    public record Entry(SensorReport.Decision decision, Instant since, Instant decidedAt) {}

    /** The last look of a sensor; empty before the first. */
    public Optional<Run> lastRun(String sensor) {
        return database.run(dsl -> dsl.fetchOptional(RUN, sensor)).map(SensorLog::run);
    }

    /** What a sensor decided last, newest first, at most {@code limit}. */
    public List<Entry> decisions(String sensor, int limit) {
        return database.run(dsl -> dsl.fetch(DECISIONS, sensor, limit)).map(SensorLog::entry);
    }

    private static Run run(Record row) {
        return new Run(
                at(row, "started_at").orElseThrow(),
                at(row, "finished_at"),
                text(row, "worker"),
                row.get("acted", Integer.class),
                row.get("waited", Integer.class),
                Optional.ofNullable(row.get("problem", String.class)));
    }

    private static Entry entry(Record row) {
        var decision = new SensorReport.Decision(
                text(row, "kind"),
                text(row, "subject"),
                text(row, "decision"),
                text(row, "code"),
                text(row, "message"));
        return new Entry(
                decision,
                at(row, "since_at").orElseThrow(),
                at(row, "decided_at").orElseThrow());
    }

    private static String text(Record row, String column) {
        return row.get(column, String.class);
    }

    private static Optional<Instant> at(Record row, String column) {
        return Optional.ofNullable(row.get(column, Instant.class));
    }
}

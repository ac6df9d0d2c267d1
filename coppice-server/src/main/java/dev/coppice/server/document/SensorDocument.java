package dev.coppice.server.document;

import dev.coppice.lifecycle.Sensor;
import dev.coppice.lifecycle.SensorLog;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sensor with its last look, as scripts see it. A value for any thread.
 *
 * @param sensor its name
 * @param purpose what it does, in a sentence
 * @param intervalSeconds how long it waits between two looks
 * @param startedAt when its last look began; null before the first
 * @param finishedAt when that ended; null while it is under way, or when it was cut short
 * @param worker who looked
 * @param acted how many resources it acted on
 * @param waited how many it left
 * @param problem why it failed
 * @param decisions what it decided last, newest first
 */
public record SensorDocument(
        String sensor,
        String purpose,
        long intervalSeconds,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String worker,
        @Nullable Integer acted,
        @Nullable Integer waited,
        @Nullable String problem,
        List<Decision> decisions) {
    private static final int SHOWN = 100;

    /** Copies the list. */
    public SensorDocument {
        decisions = List.copyOf(decisions);
    }

    /**
     * What a sensor decided last about something.
     *
     * @param kind the kind
     * @param subject the resource's id, or what else it is about
     * @param decision {@code acted}, {@code waited} or {@code refused}
     * @param code a stable word
     * @param message why
     * @param since since when it has been deciding so
     * @param decidedAt when it did so last
     */
    public record Decision(
            String kind,
            String subject,
            String decision,
            String code,
            String message,
            Instant since,
            Instant decidedAt) {
        static Decision of(SensorLog.Entry entry) {
            var made = entry.decision();
            return new Decision(
                    made.kind(),
                    made.subject(),
                    made.decision(),
                    made.code(),
                    made.message(),
                    entry.since(),
                    entry.decidedAt());
        }
    }

    /** A sensor as a document. */
    public static SensorDocument of(Sensor sensor, SensorLog log) {
        var run = log.lastRun(sensor.name());
        return new SensorDocument(
                sensor.name(),
                sensor.purpose(),
                sensor.interval().toSeconds(),
                run.map(SensorLog.Run::startedAt).orElse(null),
                run.flatMap(SensorLog.Run::finishedAt).orElse(null),
                run.map(SensorLog.Run::worker).orElse(null),
                run.map(SensorLog.Run::acted).orElse(null),
                run.map(SensorLog.Run::waited).orElse(null),
                run.flatMap(SensorLog.Run::problem).orElse(null),
                log.decisions(sensor.name(), SHOWN).stream().map(Decision::of).toList());
    }
}

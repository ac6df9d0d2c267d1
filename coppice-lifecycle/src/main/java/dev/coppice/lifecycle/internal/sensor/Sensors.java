package dev.coppice.lifecycle.internal.sensor;

import dev.coppice.lifecycle.Sensor;
import dev.coppice.lifecycle.internal.sql.Transacting;
import java.time.Duration;
import java.util.List;

/** All sensors. */
public final class Sensors {
    private static final Duration USUAL = Duration.ofMinutes(5);

    private Sensors() {}

    /** Those of a lifecycle. */
    public static List<Sensor> of(SensorParts parts) {
        return List.of(
                sensor(
                        parts,
                        SuspendExpired.NAME,
                        "Suspends active resources whose end has come.",
                        USUAL,
                        new SuspendExpired(parts)),
                sensor(
                        parts,
                        DeprovisionDue.NAME,
                        "Begins the teardown of suspended resources whose retention is over, or whose end was immediate.",
                        USUAL,
                        new DeprovisionDue(parts)),
                sensor(
                        parts,
                        "continue-operations",
                        "Carries teardowns on: new ones, stranded ones, and the disposal of leftovers.",
                        Duration.ofSeconds(15),
                        new ContinueOperations(parts)),
                sensor(
                        parts,
                        "expire-backups",
                        "Removes backups that have been hosted as long as was promised.",
                        Duration.ofHours(1),
                        new ExpireBackups(parts)),
                sensor(
                        parts,
                        "find-orphans",
                        "Reports backups that no row knows, and schemas and databases of resources that are gone. Removes nothing.",
                        Duration.ofDays(1),
                        new FindOrphans(parts)),
                sensor(
                        parts,
                        "probe-certificates",
                        "Looks again at what certificates say is gone.",
                        USUAL,
                        new ProbeCertificates(parts)));
    }

    private static Sensor sensor(
            SensorParts parts, String name, String purpose, Duration interval, RecordedSensor.Look look) {
        var log = new DecisionLog(new Transacting(parts.database()), name, parts.worker());
        return new RecordedSensor(name, purpose, interval, log, look);
    }
}

package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Stream;

/**
 * A machine whose clock goes apart from that of the database. All that counts goes by the latter; what the machine writes in its
 * log, and who reads a window off the wall, do not.
 *
 * @param machine the clock of this machine
 */
record MachineClock(InstantSource machine) implements Check {
    private static final Duration APART = Duration.ofSeconds(5);

    @Override
    public Stream<Finding> look(Inspection inspection) {
        var before = machine.instant();
        var there = inspection.sql().one("SELECT pg_catalog.clock_timestamp() AS now", row -> row.instant("now"));
        var after = machine.instant();
        if (there.isBefore(before.minus(APART))) {
            return Stream.of(finding("ahead of", there, before));
        }
        return there.isAfter(after.plus(APART)) ? Stream.of(finding("behind", after, there)) : Stream.empty();
    }

    private static Finding finding(String where, Instant earlier, Instant later) {
        return new Finding(
                "clock",
                Severity.WARN,
                "this machine",
                "Its clock is " + Duration.between(earlier, later).toSeconds() + " s " + where
                        + " that of the database, by which ages, windows and schedules go.",
                "Have both machines keep the time, by NTP for instance.");
    }
}

package dev.coppice.lifecycle.internal.sensor;

import dev.coppice.lifecycle.Sensor;
import dev.coppice.lifecycle.SensorReport;
import dev.coppice.ops.CoppiceException;
import java.time.Duration;
import java.util.Optional;

/**
 * A sensor whose looks are recorded.
 *
 * @param name what it is called
 * @param purpose what it does
 * @param interval how long to wait between two looks
 * @param log where it is recorded
 * @param look what it does in one
 */
record RecordedSensor(String name, String purpose, Duration interval, DecisionLog log, Look look) implements Sensor {
    /** One look. */
    @FunctionalInterface
    interface Look {
        void look(Decisions decisions) throws InterruptedException;
    }

    @Override
    public SensorReport runOnce() throws InterruptedException {
        var decisions = new Decisions();
        log.started();
        try {
            look.look(decisions);
        } catch (CoppiceException failure) {
            log.finished(decisions, Optional.of(failure.code()));
            throw failure;
        }
        log.finished(decisions, Optional.empty());
        return decisions.report();
    }

    @Override
    public String toString() {
        return "sensor " + name;
    }
}

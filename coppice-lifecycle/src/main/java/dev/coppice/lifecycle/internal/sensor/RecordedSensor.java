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
    /** One look, and what it would be. */
    interface Look {
        void look(Decisions decisions) throws InterruptedException;

        /** Changes nothing. */
        void preview(Decisions decisions);
    }

    @Override
    public SensorReport preview() {
        var decisions = new Decisions();
        look.preview(decisions);
        return decisions.report();
    }

    @Override
    public SensorReport runOnce() throws InterruptedException {
        var decisions = new Decisions();
        log.started();
        try {
            look.look(decisions);
        } catch (RuntimeException failure) {
            var code = failure instanceof CoppiceException told ? told.code() : Decisions.UNEXPECTED;
            log.finished(decisions, Optional.of(code));
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

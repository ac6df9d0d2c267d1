package dev.coppice.testkit;

import java.util.Optional;
import java.util.function.IntFunction;
import javax.sql.DataSource;

/**
 * Runs a scenario with a fault at its first operation, then at its second, and so on, until a run meets no fault. After
 * each run a check looks at what the fault has left; the last, undisturbed run must succeed.
 */
public final class FaultSweep {
    private static final int LIMIT = 10_000;

    private final IntFunction<PlannedFault> series;

    private FaultSweep(IntFunction<PlannedFault> series) {
        this.series = series;
    }

    /** The connection is cut before each statement and commit in turn. */
    public static FaultSweep forEachOperationLost() {
        return forEach(PlannedFault::operation);
    }

    /** The connection is cut after each statement and commit in turn. */
    public static FaultSweep forEachReplyLost() {
        return forEach(number -> PlannedFault.operation(number).after());
    }

    /** The fault of a number, for 1, 2, 3 and on. */
    public static FaultSweep forEach(IntFunction<PlannedFault> series) {
        return new FaultSweep(series);
    }

    /**
     * Runs the sweep over {@code real}.
     *
     * @return how many runs met a fault, at least one
     */
    public int run(DataSource real, Scenario scenario, Check check) throws Exception {
        for (var number = 1; number <= LIMIT; number++) {
            var fault = series.apply(number);
            var faulty = FaultyDataSource.over(real);
            faulty.arm(fault);
            var error = attempt(scenario, faulty);
            if (!faulty.met()) {
                return finished(number - 1, error);
            }
            try {
                check.afterFault(fault, error);
            } catch (Throwable failure) {
                throw new AssertionError("After " + fault + ": " + failure.getMessage(), failure);
            }
        }
        throw new AssertionError("The scenario still met a fault after " + LIMIT + " runs.");
    }

    private static int finished(int faults, Optional<Exception> error) throws Exception {
        if (error.isPresent()) {
            throw error.get();
        }
        if (faults == 0) {
            throw new AssertionError("The scenario met no fault at all: it does not use the data source it is given.");
        }
        return faults;
    }

    private static Optional<Exception> attempt(Scenario scenario, DataSource faulty) {
        try {
            scenario.run(faulty);
            return Optional.empty();
        } catch (Exception error) {
            return Optional.of(error);
        }
    }

    /** What is disturbed. Each run starts from its own fixture. */
    @FunctionalInterface
    public interface Scenario {
        /** Runs once over a data source that may fail. */
        void run(DataSource faulty) throws Exception;
    }

    /** What must hold after each fault. */
    @FunctionalInterface
    public interface Check {
        /** Looks at the database; {@code error} is what the scenario threw, if it did. */
        void afterFault(PlannedFault fault, Optional<Exception> error) throws Exception;
    }
}

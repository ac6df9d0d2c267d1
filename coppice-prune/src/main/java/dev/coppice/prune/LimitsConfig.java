package dev.coppice.prune;

import dev.coppice.control.Checked;
import dev.coppice.control.Key;
import dev.coppice.control.Percentage;
import dev.coppice.control.Problems;
import java.time.Duration;
import java.util.Optional;

/**
 * How much one campaign may remove. A value for any thread.
 *
 * @param rows how many rows; at least one
 * @param maxShare what share of the table
 * @param runtime for how long it may run
 * @param timesUsual how many times what campaigns of the policy usually take; at least two
 */
public record LimitsConfig(
        @Key("How many rows, those of other tables included.")
        Optional<Long> rows,

        @Key("What share of the table.") Optional<Percentage> maxShare,

        @Key("For how long it may run.") Optional<Duration> runtime,

        @Key("How many times the rows of its own table that campaigns of the policy usually take.")
        Optional<Long> timesUsual)
        implements Checked {
    private static final long MOST_TIMES = 1_000_000;

    @Override
    public void check(Problems problems) {
        if (rows.isPresent() && rows.get() < 1) {
            problems.add("rows", "must be at least 1");
        }
        if (runtime.isPresent() && runtime.get().isZero()) {
            problems.add("runtime", "must be longer than nothing");
        }
        if (timesUsual.isPresent() && (timesUsual.get() < 2 || timesUsual.get() > MOST_TIMES)) {
            problems.add("times-usual", "must be 2 to 1_000_000");
        }
    }
}

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
 */
public record LimitsConfig(
        @Key("How many rows, those of other tables included.")
        Optional<Long> rows,

        @Key("What share of the table.") Optional<Percentage> maxShare,

        @Key("For how long it may run.") Optional<Duration> runtime)
        implements Checked {

    @Override
    public void check(Problems problems) {
        if (rows.isPresent() && rows.get() < 1) {
            problems.add("rows", "must be at least 1");
        }
        if (runtime.isPresent() && runtime.get().isZero()) {
            problems.add("runtime", "must be longer than nothing");
        }
    }
}

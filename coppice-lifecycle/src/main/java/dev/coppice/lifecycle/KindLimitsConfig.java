package dev.coppice.lifecycle;

import dev.coppice.control.Checked;
import dev.coppice.control.Key;
import dev.coppice.control.Problems;
import dev.coppice.control.Share;
import java.time.Duration;

/**
 * How much happens at once to the resources of a kind. A value for any thread.
 *
 * @param batch how many resources one pass takes
 * @param share what share of all resources may be torn down in a period
 * @param stepTimeout how long one step may take
 */
public record KindLimitsConfig(
        @Key(value = "How many resources one pass takes.", fallback = "25")
        int batch,

        @Key(value = "What share of all resources may be torn down in a period.", fallback = "10%/30d")
        Share share,

        @Key(value = "How long one step may take.", fallback = "5m")
        Duration stepTimeout)
        implements Checked {

    @Override
    public void check(Problems problems) {
        if (batch < 1) {
            problems.add("batch", "must be at least 1");
        }
        if (stepTimeout.isZero()) {
            problems.add("step-timeout", "must be longer than nothing");
        }
    }
}

package dev.coppice.prune.internal.brake;

import dev.coppice.control.Durations;
import dev.coppice.prune.BrakeName;
import dev.coppice.prune.internal.read.Sql;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a query of the application takes.
 *
 * @param query the query
 * @param limit how long it may take
 * @param nanos a clock
 */
record Probe(String query, Duration limit, LongSupplier nanos) implements Brake {
    @Override
    public BrakeName name() {
        return BrakeName.PROBE;
    }

    @Override
    public Reading read(Sql sql) {
        var began = nanos.getAsLong();
        OwnQuery.time(sql, query);
        var took = Duration.ofNanos(nanos.getAsLong() - began);
        return new Reading(
                (double) took.toNanos() / limit.toNanos(),
                "The probe took " + took.toMillis() + " ms, limit " + Durations.format(limit) + ".");
    }

    @Override
    public boolean foreign() {
        return true;
    }
}

package dev.coppice.lifecycle.internal.kind;

import dev.coppice.lifecycle.Ending;
import dev.coppice.lifecycle.KindConfig;
import java.time.Instant;
import java.util.Optional;

/** From when on a resource may be torn down because its time is over. */
public final class Retention {
    private Retention() {}

    /**
     * From when on. Retention runs from the end, or from the suspension when that came later: whoever is suspended late is
     * kept as long. An end that was immediate when it was suspended stays immediate, whatever is said of that end since; one
     * that came after the suspension is another.
     *
     * @param due its end as the due query has it
     */
    public static Optional<Instant> over(KindConfig config, StateRow state, Optional<Ending> due) {
        return due.map(end -> {
            var from = state.suspendedAt().filter(end.at()::isBefore).orElse(end.at());
            return immediate(state, end) ? from : from.plus(config.retention());
        });
    }

    private static boolean immediate(StateRow state, Ending end) {
        var same = state.suspendedAt().filter(end.at()::isAfter).isEmpty();
        return end.immediate() || (same && state.ending().map(Ending::immediate).orElse(false));
    }
}

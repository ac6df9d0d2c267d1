package dev.coppice.ops.internal.write;

import dev.coppice.ops.Gate;
import dev.coppice.ops.Spec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.Record;

/**
 * Cuts a batch into runs of neighbours that one statement can write. Order is kept, because a later item may need what an
 * earlier one has written.
 */
final class Slices {
    /** PostgreSQL takes 65 535 values in one statement; gates bring a few of their own. */
    private static final int MOST_BINDS = 60_000;

    private static final int MOST_ITEMS = 1_000;
    private static final int MOST_GATES = 100;

    private Slices() {}

    static <R extends Record, S extends Spec<R>> List<List<S>> of(List<S> specs, Verb<R, S> verb) {
        var slices = new ArrayList<List<S>>();
        var open = new Open<>(verb);
        for (var spec : specs) {
            if (!open.takes(spec)) {
                slices.add(open.items);
                open = new Open<>(verb);
            }
            open.add(spec);
        }
        if (!open.items.isEmpty()) {
            slices.add(open.items);
        }
        return slices;
    }

    private static final class Open<R extends Record, S extends Spec<R>> {
        private final Verb<R, S> verb;
        private final List<S> items = new ArrayList<>();
        private final Set<Object> identities = new HashSet<>();
        private final Set<Gate> gates = new HashSet<>();
        private Optional<Object> shape = Optional.empty();
        private int binds;

        Open(Verb<R, S> verb) {
            this.verb = verb;
        }

        boolean takes(S spec) {
            if (items.isEmpty()) {
                return true;
            }
            var identity = verb.identity(spec);
            return shape.isPresent()
                    && shape.equals(verb.shape(spec))
                    && items.size() < MOST_ITEMS
                    && binds + verb.binds(spec) <= MOST_BINDS
                    && (gates.size() < MOST_GATES
                            || spec.gate().filter(gates::contains).isPresent())
                    && (identity.isEmpty() || !identities.contains(identity.get()));
        }

        void add(S spec) {
            shape = verb.shape(spec);
            items.add(spec);
            binds += verb.binds(spec);
            spec.gate().ifPresent(gates::add);
            verb.identity(spec).ifPresent(identities::add);
        }
    }
}

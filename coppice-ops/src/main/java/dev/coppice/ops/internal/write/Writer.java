package dev.coppice.ops.internal.write;

import dev.coppice.ops.BatchRejected;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.Outcome.Applied;
import dev.coppice.ops.Spec;
import dev.coppice.ops.internal.fault.StatementFailed;
import dev.coppice.ops.internal.transaction.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Record;

/**
 * Runs specs by a verb. A batch is cut into slices of one statement each; a slice that does not apply as a whole is undone
 * and halved, front first, until the item that does not apply stands alone and says why. Whatever stands before it has
 * applied, so it is the first in order.
 */
record Writer<R extends Record, S extends Spec<R>>(Session session, Verb<R, S> verb) {

    /** Writes one item, which leaves nothing behind unless it applies. */
    Outcome<R> one(S spec, int ordinal) {
        try {
            return session.guarded(() -> {
                var outcome = verb.one(session, spec, ordinal);
                if (outcome instanceof Outcome.Failed) {
                    // The trigger that dropped the row may have written others.
                    session.undoWrite();
                }
                return outcome;
            });
        } catch (StatementFailed failure) {
            if (failure.error().isOfItem()) {
                return Refusals.outcome(spec, ordinal, failure.error());
            }
            throw failure;
        }
    }

    /** Writes all items, or throws for the first that does not apply; the caller undoes. */
    List<Applied<R>> all(String op, List<S> specs) {
        session.makeConstraintsImmediate();
        var applied = new ArrayList<Applied<R>>();
        for (var slice : Slices.of(specs, verb)) {
            apply(op, specs.size(), slice, applied);
        }
        return List.copyOf(applied);
    }

    private void apply(String op, int size, List<S> slice, List<Applied<R>> applied) {
        if (slice.size() == 1) {
            switch (one(slice.getFirst(), applied.size())) {
                case Applied<R> done -> applied.add(done);
                case Outcome<R> other ->
                    throw new BatchRejected(op, slice.getFirst().name(), size, other);
            }
            return;
        }
        var done = attempt(slice, applied.size());
        if (done.isPresent()) {
            applied.addAll(done.get());
            return;
        }
        var middle = slice.size() / 2;
        apply(op, size, slice.subList(0, middle), applied);
        apply(op, size, slice.subList(middle, slice.size()), applied);
    }

    private Optional<List<Applied<R>>> attempt(List<S> slice, int firstOrdinal) {
        try {
            return session.guarded(() -> {
                var done = verb.slice(session, slice, firstOrdinal);
                if (done.isEmpty()) {
                    session.undoWrite();
                }
                return done;
            });
        } catch (StatementFailed failure) {
            if (failure.error().isOfItem()) {
                return Optional.empty();
            }
            throw failure;
        }
    }
}

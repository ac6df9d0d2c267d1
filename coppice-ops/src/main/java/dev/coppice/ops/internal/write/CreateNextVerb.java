package dev.coppice.ops.internal.write;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Creator;
import dev.coppice.ops.NextValue;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.Outcome.Applied;
import dev.coppice.ops.Outcome.Failed;
import dev.coppice.ops.Outcome.Missing;
import dev.coppice.ops.internal.transaction.Session;
import java.util.List;
import java.util.Optional;
import org.jooq.Record;

/** Inserts one row behind its group. Each item needs the lock and the greatest value anew, so it always stands alone. */
record CreateNextVerb<R extends Record>(NextValue<?> rule) implements Verb<R, Creator<R>> {
    @Override
    public Outcome<R> one(Session session, Creator<R> spec, int ordinal) {
        var greatest = NextValues.greatest(session, spec.table(), rule);
        if (greatest.isEmpty()) {
            return new Missing<>(ordinal, rule.parent());
        }
        Creator<R> complete;
        try {
            complete = NextValues.completed(spec, rule, greatest.get(), 1);
        } catch (CoppiceException exhausted) {
            return new Failed<>(ordinal, Failed.Kind.BAD_VALUE, exhausted);
        }
        return new CreateVerb<R>().one(session, complete, ordinal);
    }

    @Override
    public Optional<Object> shape(Creator<R> spec) {
        return Optional.empty();
    }

    @Override
    public Optional<Object> identity(Creator<R> spec) {
        return Optional.empty();
    }

    @Override
    public int binds(Creator<R> spec) {
        return spec.values().size();
    }

    @Override
    public Optional<List<Applied<R>>> slice(Session session, List<Creator<R>> specs, int firstOrdinal) {
        return Optional.empty();
    }
}

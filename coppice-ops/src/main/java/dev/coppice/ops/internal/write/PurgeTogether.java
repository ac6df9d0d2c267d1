package dev.coppice.ops.internal.write;

import dev.coppice.ops.Change;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.Outcome.Missing;
import dev.coppice.ops.Purger;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;

/** Deletes rows together, each by its key, as long as none takes with it what another item names or is held by. */
final class PurgeTogether<R extends Record> implements Together<R, Purger<R>> {
    @Override
    public Optional<Object> form(Purger<R> spec) {
        return spec.conflicts().isEmpty() ? Optional.of("purge") : Optional.empty();
    }

    @Override
    public List<Field<?>> columns(Purger<R> spec) {
        return List.copyOf(spec.key().columns().keySet());
    }

    @Override
    public List<Field<?>> values(Purger<R> spec) {
        return List.copyOf(spec.key().columns().values());
    }

    @Override
    public int keys(Purger<R> spec) {
        return spec.key().columns().size();
    }

    @Override
    public List<String> identity(Purger<R> spec) {
        return InsertRows.columns(spec.key().columns());
    }

    /** What goes along by a cascade must be leaves of this row alone. */
    @Override
    public boolean allowed(TableFacts facts, Purger<R> spec) {
        return !facts.selective()
                && facts.referenced().stream()
                        .allMatch(rule -> !rule.first()
                                && (rule.word().equals("a")
                                        || rule.word().equals("r")
                                        || (rule.word().equals("c") && rule.number() == 0)));
    }

    @Override
    public int events() {
        return DELETE;
    }

    @Override
    public Screen screen(TableFacts facts, Purger<R> spec) {
        return Screen.ofPurge(facts, InsertRows.columns(spec.key().columns()));
    }

    @Override
    public String write(TableFacts facts, Purger<R> spec, String returned) {
        return "DELETE FROM " + facts.name() + " AS coppice_target USING coppice_sent s WHERE "
                + Screen.match(InsertRows.columns(spec.key().columns()), keys(spec), "coppice_target", "s")
                + " RETURNING s.coppice_ord AS coppice_n, false AS coppice_inserted, " + returned;
    }

    @Override
    public Change change(boolean inserted) {
        return Change.DELETED;
    }

    @Override
    public Optional<Outcome<R>> untouched(Purger<R> spec, int ordinal) {
        return Optional.of(new Missing<>(ordinal, spec.key()));
    }
}

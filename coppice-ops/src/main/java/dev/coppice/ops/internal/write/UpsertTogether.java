package dev.coppice.ops.internal.write;

import dev.coppice.ops.Change;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.Upserter;
import dev.coppice.ops.internal.write.TableFacts.Rule;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Inserts or changes rows together, in the order of their ordinals; only expressions of the row itself are let in. */
final class UpsertTogether<R extends Record> implements Together<R, Upserter<R>> {
    private static final DSLContext SQL = DSL.using(SQLDialect.POSTGRES);

    @Override
    public Optional<Object> form(Upserter<R> spec) {
        var plain = spec.conflictValues().values().stream().allMatch(value -> value instanceof Param)
                && spec.conflictPredicate().isEmpty()
                && InsertRows.columns(spec.values()).containsAll(identity(spec));
        return plain ? Optional.of(List.of(identity(spec), expressions(spec))) : Optional.empty();
    }

    @Override
    public List<Field<?>> columns(Upserter<R> spec) {
        return List.copyOf(spec.values().keySet());
    }

    @Override
    public List<Field<?>> values(Upserter<R> spec) {
        return List.copyOf(spec.values().values());
    }

    @Override
    public int keys(Upserter<R> spec) {
        return 0;
    }

    @Override
    public List<String> identity(Upserter<R> spec) {
        return spec.conflictColumns().stream().map(Field::getName).toList();
    }

    /** A deferrable rule is checked when all rows are written, so it could be broken in between and whole in the end. */
    @Override
    public boolean allowed(TableFacts facts, Upserter<R> spec) {
        var changed = changed(spec);
        return !facts.selective() && !facts.concernsOthers(changed, Rule::second);
    }

    @Override
    public boolean frees(TableFacts facts, Upserter<R> spec) {
        return facts.concernsOthers(changed(spec), rule -> true);
    }

    private Set<String> changed(Upserter<R> spec) {
        var changed = new HashSet<>(InsertRows.columns(spec.values()));
        changed.addAll(InsertRows.columns(spec.conflictValues()));
        identity(spec).forEach(changed::remove);
        return changed;
    }

    @Override
    public int events() {
        return INSERT | UPDATE;
    }

    @Override
    public Screen screen(TableFacts facts, Upserter<R> spec) {
        return Screen.ofInsert(facts, InsertRows.columns(spec.values()), identity(spec), facts.hasTriggers(events()));
    }

    @Override
    public String write(TableFacts facts, Upserter<R> spec, String returned) {
        var mark = "'" + UUID.randomUUID() + "'";
        var changes = UpsertVerb.changes(spec).entrySet().stream()
                .map(change -> Screen.quoted(change.getKey().getName()) + " = " + SQL.renderInlined(change.getValue()))
                .collect(Collectors.joining(", "));
        return CreateTogether.insert(facts, InsertRows.columns(spec.values()))
                + " ON CONFLICT (" + identity(spec).stream().map(Screen::quoted).collect(Collectors.joining(", "))
                + ") DO UPDATE SET " + changes + " WHERE " + UpsertVerb.CHANGING.replace("{0}", mark)
                + " RETURNING " + UpsertVerb.INSERTED.replace("{0}", mark) + " AS coppice_inserted, " + returned;
    }

    @Override
    public Change change(boolean inserted) {
        return inserted ? Change.INSERTED : Change.UPDATED;
    }

    @Override
    public Optional<Outcome<R>> untouched(Upserter<R> spec, int ordinal) {
        return Optional.empty();
    }

    private static List<String> expressions(Upserter<?> spec) {
        return spec.conflictValues().entrySet().stream()
                .map(entry -> entry.getKey().getName() + "=" + SQL.renderInlined(entry.getValue()))
                .toList();
    }
}

package dev.coppice.ops.internal.write;

import dev.coppice.ops.Change;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.Outcome.Missing;
import dev.coppice.ops.Updater;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Record;

/** Changes rows together, each by its key, as long as no change can free or take what another item needs. */
final class UpdateTogether<R extends Record> implements Together<R, Updater<R>> {
    @Override
    public Optional<Object> form(Updater<R> spec) {
        var plain = spec.values().values().stream().allMatch(value -> value instanceof Param);
        return spec.values().isEmpty() || !plain
                ? Optional.empty()
                : Optional.of(spec.key().columns().size());
    }

    @Override
    public List<Field<?>> columns(Updater<R> spec) {
        var columns = new ArrayList<>(spec.key().columns().keySet());
        columns.addAll(spec.values().keySet());
        return columns;
    }

    @Override
    public List<Field<?>> values(Updater<R> spec) {
        var values = new ArrayList<>(spec.key().columns().values());
        values.addAll(spec.values().values());
        return values;
    }

    @Override
    public int keys(Updater<R> spec) {
        return spec.key().columns().size();
    }

    @Override
    public List<String> identity(Updater<R> spec) {
        return InsertRows.columns(spec.key().columns());
    }

    @Override
    public boolean allowed(TableFacts facts, Updater<R> spec) {
        var changed = new HashSet<>(InsertRows.columns(spec.values()));
        return !facts.selective()
                && !facts.concernsOthers(changed, rule -> true)
                && InsertRows.columns(spec.key().columns()).stream().noneMatch(changed::contains);
    }

    @Override
    public int events() {
        return UPDATE;
    }

    @Override
    public Screen screen(TableFacts facts, Updater<R> spec) {
        return Screen.ofUpdate(facts, names(spec), keys(spec));
    }

    @Override
    public String write(TableFacts facts, Updater<R> spec, String returned) {
        var names = names(spec);
        var keys = keys(spec);
        var changes = IntStream.range(keys, names.size())
                .mapToObj(position -> Screen.quoted(names.get(position)) + " = s.coppice_" + position)
                .collect(Collectors.joining(", "));
        return "UPDATE " + facts.name() + " AS coppice_target SET " + changes + " FROM coppice_sent s WHERE "
                + Screen.match(names, keys, "coppice_target", "s")
                + " RETURNING s.coppice_ord AS coppice_n, false AS coppice_inserted, " + returned;
    }

    @Override
    public Change change(boolean inserted) {
        return Change.UPDATED;
    }

    @Override
    public Optional<Outcome<R>> untouched(Updater<R> spec, int ordinal) {
        return Optional.of(new Missing<>(ordinal, spec.key()));
    }

    private List<String> names(Updater<R> spec) {
        return columns(spec).stream().map(Field::getName).toList();
    }
}

package dev.coppice.ops.internal.write;

import dev.coppice.ops.Change;
import dev.coppice.ops.Key;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.Outcome.Applied;
import dev.coppice.ops.Outcome.Missing;
import dev.coppice.ops.Updater;
import dev.coppice.ops.internal.read.KeyCheck;
import dev.coppice.ops.internal.read.Returned;
import dev.coppice.ops.internal.transaction.Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Record;
import org.jooq.Result;

/** Changes rows by key. */
final class UpdateVerb<R extends Record> implements Verb<R, Updater<R>> {
    @Override
    public void requireComplete(Updater<R> spec) {
        KeyCheck.require(spec.key());
    }

    @Override
    public Outcome<R> one(Session session, Updater<R> spec, int ordinal) {
        var change = spec.values().isEmpty() ? Change.UNCHANGED : Change.UPDATED;
        return GatedWrite.run(
                session,
                spec,
                ordinal,
                () -> single(
                                session.run(sql -> change == Change.UNCHANGED ? read(sql, spec) : update(sql, spec)),
                                spec.key())
                        .map(answer -> new Applied<>(ordinal, Returned.row(spec.table(), answer, 0), change)),
                new Missing<>(ordinal, spec.key()));
    }

    @Override
    public Optional<Object> shape(Updater<R> spec) {
        var plain = spec.values().values().stream().allMatch(value -> value instanceof Param);
        return spec.values().isEmpty() || !plain || movesKey(spec) || GatedWrite.readsItsTarget(spec)
                ? Optional.empty()
                : Optional.of(List.of(
                        InsertRows.columns(spec.key().columns()),
                        InsertRows.columns(spec.values()),
                        spec.gate().isPresent()));
    }

    /** The same row twice would be written once by one statement. */
    @Override
    public Optional<Object> identity(Updater<R> spec) {
        return Optional.of(List.copyOf(spec.key().columns().values()));
    }

    @Override
    public int binds(Updater<R> spec) {
        return spec.key().columns().size() + spec.values().size();
    }

    @Override
    public Optional<List<Applied<R>>> slice(Session session, List<Updater<R>> specs, int firstOrdinal) {
        var answers = session.run(sql -> updateAll(sql, specs));
        return KeyedItems.inOrder(specs.getFirst().table(), answers, specs.size())
                .map(rows -> KeyedItems.applied(rows, firstOrdinal, Change.UPDATED));
    }

    /** At most one row; two undo the write and fail. */
    static Optional<Record> single(Result<Record> answers, Key<?> key) {
        if (answers.size() > 1) {
            throw KeyCheck.ambiguous(key);
        }
        return answers.stream().findFirst();
    }

    private Result<Record> read(DSLContext sql, Updater<R> spec) {
        return sql.select(Returned.columns(spec.table()))
                .from(spec.table())
                .where(spec.key().condition())
                .and(GatedWrite.all(List.of(spec)))
                .fetch();
    }

    private Result<Record> update(DSLContext sql, Updater<R> spec) {
        var write = sql.update(spec.table())
                .set(spec.values())
                .where(spec.key().condition())
                .and(GatedWrite.all(List.of(spec)));
        return Returned.fetch(sql, spec.table(), write, write::returningResult);
    }

    private Result<Record> updateAll(DSLContext sql, List<Updater<R>> specs) {
        var first = specs.getFirst();
        var keys = List.<Field<?>>copyOf(first.key().columns().keySet());
        var columns = new ArrayList<>(keys);
        columns.addAll(first.values().keySet());
        var items = specs.stream().map(UpdateVerb::cells).toList();
        var changes = new LinkedHashMap<Field<?>, Field<?>>();
        for (var position = keys.size(); position < columns.size(); position++) {
            changes.put(columns.get(position), Items.field(columns.get(position), position));
        }
        var write = sql.update(first.table())
                .set(changes)
                .from(Items.table(items, columns))
                .where(KeyedItems.matches(keys))
                .and(GatedWrite.all(specs));
        return Returned.fetch(sql, first.table(), write, write::returningResult, Items.ORDINAL);
    }

    /** A key that is written may be another item's, so that order decides. */
    private static boolean movesKey(Updater<?> spec) {
        return InsertRows.columns(spec.values()).stream()
                .anyMatch(InsertRows.columns(spec.key().columns())::contains);
    }

    private static List<Field<?>> cells(Updater<?> spec) {
        var cells = new ArrayList<Field<?>>(spec.key().columns().values());
        cells.addAll(spec.values().values());
        return cells;
    }
}

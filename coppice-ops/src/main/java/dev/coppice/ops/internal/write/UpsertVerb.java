package dev.coppice.ops.internal.write;

import dev.coppice.ops.Change;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.Outcome.Applied;
import dev.coppice.ops.Upserter;
import dev.coppice.ops.internal.read.Returned;
import dev.coppice.ops.internal.transaction.Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.InsertOnDuplicateStep;
import org.jooq.InsertReturningStep;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Inserts rows or changes those there are. A change leaves a mark in a setting of the transaction, which RETURNING reads and
 * takes away row by row; xmax would tell as much, but PostgreSQL does not give it for a partitioned table. The mark is another
 * one for each statement, because a trigger may drop the change and leave the mark.
 */
final class UpsertVerb<R extends Record> implements Verb<R, Upserter<R>> {
    static final String INSERTED = """
            CASE WHEN pg_catalog.current_setting('coppice.change', true) = {0}
                 THEN pg_catalog.set_config('coppice.change', '', true) IS NULL ELSE true END""";

    static final String CHANGING = "pg_catalog.set_config('coppice.change', {0}, true) IS NOT NULL";

    @Override
    public void requireComplete(Upserter<R> spec) {
        if (spec.values().isEmpty()) {
            throw Refusals.nothingSet(spec);
        }
        if (spec.conflictColumns().isEmpty()) {
            throw Refusals.noConflictColumns(spec);
        }
    }

    @Override
    public Outcome<R> one(Session session, Upserter<R> spec, int ordinal) {
        return GatedWrite.run(
                session,
                spec,
                ordinal,
                () -> session.run(sql -> upsert(sql, List.of(spec))).stream()
                        .findFirst()
                        .map(answer -> applied(spec, answer, ordinal)),
                Refusals.suppressed(spec, ordinal));
    }

    @Override
    public Optional<Object> shape(Upserter<R> spec) {
        return GatedWrite.readsItsTarget(spec)
                ? Optional.empty()
                : Optional.of(List.of(
                        InsertRows.columns(spec.values()),
                        spec.conflictColumns(),
                        spec.conflictPredicate(),
                        spec.conflictValues(),
                        spec.gate().isPresent()));
    }

    /** One statement may not change a row twice. */
    @Override
    public Optional<Object> identity(Upserter<R> spec) {
        var conflict = spec.conflictColumns().stream().map(Field::getName).toList();
        return Optional.of(spec.values().entrySet().stream()
                .filter(column -> conflict.contains(column.getKey().getName()))
                .map(Map.Entry::getValue)
                .toList());
    }

    @Override
    public int binds(Upserter<R> spec) {
        return spec.values().size();
    }

    @Override
    public Optional<List<Applied<R>>> slice(Session session, List<Upserter<R>> specs, int firstOrdinal) {
        var answers = session.run(sql -> upsert(sql, specs));
        if (answers.size() != specs.size()) {
            return Optional.empty();
        }
        var applied = new ArrayList<Applied<R>>();
        for (var answer : answers) {
            applied.add(applied(specs.getFirst(), answer, firstOrdinal + applied.size()));
        }
        return Optional.of(applied);
    }

    private Applied<R> applied(Upserter<R> spec, Record answer, int ordinal) {
        var change = answer.get(0, Boolean.class) ? Change.INSERTED : Change.UPDATED;
        return new Applied<>(ordinal, Returned.row(spec.table(), answer, 1), change);
    }

    private Result<Record> upsert(DSLContext sql, List<Upserter<R>> specs) {
        var spec = specs.getFirst();
        var mark = DSL.val(UUID.randomUUID().toString());
        var write = onConflict(insert(sql, specs), spec, DSL.condition(CHANGING, mark));
        var inserted = DSL.field(INSERTED, SQLDataType.BOOLEAN, mark);
        return Returned.fetch(sql, spec.table(), write, write::returningResult, inserted);
    }

    private InsertOnDuplicateStep<R> insert(DSLContext sql, List<Upserter<R>> specs) {
        var spec = specs.getFirst();
        var columns = List.<Field<?>>copyOf(spec.values().keySet());
        var insert = sql.insertInto(spec.table()).columns(columns);
        if (spec.gate().isPresent()) {
            return insert.select(InsertRows.selected(
                    specs, specs.stream().map(Upserter::values).toList()));
        }
        for (var each : specs) {
            insert = insert.values(InsertRows.cells(columns, each.values()));
        }
        return insert;
    }

    private InsertReturningStep<R> onConflict(InsertOnDuplicateStep<R> insert, Upserter<R> spec, Condition changing) {
        var target = insert.onConflict(spec.conflictColumns());
        var predicate = spec.conflictPredicate();
        return predicate.isPresent()
                ? target.where(predicate.get()).doUpdate().set(changes(spec)).where(changing)
                : target.doUpdate().set(changes(spec)).where(changing);
    }

    /** With nothing to change, the first conflict column is written as it is: only a written row is returned. */
    static Map<Field<?>, Field<?>> changes(Upserter<?> spec) {
        var conflict = spec.conflictColumns().stream().map(Field::getName).toList();
        var changes = new LinkedHashMap<Field<?>, Field<?>>();
        for (var column : spec.values().keySet()) {
            if (!conflict.contains(column.getName())) {
                changes.put(column, DSL.excluded(column));
            }
        }
        changes.putAll(spec.conflictValues());
        if (changes.isEmpty()) {
            var first = spec.conflictColumns().getFirst();
            changes.put(first, DSL.excluded(first));
        }
        return changes;
    }
}

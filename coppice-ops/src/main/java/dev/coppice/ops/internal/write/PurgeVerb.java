package dev.coppice.ops.internal.write;

import dev.coppice.ops.Change;
import dev.coppice.ops.Existence;
import dev.coppice.ops.IntegrityViolated;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.Outcome.Applied;
import dev.coppice.ops.Outcome.Missing;
import dev.coppice.ops.Outcome.Violated;
import dev.coppice.ops.Purger;
import dev.coppice.ops.Purger.Conflict;
import dev.coppice.ops.Violation;
import dev.coppice.ops.internal.read.KeyCheck;
import dev.coppice.ops.internal.read.ReadSession;
import dev.coppice.ops.internal.read.Returned;
import dev.coppice.ops.internal.spec.Names;
import dev.coppice.ops.internal.transaction.Session;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;

/**
 * Deletes rows by key. With conflict checks the row is locked by a statement of its own first: who inserts a row that refers
 * to it holds its key, so the lock waits for him, and the checks, being a later statement, see what he inserted.
 */
final class PurgeVerb<R extends Record> implements Verb<R, Purger<R>> {
    @Override
    public void requireComplete(Purger<R> spec) {
        KeyCheck.require(spec.key());
    }

    @Override
    public Outcome<R> one(Session session, Purger<R> spec, int ordinal) {
        return GatedWrite.run(
                session,
                spec,
                ordinal,
                () -> spec.conflicts().isEmpty()
                        ? deleted(session, spec, ordinal)
                        : deletedUnlessConflicting(session, spec, ordinal),
                new Missing<>(ordinal, spec.key()));
    }

    @Override
    public Optional<Object> shape(Purger<R> spec) {
        return !spec.conflicts().isEmpty() || GatedWrite.readsItsTarget(spec)
                ? Optional.empty()
                : Optional.of(List.of(
                        InsertRows.columns(spec.key().columns()), spec.gate().isPresent()));
    }

    /** A row can go once. */
    @Override
    public Optional<Object> identity(Purger<R> spec) {
        return Optional.of(List.copyOf(spec.key().columns().values()));
    }

    @Override
    public int binds(Purger<R> spec) {
        return spec.key().columns().size();
    }

    @Override
    public Optional<List<Applied<R>>> slice(Session session, List<Purger<R>> specs, int firstOrdinal) {
        var answers = session.run(sql -> deleteAll(sql, specs));
        return KeyedItems.inOrder(specs.getFirst().table(), answers, specs.size())
                .map(rows -> KeyedItems.applied(rows, firstOrdinal, Change.DELETED));
    }

    /** The first of the rows that must not exist and do. */
    static Optional<Conflict> firstConflict(Session session, List<Conflict> conflicts) {
        var answers = ReadSession.answers(
                session, conflicts.stream().map(Conflict::rows).toList());
        var first = answers.indexOf(true);
        return first < 0 ? Optional.empty() : Optional.of(conflicts.get(first));
    }

    /** None of the rows that must not exist does. */
    static Condition noConflict(List<Conflict> conflicts) {
        return DSL.and(conflicts.stream()
                .map(Conflict::rows)
                .map(Existence::asCondition)
                .map(DSL::not)
                .toList());
    }

    private Optional<Outcome<R>> deleted(Session session, Purger<R> spec, int ordinal) {
        return UpdateVerb.single(session.run(sql -> delete(sql, spec)), spec.key())
                .map(answer -> new Applied<>(ordinal, Returned.row(spec.table(), answer, 0), Change.DELETED));
    }

    private Optional<Outcome<R>> deletedUnlessConflicting(Session session, Purger<R> spec, int ordinal) {
        var locked = session.run(sql -> sql.selectOne()
                .from(spec.table())
                .where(spec.key().condition())
                .and(GatedWrite.all(List.of(spec)))
                .forUpdate()
                .fetch());
        if (locked.isEmpty()) {
            return Optional.empty();
        }
        session.reached("purge.locked");
        var conflict = firstConflict(session, spec.conflicts());
        if (conflict.isEmpty()) {
            return deleted(session, spec, ordinal);
        }
        var rows = Names.of(conflict.get().rows().table());
        var violation = new Violation(Violation.Kind.CONFLICT, rows, null, null);
        return Optional.of(new Violated<>(ordinal, violation, error(spec, conflict.get(), violation)));
    }

    /** The error of a conflict; what its supplier throws stands beside the classified one. */
    private static RuntimeException error(Purger<?> spec, Conflict conflict, Violation violation) {
        try {
            return conflict.error().get();
        } catch (RuntimeException broken) {
            var classified = new IntegrityViolated(spec.name(), violation);
            classified.addSuppressed(broken);
            return classified;
        }
    }

    private Result<Record> delete(DSLContext sql, Purger<R> spec) {
        var write = sql.deleteFrom(spec.table()).where(spec.key().condition()).and(GatedWrite.all(List.of(spec)));
        return Returned.fetch(sql, spec.table(), write, write::returningResult);
    }

    private Result<Record> deleteAll(DSLContext sql, List<Purger<R>> specs) {
        var first = specs.getFirst();
        var keys = List.<Field<?>>copyOf(first.key().columns().keySet());
        var items = specs.stream()
                .map(spec -> List.copyOf(spec.key().columns().values()))
                .toList();
        var write = sql.deleteFrom(first.table())
                .using(Items.table(items, keys))
                .where(KeyedItems.matches(keys))
                .and(GatedWrite.all(specs));
        return Returned.fetch(sql, first.table(), write, write::returningResult, Items.ORDINAL);
    }
}

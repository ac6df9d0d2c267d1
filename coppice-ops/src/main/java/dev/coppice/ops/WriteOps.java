package dev.coppice.ops;

import java.util.List;
import java.util.function.Function;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes inside one transaction. Given to the function of {@link Ops#write}, used by its thread, and refused
 * after the function has ended.
 *
 * <p>A write of one item ends with an {@link Outcome}, leaves nothing behind unless applied, and lets the transaction go
 * on. A write of a list, {@code …Each}, answers as if its items were written one after another, each in a savepoint of its
 * own: one outcome per item, in the order given, with its ordinal. Deferrable constraints are immediate while it runs.
 *
 * <p>A write of a list, {@code …All}, applies every item or throws {@link BatchRejected} and leaves nothing behind; it
 * makes deferrable constraints immediate while it runs. A list is written in slices, each one statement, in which PostgreSQL
 * decides the order: an item must not rely on another one of the same list, such as a parent row or a value it frees. An
 * empty list sends no statement. A write by condition throws what its spec expects. Whatever ends the whole transaction, such
 * as a deadlock, a time-out, an unknown column or a lost connection, is thrown as {@link CoppiceException}.
 */
public interface WriteOps extends ReadOps {
    /** Inserts one row. */
    <R extends Record> Outcome<R> create(Creator<R> creator);

    /**
     * Inserts all rows, in few statements; all into one table.
     *
     * @throws BatchRejected when an item does not apply
     */
    <R extends Record> List<Outcome.Applied<R>> createAll(List<Creator<R>> creators);

    /** Inserts each row that can be, all into one table. */
    <R extends Record> List<Outcome<R>> createEach(List<Creator<R>> creators);

    /** Inserts one row that is completed by {@code dependency}. */
    <D, R extends Record> Outcome<R> createDependent(DependentCreator<D, R> creator, D dependency);

    /**
     * Inserts all rows, each completed by {@code dependency}.
     *
     * @throws BatchRejected when an item does not apply, or cannot be completed
     */
    <D, R extends Record> List<Outcome.Applied<R>> createDependentAll(
            List<DependentCreator<D, R>> creators, D dependency);

    /** Inserts each row that can be, completed by {@code dependency}; one that cannot be completed has failed alone. */
    <D, R extends Record> List<Outcome<R>> createDependentEach(List<DependentCreator<D, R>> creators, D dependency);

    /**
     * Inserts one row behind all rows of its group. Locks the rule's parent row {@code FOR NO KEY UPDATE} until the
     * transaction ends; {@link Outcome.Missing} when there is no such row.
     */
    <R extends Record> Outcome<R> createNext(Creator<R> creator, NextValue<?> rule);

    /**
     * Inserts all rows behind all rows of their group, in the order given, under one lock of the rule's parent row.
     *
     * @throws BatchRejected when an item does not apply, or the parent row is missing
     */
    <R extends Record> List<Outcome.Applied<R>> createAllNext(List<Creator<R>> creators, NextValue<?> rule);

    /** Changes the row of a key. With nothing set, answers the row as it is, {@link Change#UNCHANGED}. */
    <R extends Record> Outcome<R> update(Updater<R> updater);

    /**
     * Changes all rows, each by its key; all of one table. A key may occur twice and is then written twice.
     *
     * @throws BatchRejected when an item does not apply
     */
    <R extends Record> List<Outcome.Applied<R>> updateAll(List<Updater<R>> updaters);

    /** Changes each row that can be, by its key; all of one table. A key may occur twice and is then written twice. */
    <R extends Record> List<Outcome<R>> updateEach(List<Updater<R>> updaters);

    /**
     * Changes the rows of a condition, in one statement. The updater has no key.
     *
     * @throws RuntimeException what the updater expects for a violation
     */
    <R extends Record> Affected updateWhere(Updater<R> updater, Rows rows);

    /** Inserts the row, or changes the one that has its conflict columns. */
    <R extends Record> Outcome<R> upsert(Upserter<R> upserter);

    /**
     * Inserts or changes all rows; all of one table. Conflict columns may occur twice: the later item changes the row of the
     * earlier one.
     *
     * @throws BatchRejected when an item does not apply
     */
    <R extends Record> List<Outcome.Applied<R>> upsertAll(List<Upserter<R>> upserters);

    /** Inserts or changes each row that can be; all of one table. */
    <R extends Record> List<Outcome<R>> upsertEach(List<Upserter<R>> upserters);

    /** Deletes the row of a key and answers it as it was. */
    <R extends Record> Outcome<R> purge(Purger<R> purger);

    /**
     * Deletes all rows, each by its key; all of one table.
     *
     * @throws BatchRejected when an item does not apply; a key that occurs twice is missing the second time
     */
    <R extends Record> List<Outcome.Applied<R>> purgeAll(List<Purger<R>> purgers);

    /** Deletes each row that can be, by its key; all of one table. A key that occurs twice is missing the second time. */
    <R extends Record> List<Outcome<R>> purgeEach(List<Purger<R>> purgers);

    /**
     * Deletes the rows of a condition, in one statement. The purger has no key.
     *
     * @throws RuntimeException what the purger expects for a violation or a conflict
     */
    <R extends Record> Affected purgeWhere(Purger<R> purger, Rows rows);

    /**
     * Deletes rows that have come to their end, with what hangs on them: one bounded piece of the transaction, undone as a
     * whole when it fails. Rows are chosen by age and key and locked {@code FOR UPDATE}; those that others hold are skipped.
     * Their children are locked and waited for. The condition is asked again once the rows are locked. Makes deferrable
     * constraints deferred while it deletes and immediate afterwards.
     *
     * @throws CoppiceException {@code prune.…} when the pruner is incomplete or does not fit the tables, when a row was kept
     *     that should have gone, and {@link ConditionalMutationForbidden} when its gate does not hold
     * @throws RuntimeException what the pruner expects for a violation, such as rows that refer to those that would go
     */
    <R extends Record> PruneResult prune(Pruner<R> pruner);

    /** Runs work in a savepoint: whatever it throws undoes it alone, and leaves here. */
    <T extends @Nullable Object> T savepoint(Function<WriteOps, T> work);
}

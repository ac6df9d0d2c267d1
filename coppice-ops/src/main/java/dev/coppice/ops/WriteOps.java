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
 * on. A write of a list, {@code …All}, applies every item or throws {@link BatchRejected} and leaves nothing behind; it
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

    /** Inserts one row that is completed by {@code dependency}. */
    <D, R extends Record> Outcome<R> createDependent(DependentCreator<D, R> creator, D dependency);

    /**
     * Inserts all rows, each completed by {@code dependency}.
     *
     * @throws BatchRejected when an item does not apply, or cannot be completed
     */
    <D, R extends Record> List<Outcome.Applied<R>> createDependentAll(
            List<DependentCreator<D, R>> creators, D dependency);

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

    /** Deletes the row of a key and answers it as it was. */
    <R extends Record> Outcome<R> purge(Purger<R> purger);

    /**
     * Deletes all rows, each by its key; all of one table.
     *
     * @throws BatchRejected when an item does not apply; a key that occurs twice is missing the second time
     */
    <R extends Record> List<Outcome.Applied<R>> purgeAll(List<Purger<R>> purgers);

    /**
     * Deletes the rows of a condition, in one statement. The purger has no key.
     *
     * @throws RuntimeException what the purger expects for a violation or a conflict
     */
    <R extends Record> Affected purgeWhere(Purger<R> purger, Rows rows);

    /** Runs work in a savepoint: whatever it throws undoes it alone, and leaves here. */
    <T extends @Nullable Object> T savepoint(Function<WriteOps, T> work);
}

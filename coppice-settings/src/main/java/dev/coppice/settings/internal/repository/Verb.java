package dev.coppice.settings.internal.repository;

import dev.coppice.ops.BatchRejected;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.Spec;
import dev.coppice.ops.WriteOps;
import dev.coppice.settings.Rank;
import dev.coppice.settings.internal.repository.Sheet.Need;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectForUpdateStep;
import org.jooq.Table;

/**
 * One of the four writes.
 *
 * @param <I> what is given
 * @param <S> what it makes of it
 * @param <N> what is wanted
 * @param <C> what is to be changed
 */
interface Verb<I, S extends Spec<Record>, N, C> {
    /** Refuses what is wrong whatever the database holds. */
    void check(I item);

    /** The id of the row it is about, where that is given. */
    Optional<UUID> id(I item);

    /** The key of the row, where the id is not given. */
    RowKey key(Sheet<?, N, C> sheet, I item);

    /** The rank that is wanted. */
    Optional<Rank> rank(I item);

    /** What rows are locked for. */
    Need need();

    /** Whether the row must be known before the item can be decided. */
    boolean mustKnow(I item);

    /** The query for the rows that must be known, with the lock that keeps them as they are found. */
    Select<Record> holding(SelectForUpdateStep<Record> rows, Table<Record> table);

    /**
     * What is to be written to the row, if it is there; nothing when it stays as it is. Fails when the item may not be
     * written.
     */
    Optional<S> decide(Sheet<?, N, C> sheet, RowKey key, I item, Optional<Record> row);

    /** Writes all or none. */
    List<Outcome.Applied<Record>> all(WriteOps w, List<S> specs);

    /** Writes each. */
    List<Outcome<Record>> each(WriteOps w, List<S> specs);

    /**
     * Writes each, few statements for all. Rows are locked and all is decided, so an item fails only when somebody makes the
     * same row at the same moment, or for a rule that is not ours: then one after another.
     */
    default List<? extends Outcome<Record>> write(WriteOps w, List<S> specs) {
        try {
            return w.savepoint(inner -> all(inner, specs));
        } catch (BatchRejected rejected) {
            return each(w, specs);
        }
    }
}

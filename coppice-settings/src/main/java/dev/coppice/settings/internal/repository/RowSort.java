package dev.coppice.settings.internal.repository;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.ReadOps;
import dev.coppice.ops.WriteOps;
import dev.coppice.settings.Purge;
import dev.coppice.settings.Rank;
import dev.coppice.settings.internal.scope.Change;
import dev.coppice.settings.internal.scope.SettingsTable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jooq.Record;
import org.jooq.TableField;

/**
 * What one sort of rows has of its own, whatever the transaction.
 *
 * @param <T> what is stored
 * @param <N> what is wanted
 * @param <C> what is to be changed
 */
interface RowSort<T, N, C> {
    /** Its table. */
    SettingsTable table();

    /** What a row is known by, the setting first. */
    List<TableField<Record, String>> keyColumns();

    /** Refuses what is wrong whatever the database holds. */
    void check(N wanted);

    /** Refuses what is wrong whatever the database holds. */
    default void checkChange(C change) {}

    /** The version a row that is wanted must have. */
    default OptionalLong guard(N wanted) {
        return OptionalLong.empty();
    }

    /** The row to change and the version it must have. */
    Purge target(C change);

    /** The rank that is wanted. */
    Optional<Rank> rank(N wanted);

    /** The rank it shall have. */
    Optional<Rank> rankOf(C change);

    /** Begins the work of one transaction. */
    Sheet<T, N, C> sheet(WriteOps w);

    /** What a write of this row has changed. */
    Change changed(T row);

    /** How rows are read. */
    Function<Record, T> reading(ReadOps r);

    /** There is no such row. */
    CoppiceException notFound();

    /** The row is there already. */
    CoppiceException duplicate();
}

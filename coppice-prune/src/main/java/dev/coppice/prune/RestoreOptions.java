package dev.coppice.prune;

import static java.util.Objects.requireNonNull;

import dev.coppice.control.Act;
import dev.coppice.control.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What of an archive is restored, and where to. A value for any thread.
 *
 * @param act who restores it, and why
 * @param tables rows of which archived tables; empty for all
 * @param condition SQL over the columns of the one table, true for the rows that are wanted
 * @param key the primary key of the one row of the one table that is wanted, as texts in the key's order; empty for any
 * @param into the schema that gets the rows instead of that they came from; tables that are missing there are made
 * @param onConflict what becomes of a row that is there already
 */
public record RestoreOptions(
        Act act,
        List<TableName> tables,
        Optional<String> condition,
        List<String> key,
        Optional<String> into,
        OnConflict onConflict) {
    /** Copies the lists; refuses a condition or key without exactly one table, and both at once. */
    public RestoreOptions {
        requireNonNull(act, "act");
        tables = List.copyOf(tables);
        key = List.copyOf(key);
        if (condition.isPresent() && !key.isEmpty()) {
            throw new IllegalStateException(
                    "condition and key exclude each other, were: " + condition.get() + " and a key");
        }
        if ((condition.isPresent() || !key.isEmpty()) && tables.size() != 1) {
            throw new IllegalStateException("condition and key need exactly one table, were with: " + tables);
        }
        if (condition.filter(String::isBlank).isPresent()) {
            throw new IllegalArgumentException("condition must not be blank, was: \"" + condition.get() + "\"");
        }
        if (into.filter(String::isBlank).isPresent()) {
            throw new IllegalArgumentException("into must not be blank, was: \"" + into.get() + "\"");
        }
    }

    /** Everything in the archive, in place, and a conflict stops it. */
    public static RestoreOptions by(Act act) {
        return new RestoreOptions(act, List.of(), Optional.empty(), List.of(), Optional.empty(), OnConflict.FAIL);
    }

    /** Rows of this table alone, and of those named before. */
    public RestoreOptions table(TableName table) {
        var more = new ArrayList<>(tables);
        if (!more.contains(table)) {
            more.add(table);
        }
        return new RestoreOptions(act, more, condition, key, into, onConflict);
    }

    /**
     * Rows of the one table for which an SQL condition over its archived columns is true, such as {@code tenant = 7}. It runs
     * with the caller's rights and an empty search path. Edits are left out: they have no row to ask.
     *
     * @throws IllegalStateException without exactly one table, or with a key
     */
    public RestoreOptions where(String sqlCondition) {
        return new RestoreOptions(act, tables, Optional.of(sqlCondition), key, into, onConflict);
    }

    /**
     * The one row of the one table with this primary key, its values as PostgreSQL writes them.
     *
     * @throws IllegalStateException without exactly one table, or with a condition
     */
    public RestoreOptions key(List<String> values) {
        return new RestoreOptions(act, tables, condition, values, into, onConflict);
    }

    /** The same into another schema; foreign keys are not taken along, and edits only to rows that are restored there. */
    public RestoreOptions into(String schema) {
        return new RestoreOptions(act, tables, condition, key, Optional.of(schema), onConflict);
    }

    /** The same with another rule for rows that are there already. */
    public RestoreOptions onConflict(OnConflict rule) {
        return new RestoreOptions(act, tables, condition, key, into, rule);
    }
}

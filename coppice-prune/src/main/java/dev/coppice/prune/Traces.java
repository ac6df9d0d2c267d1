package dev.coppice.prune;

import static java.util.Objects.requireNonNull;

import dev.coppice.archive.spi.KeySource;
import dev.coppice.control.TableName;
import dev.coppice.prune.internal.trace.Tracing;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Says where a row is: in its table, in the archive of a campaign, or nowhere. Writes nothing and locks nothing; needs SELECT
 * on the table and, for what campaigns did, on the schema {@code coppice}, which need not be there. Safe for any thread.
 *
 * <p>The table is looked at first, in a transaction of its own, and the ledger afterwards: a row that goes meanwhile is
 * found in the archive. No transaction is open while archives are read.
 */
public final class Traces {
    private final DataSource database;
    private final List<Policy> policies;
    private final Optional<KeySource> keys;

    private Traces(DataSource database, List<Policy> policies, Optional<KeySource> keys) {
        this.database = requireNonNull(database, "database");
        this.policies = List.copyOf(policies);
        this.keys = keys;
    }

    /** Traces on a database. */
    public static Traces on(DataSource database) {
        return new Traces(database, List.of(), Optional.empty());
    }

    /** The same, telling of a living row what these policies mean for it. */
    public Traces policies(List<Policy> known) {
        return new Traces(database, known, keys);
    }

    /** The same with keys for encrypted archives. */
    public Traces keys(KeySource source) {
        return new Traces(database, policies, Optional.of(source));
    }

    /**
     * Where a row is. Archives are read newest first, up to the one that has the row as deleted: what happened before that is
     * not looked for. Frames whose range of keys leaves the row out are passed over; of an encrypted archive all are read.
     *
     * @param table its table; a partition counts for its topmost table
     * @param key the values of its primary key as text, in the key's order; of a table without one, those of a unique index over
     *     columns that are never null
     * @throws dev.coppice.ops.CoppiceException {@code trace.unknown-table} when neither the database nor an archive has it,
     *     {@code trace.no-key}, {@code trace.bad-key}, {@code database.…}, {@code schema.…}
     */
    public Trace of(TableName table, List<String> key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("key must not be empty");
        }
        return new Tracing(database, policies, keys).of(table, List.copyOf(key));
    }
}

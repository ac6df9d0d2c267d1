package dev.coppice.lifecycle.internal.backup;

import dev.coppice.lifecycle.internal.backup.BackupDocument.Part;
import java.util.List;
import java.util.regex.Pattern;
import org.jooq.DSLContext;

/**
 * What putting a backup back asks of the server's lock table: a restore is one transaction, and holds a lock on everything it has
 * made. Known before anything is destroyed, since a larger lock table needs a restart.
 *
 * @param locks how many at least
 */
record LockNeed(long locks) {
    private static final Pattern RELATION = Pattern.compile(
            "CREATE (UNLOGGED |MATERIALIZED |UNIQUE )?(TABLE|VIEW|SEQUENCE|INDEX) .*|ALTER TABLE .* ADD CONSTRAINT .* (PRIMARY KEY|UNIQUE|EXCLUDE) .*",
            Pattern.DOTALL);

    // language=SQL
    private static final String PLACES =
            "SELECT current_setting('max_connections')::bigint + current_setting('max_prepared_transactions')::bigint";

    /** For these parts, put back together. */
    static LockNeed of(List<Part> parts) {
        return new LockNeed(parts.stream()
                .flatMap(part -> part.scripts().stream())
                .filter(script -> RELATION.matcher(script.sql()).matches())
                .count());
    }

    /**
     * Passes where the server has room for them.
     *
     * @throws dev.coppice.ops.CoppiceException {@code backup.too-many-tables}
     */
    void require(DSLContext dsl, String refused) {
        var places = dsl.fetchSingle(PLACES).get(0, Long.class);
        var each = dsl.fetchSingle("SELECT current_setting('max_locks_per_transaction')::bigint")
                .get(0, Long.class);
        if (locks > each * places) {
            throw BackupFaults.tooManyTables(refused, locks, each, locks / places + 1);
        }
    }
}

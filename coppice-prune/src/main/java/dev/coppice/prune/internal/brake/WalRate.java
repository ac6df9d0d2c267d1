package dev.coppice.prune.internal.brake;

import dev.coppice.prune.BrakeName;
import dev.coppice.prune.ByteSize;
import dev.coppice.prune.internal.read.Sql;
import java.util.function.LongSupplier;

/** How much WAL the server writes in a second, from one look to the next. For one thread. */
final class WalRate implements Brake {
    // language=SQL
    private static final String QUERY =
            "SELECT pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), '0/0')::bigint AS written";

    private static final double NANOS = 1e9;

    private final ByteSize limit;
    private final LongSupplier nanos;
    private long written = -1;
    private long at;

    WalRate(ByteSize limit, LongSupplier nanos) {
        this.limit = limit;
        this.nanos = nanos;
    }

    @Override
    public BrakeName name() {
        return BrakeName.WAL_RATE;
    }

    @Override
    public Reading read(Sql sql) {
        var before = written;
        var since = at;
        written = sql.one(QUERY, row -> row.number("written"));
        at = nanos.getAsLong();
        if (before < 0) {
            throw Unreadable.early("The rate of WAL is known at the second look.");
        }
        var rate = (written - before) / Math.max(1e-3, (at - since) / NANOS);
        return new Reading(
                rate / limit.bytes(),
                "The server writes " + ByteSize.words(rate) + " of WAL a second, limit " + limit + ".");
    }
}

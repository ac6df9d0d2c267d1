package dev.coppice.control.internal.tables;

import static dev.coppice.control.internal.transaction.Joined.CLOCK;
import static dev.coppice.control.internal.transaction.Joined.column;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.CLOB;
import static org.jooq.impl.SQLDataType.TIMESTAMPWITHTIMEZONE;

import java.time.Duration;
import java.time.OffsetDateTime;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** {@code coppice.lease}. */
public final class LeaseTable {
    public static final Table<Record> LEASE = table(name("coppice", "lease"));
    public static final Field<String> NAME = column("name", CLOB);
    public static final Field<String> OWNER = column("owner", CLOB);
    public static final Field<Long> EPOCH = column("epoch", BIGINT);
    public static final Field<OffsetDateTime> ACQUIRED_AT = column("acquired_at", TIMESTAMPWITHTIMEZONE);
    public static final Field<OffsetDateTime> HEARTBEAT_AT = column("heartbeat_at", TIMESTAMPWITHTIMEZONE);
    public static final Field<OffsetDateTime> EXPIRES_AT = column("expires_at", TIMESTAMPWITHTIMEZONE);

    /** Whether the lease still runs. */
    public static final Field<Boolean> LIVES = field(EXPIRES_AT.gt(CLOCK)).as("lives");

    private LeaseTable() {}

    /** The moment that lies {@code length} after now. */
    public static Field<OffsetDateTime> after(Duration length) {
        return field(
                "clock_timestamp() + make_interval(secs => {0})",
                TIMESTAMPWITHTIMEZONE, DSL.val(length.toNanos() / 1_000_000_000.0));
    }
}

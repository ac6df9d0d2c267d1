package dev.coppice.control.internal.tables;

import static dev.coppice.control.internal.transaction.Joined.column;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.CLOB;
import static org.jooq.impl.SQLDataType.TIMESTAMPWITHTIMEZONE;

import java.time.OffsetDateTime;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** {@code coppice.hold_epoch}. */
public final class HoldEpochTable {
    public static final Table<Record> HOLD_EPOCH = table(name("coppice", "hold_epoch"));
    public static final Field<Long> EPOCH = column("epoch", BIGINT);
    public static final Field<OffsetDateTime> FROZEN_AT = column("frozen_at", TIMESTAMPWITHTIMEZONE);
    public static final Field<String> FROZEN_BY = column("frozen_by", CLOB);
    public static final Field<String> FROZEN_REASON = column("frozen_reason", CLOB);

    private HoldEpochTable() {}
}

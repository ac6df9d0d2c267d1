package dev.coppice.control.internal.tables;

import static dev.coppice.control.internal.transaction.Joined.column;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.CLOB;
import static org.jooq.impl.SQLDataType.INTEGER;
import static org.jooq.impl.SQLDataType.JSONB;
import static org.jooq.impl.SQLDataType.TIMESTAMPWITHTIMEZONE;
import static org.jooq.impl.SQLDataType.UUID;

import java.time.OffsetDateTime;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.Table;

/** {@code coppice.notification}. */
public final class NotificationTable {
    public static final Table<Record> NOTIFICATION = table(name("coppice", "notification"));
    public static final Field<Long> ID = column("id", BIGINT);
    public static final Field<UUID> IDEMPOTENCY_KEY = column("idempotency_key", UUID);
    public static final Field<String> TOPIC = column("topic", CLOB);
    public static final Field<String> SUBJECT = column("subject", CLOB);
    public static final Field<JSONB> PAYLOAD = column("payload", JSONB);
    public static final Field<String> STATE = column("state", CLOB);
    public static final Field<Integer> ATTEMPTS = column("attempts", INTEGER);
    public static final Field<OffsetDateTime> CREATED_AT = column("created_at", TIMESTAMPWITHTIMEZONE);
    public static final Field<OffsetDateTime> DUE_AT = column("due_at", TIMESTAMPWITHTIMEZONE);
    public static final Field<String> CLAIMED_BY = column("claimed_by", CLOB);
    public static final Field<OffsetDateTime> CLAIMED_UNTIL_AT = column("claimed_until_at", TIMESTAMPWITHTIMEZONE);
    public static final Field<OffsetDateTime> DELIVERED_AT = column("delivered_at", TIMESTAMPWITHTIMEZONE);
    public static final Field<OffsetDateTime> PARKED_AT = column("parked_at", TIMESTAMPWITHTIMEZONE);
    public static final Field<String> LAST_ERROR = column("last_error", CLOB);

    private NotificationTable() {}
}

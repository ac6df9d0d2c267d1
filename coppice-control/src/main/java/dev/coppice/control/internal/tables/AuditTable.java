package dev.coppice.control.internal.tables;

import static dev.coppice.control.internal.transaction.Joined.column;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.BLOB;
import static org.jooq.impl.SQLDataType.CLOB;
import static org.jooq.impl.SQLDataType.JSONB;
import static org.jooq.impl.SQLDataType.TIMESTAMPWITHTIMEZONE;

import java.time.OffsetDateTime;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.Table;

/** {@code coppice.audit} and {@code coppice.audit_head}. */
public final class AuditTable {
    public static final Table<Record> AUDIT = table(name("coppice", "audit"));
    public static final Table<Record> HEAD = table(name("coppice", "audit_head"));
    public static final Field<Long> SEQ = column("seq", BIGINT);
    public static final Field<OffsetDateTime> RECORDED_AT = column("recorded_at", TIMESTAMPWITHTIMEZONE);
    public static final Field<String> ACTOR = column("actor", CLOB);
    public static final Field<String> ACTION = column("action", CLOB);
    public static final Field<String> SUBJECT = column("subject", CLOB);
    public static final Field<String> REASON = column("reason", CLOB);
    public static final Field<JSONB> BEFORE = column("before_state", JSONB);
    public static final Field<JSONB> AFTER = column("after_state", JSONB);
    public static final Field<byte[]> PREV_HASH = column("prev_hash", BLOB);
    public static final Field<byte[]> HASH = column("hash", BLOB);

    private AuditTable() {}
}

package dev.coppice.lifecycle.internal.backup;

import java.time.OffsetDateTime;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The table {@code coppice.backup}. */
final class BackupTable {
    static final Table<Record> BACKUP = DSL.table(DSL.name("coppice", "backup"));

    static final Field<Long> ID = column("id", SQLDataType.BIGINT);
    static final Field<String> KIND = column("kind", SQLDataType.CLOB);
    static final Field<String> RESOURCE_ID = column("resource_id", SQLDataType.CLOB);
    static final Field<String[]> CHILDREN = column("children", SQLDataType.CLOB.array());
    static final Field<String> TIER = column("tier", SQLDataType.CLOB);
    static final Field<String> OWNER = column("owner", SQLDataType.CLOB);
    static final Field<String> INITIATOR = column("initiator", SQLDataType.CLOB);
    static final Field<Long> EPOCH = column("epoch", SQLDataType.BIGINT);
    static final Field<String> STATE = column("state", SQLDataType.CLOB);
    static final Field<String> LOCATION = column("location", SQLDataType.CLOB);
    static final Field<String> ARCHIVE = column("archive", SQLDataType.CLOB);
    static final Field<String> SHA256 = column("manifest_sha256", SQLDataType.CLOB);
    static final Field<Long> ROW_COUNT = column("row_count", SQLDataType.BIGINT);
    static final Field<Long> OBJECT_COUNT = column("object_count", SQLDataType.BIGINT);
    static final Field<Long> BYTE_COUNT = column("byte_count", SQLDataType.BIGINT);
    static final Field<String> MADE_BY = column("made_by", SQLDataType.CLOB);
    static final Field<String> REASON = column("reason", SQLDataType.CLOB);
    static final Field<OffsetDateTime> CREATED_AT = time("created_at");
    static final Field<OffsetDateTime> COMPLETED_AT = time("completed_at");
    static final Field<OffsetDateTime> VERIFIED_AT = time("verified_at");
    static final Field<OffsetDateTime> DRILLED_AT = time("drilled_at");
    static final Field<OffsetDateTime> EXPIRES_AT = time("expires_at");
    static final Field<OffsetDateTime> EXPIRED_AT = time("expired_at");
    static final Field<String> PROBLEM = column("problem", SQLDataType.CLOB);

    /** The database's clock, after any wait for a lock. */
    static final Field<OffsetDateTime> CLOCK = DSL.field("clock_timestamp()", SQLDataType.TIMESTAMPWITHTIMEZONE);

    private BackupTable() {}

    private static Field<OffsetDateTime> time(String name) {
        return column(name, SQLDataType.TIMESTAMPWITHTIMEZONE);
    }

    private static <T> Field<T> column(String name, DataType<T> type) {
        return DSL.field(DSL.name(name), type);
    }
}

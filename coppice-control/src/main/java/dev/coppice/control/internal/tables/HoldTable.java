package dev.coppice.control.internal.tables;

import static dev.coppice.control.internal.transaction.Joined.CLOCK;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.CLOB;
import static org.jooq.impl.SQLDataType.TIMESTAMPWITHTIMEZONE;

import java.time.OffsetDateTime;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** {@code coppice.hold}. Columns carry the table's name, since conditions on them stand beside those on users' tables. */
public final class HoldTable {
    public static final Table<Record> HOLD = table(name("coppice", "hold"));
    public static final Field<Long> ID = of("id", BIGINT);
    public static final Field<String> SCOPE = of("scope", CLOB);
    public static final Field<String> TABLE_SCHEMA = of("table_schema", CLOB);
    public static final Field<String> TABLE_NAME = of("table_name", CLOB);
    public static final Field<String[]> ROW_KEY = of("row_key", CLOB.array());
    public static final Field<String> RESOURCE_KIND = of("resource_kind", CLOB);
    public static final Field<String> RESOURCE_ID = of("resource_id", CLOB);
    public static final Field<String> ORIGIN = of("origin", CLOB);
    public static final Field<String> REASON = of("reason", CLOB);
    public static final Field<String> PLACED_BY = of("placed_by", CLOB);
    public static final Field<OffsetDateTime> PLACED_AT = of("placed_at", TIMESTAMPWITHTIMEZONE);
    public static final Field<OffsetDateTime> UNTIL_AT = of("until_at", TIMESTAMPWITHTIMEZONE);
    public static final Field<OffsetDateTime> RELEASED_AT = of("released_at", TIMESTAMPWITHTIMEZONE);
    public static final Field<String> RELEASED_BY = of("released_by", CLOB);
    public static final Field<String> RELEASE_REASON = of("release_reason", CLOB);

    /** That a hold is neither released nor past its end. */
    public static final Condition BINDS =
            RELEASED_AT.isNull().and(UNTIL_AT.isNull().or(UNTIL_AT.gt(CLOCK)));

    private HoldTable() {}

    private static <T> Field<T> of(String column, DataType<T> type) {
        return field(name("coppice", "hold", column), type);
    }
}

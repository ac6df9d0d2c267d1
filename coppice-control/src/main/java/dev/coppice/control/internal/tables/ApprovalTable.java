package dev.coppice.control.internal.tables;

import static dev.coppice.control.internal.transaction.Joined.CLOCK;
import static dev.coppice.control.internal.transaction.Joined.column;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.CLOB;
import static org.jooq.impl.SQLDataType.INTEGER;
import static org.jooq.impl.SQLDataType.TIMESTAMPWITHTIMEZONE;

import java.time.OffsetDateTime;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** {@code coppice.approval}. */
public final class ApprovalTable {
    public static final Table<Record> APPROVAL = table(name("coppice", "approval"));
    public static final Field<Long> ID = column("id", BIGINT);
    public static final Field<String> SUBJECT = column("subject", CLOB);
    public static final Field<String> PLAN_HASH = column("plan_hash", CLOB);
    public static final Field<Integer> REQUIRED = column("required_approvers", INTEGER);
    public static final Field<String> FIRST_BY = column("first_by", CLOB);
    public static final Field<OffsetDateTime> FIRST_AT = column("first_at", TIMESTAMPWITHTIMEZONE);
    public static final Field<String> FIRST_REASON = column("first_reason", CLOB);
    public static final Field<String> SECOND_BY = column("second_by", CLOB);
    public static final Field<OffsetDateTime> SECOND_AT = column("second_at", TIMESTAMPWITHTIMEZONE);
    public static final Field<String> SECOND_REASON = column("second_reason", CLOB);
    public static final Field<OffsetDateTime> LAPSES_AT = column("lapses_at", TIMESTAMPWITHTIMEZONE);
    public static final Field<OffsetDateTime> CONSUMED_AT = column("consumed_at", TIMESTAMPWITHTIMEZONE);
    public static final Field<String> CONSUMED_BY = column("consumed_by", CLOB);

    /** Whether the time of an approval is over. */
    public static final Field<Boolean> LAPSED = field(LAPSES_AT.le(CLOCK)).as("lapsed");

    /** The columns a value needs. */
    public static final List<Field<?>> COLUMNS = List.of(
            ID,
            SUBJECT,
            PLAN_HASH,
            REQUIRED,
            FIRST_BY,
            FIRST_AT,
            FIRST_REASON,
            SECOND_BY,
            SECOND_AT,
            SECOND_REASON,
            LAPSES_AT,
            CONSUMED_BY);

    private ApprovalTable() {}
}

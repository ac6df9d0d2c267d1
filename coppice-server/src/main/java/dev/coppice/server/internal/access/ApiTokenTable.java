package dev.coppice.server.internal.access;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dev.coppice.server.internal.home.DatabaseTime;
import java.time.Instant;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/** {@code coppice.api_token}. */
public final class ApiTokenTable {
    private static final org.jooq.Name NAME_OF_TABLE = name("coppice", "api_token");

    public static final Table<Record> API_TOKEN = table(NAME_OF_TABLE);
    public static final Field<Long> ID = field(NAME_OF_TABLE.append("id"), SQLDataType.BIGINT);
    public static final Field<String> NAME = field(NAME_OF_TABLE.append("name"), SQLDataType.CLOB);
    public static final Field<String> ROLE = field(NAME_OF_TABLE.append("role"), SQLDataType.CLOB);
    public static final Field<byte[]> SECRET_HASH = field(NAME_OF_TABLE.append("secret_hash"), SQLDataType.BLOB);
    public static final Field<String> CREATED_BY = field(NAME_OF_TABLE.append("created_by"), SQLDataType.CLOB);
    public static final Field<Instant> CREATED_AT = field(NAME_OF_TABLE.append("created_at"), SQLDataType.INSTANT);
    public static final Field<Instant> EXPIRES_AT = field(NAME_OF_TABLE.append("expires_at"), SQLDataType.INSTANT);
    public static final Field<Instant> LAST_USED_AT = field(NAME_OF_TABLE.append("last_used_at"), SQLDataType.INSTANT);
    public static final Field<Instant> REVOKED_AT = field(NAME_OF_TABLE.append("revoked_at"), SQLDataType.INSTANT);
    public static final Field<String> REVOKED_BY = field(NAME_OF_TABLE.append("revoked_by"), SQLDataType.CLOB);
    public static final Field<String> REVOKED_REASON = field(NAME_OF_TABLE.append("revoked_reason"), SQLDataType.CLOB);

    private ApiTokenTable() {}

    /** Neither expired nor revoked, by the database's clock. */
    public static Condition usable() {
        return REVOKED_AT.isNull().and(EXPIRES_AT.gt(DatabaseTime.NOW));
    }
}

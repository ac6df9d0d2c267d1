package dev.coppice.server.internal.access;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.time.Instant;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/** {@code coppice.login_link}. */
public final class LoginLinkTable {
    private static final org.jooq.Name NAME_OF_TABLE = name("coppice", "login_link");

    public static final Table<Record> LOGIN_LINK = table(NAME_OF_TABLE);
    public static final Field<Long> ID = field(NAME_OF_TABLE.append("id"), SQLDataType.BIGINT);
    public static final Field<String> NAME = field(NAME_OF_TABLE.append("name"), SQLDataType.CLOB);
    public static final Field<String> ROLE = field(NAME_OF_TABLE.append("role"), SQLDataType.CLOB);
    public static final Field<byte[]> SECRET_HASH = field(NAME_OF_TABLE.append("secret_hash"), SQLDataType.BLOB);
    public static final Field<Instant> EXPIRES_AT = field(NAME_OF_TABLE.append("expires_at"), SQLDataType.INSTANT);
    public static final Field<Instant> USED_AT = field(NAME_OF_TABLE.append("used_at"), SQLDataType.INSTANT);

    private LoginLinkTable() {}
}

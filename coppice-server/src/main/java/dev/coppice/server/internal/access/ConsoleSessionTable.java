package dev.coppice.server.internal.access;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.time.Instant;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/** {@code coppice.console_session}. */
final class ConsoleSessionTable {
    private static final org.jooq.Name NAME_OF_TABLE = name("coppice", "console_session");

    static final Table<Record> CONSOLE_SESSION = table(NAME_OF_TABLE);
    static final Field<Long> ID = field(NAME_OF_TABLE.append("id"), SQLDataType.BIGINT);
    static final Field<String> NAME = field(NAME_OF_TABLE.append("name"), SQLDataType.CLOB);
    static final Field<String> ROLE = field(NAME_OF_TABLE.append("role"), SQLDataType.CLOB);
    static final Field<byte[]> SECRET_HASH = field(NAME_OF_TABLE.append("secret_hash"), SQLDataType.BLOB);
    static final Field<Long> LOGIN_LINK_ID = field(NAME_OF_TABLE.append("login_link_id"), SQLDataType.BIGINT);
    static final Field<Long> API_TOKEN_ID = field(NAME_OF_TABLE.append("api_token_id"), SQLDataType.BIGINT);
    static final Field<Instant> LAST_SEEN_AT = field(NAME_OF_TABLE.append("last_seen_at"), SQLDataType.INSTANT);
    static final Field<Instant> EXPIRES_AT = field(NAME_OF_TABLE.append("expires_at"), SQLDataType.INSTANT);
    static final Field<Instant> ENDED_AT = field(NAME_OF_TABLE.append("ended_at"), SQLDataType.INSTANT);

    private ConsoleSessionTable() {}
}

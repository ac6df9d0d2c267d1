package dev.coppice.server.internal.replay;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.time.Instant;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/** {@code coppice.keyed_request}. */
final class KeyedRequestTable {
    private static final Name NAME_OF_TABLE = name("coppice", "keyed_request");

    static final Table<Record> KEYED_REQUEST = table(NAME_OF_TABLE);
    static final Field<Long> ID = field(NAME_OF_TABLE.append("id"), SQLDataType.BIGINT);
    static final Field<String> CALLER = field(NAME_OF_TABLE.append("caller"), SQLDataType.CLOB);
    static final Field<String> KEY = field(NAME_OF_TABLE.append("key"), SQLDataType.CLOB);
    static final Field<String> DIGEST = field(NAME_OF_TABLE.append("digest"), SQLDataType.CLOB);
    static final Field<Instant> ALIVE_AT = field(NAME_OF_TABLE.append("alive_at"), SQLDataType.INSTANT);
    static final Field<Instant> EXPIRES_AT = field(NAME_OF_TABLE.append("expires_at"), SQLDataType.INSTANT);
    static final Field<Instant> ANSWERED_AT = field(NAME_OF_TABLE.append("answered_at"), SQLDataType.INSTANT);
    static final Field<Integer> STATUS = field(NAME_OF_TABLE.append("status"), SQLDataType.INTEGER);
    static final Field<JSONB> HEADERS = field(NAME_OF_TABLE.append("headers"), SQLDataType.JSONB);
    static final Field<String> TYPE = field(NAME_OF_TABLE.append("type"), SQLDataType.CLOB);
    static final Field<String> BODY = field(NAME_OF_TABLE.append("body"), SQLDataType.CLOB);

    private KeyedRequestTable() {}
}

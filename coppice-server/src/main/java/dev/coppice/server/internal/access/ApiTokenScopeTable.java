package dev.coppice.server.internal.access;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.multiset;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import dev.coppice.server.TokenScope;
import dev.coppice.settings.Scope;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/** {@code coppice.api_token_scope}. */
public final class ApiTokenScopeTable {
    private static final Name NAME_OF_TABLE = name("coppice", "api_token_scope");

    private static final Table<Record> API_TOKEN_SCOPE = table(NAME_OF_TABLE);
    private static final Field<Long> API_TOKEN_ID = field(NAME_OF_TABLE.append("api_token_id"), SQLDataType.BIGINT);
    private static final Field<String> SCOPE_TYPE = field(NAME_OF_TABLE.append("scope_type"), SQLDataType.CLOB);
    private static final Field<String> SCOPE_ID = field(NAME_OF_TABLE.append("scope_id"), SQLDataType.CLOB);
    private static final Field<Boolean> MANAGES = field(NAME_OF_TABLE.append("manages"), SQLDataType.BOOLEAN);

    /** The scopes of a row of {@code coppice.api_token}, by type. */
    public static final Field<List<TokenScope>> SCOPES = multiset(select(SCOPE_TYPE, SCOPE_ID, MANAGES)
                    .from(API_TOKEN_SCOPE)
                    .where(API_TOKEN_ID.eq(ApiTokenTable.ID))
                    .orderBy(SCOPE_TYPE))
            .as("scopes")
            .convertFrom(rows -> rows.map(row -> new TokenScope(Scope.of(row.value1(), row.value2()), row.value3())));

    private ApiTokenScopeTable() {}

    /** Gives a token its scopes. */
    public static void insert(DSLContext db, long token, List<TokenScope> scopes) {
        for (var wanted : scopes) {
            db.insertInto(API_TOKEN_SCOPE)
                    .set(API_TOKEN_ID, token)
                    .set(SCOPE_TYPE, wanted.scope().type())
                    .set(SCOPE_ID, wanted.scope().id())
                    .set(MANAGES, wanted.manages())
                    .execute();
        }
    }
}

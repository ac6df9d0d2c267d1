package dev.coppice.examples.graphplatform.access;

import static dev.coppice.examples.graphplatform.access.ScopeAssociations.ENTITY_ID;
import static dev.coppice.examples.graphplatform.access.ScopeAssociations.ENTITY_TYPE;
import static dev.coppice.examples.graphplatform.access.ScopeAssociations.SCOPE_ID;
import static dev.coppice.examples.graphplatform.access.ScopeAssociations.SCOPE_TYPE;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;

import dev.coppice.ops.Pruner;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.SQLDataType;

/** Scope associations whose entity is gone, which no foreign key forbids. */
public final class ScopeAssociationPruner {
    private ScopeAssociationPruner() {}

    /** Associations that name a session or a virtual folder which is not there, on either side. */
    public static Pruner<Record> orphaned() {
        return Pruner.from(ScopeAssociations.TABLE)
                .named("scope-association")
                .terminal(orphaned(ENTITY_TYPE, ENTITY_ID).or(orphaned(SCOPE_TYPE, SCOPE_ID)));
    }

    private static Condition orphaned(Field<String> type, Field<String> id) {
        return type.eq("session")
                .and(absent("session", "session_id", id))
                .or(type.eq("virtual_folder").and(absent("virtual_folder", "folder_id", id)));
    }

    private static Condition absent(String table, String key, Field<String> id) {
        var text = field(name("app", table, key)).cast(SQLDataType.CLOB);
        return notExists(selectOne().from(table(name("app", table))).where(text.eq(id)));
    }
}

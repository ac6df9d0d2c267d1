package dev.coppice.examples.graphplatform.access;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dev.coppice.ops.Association;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** Who may touch what, by type and id: the rows that go with whatever entity they name, on either side. */
public final class ScopeAssociations {
    static final Table<Record> TABLE = table(name("app", "association_scopes_entities"));
    static final Field<String> ENTITY_TYPE = column("entity_type");
    static final Field<String> ENTITY_ID = column("entity_id");
    static final Field<String> SCOPE_TYPE = column("scope_type");
    static final Field<String> SCOPE_ID = column("scope_id");

    /** Rows in which an entity belongs to a scope, and rows in which it is the scope. */
    public static final Association BOTH_SIDES =
            Association.in(TABLE).naming(ENTITY_TYPE, ENTITY_ID).naming(SCOPE_TYPE, SCOPE_ID);

    private ScopeAssociations() {}

    private static Field<String> column(String column) {
        return field(name("app", "association_scopes_entities", column), String.class);
    }
}

package dev.coppice.settings.internal.scope;

import java.util.List;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.UniqueKey;
import org.jooq.impl.DSL;
import org.jooq.impl.Internal;
import org.jooq.impl.SQLDataType;

/** The table of the allow list. */
public final class EntryTable extends SettingsTable {
    private static final long serialVersionUID = 1L;

    /** The type of scope. */
    public final TableField<Record, String> scopeType =
            createField(DSL.name("scope_type"), SQLDataType.CLOB.nullable(false), this);

    /** The own rank. */
    public final TableField<Record, Integer> rank = createField(DSL.name("rank"), SQLDataType.INTEGER, this);

    /** The table in a schema. */
    public EntryTable(String schema) {
        super(DSL.name(schema, "setting_entry"));
    }

    @Override
    public List<UniqueKey<Record>> getUniqueKeys() {
        return List.of(
                Internal.createUniqueKey(this, DSL.name("setting_entry_name_scope_type_unique"), name, scopeType));
    }
}

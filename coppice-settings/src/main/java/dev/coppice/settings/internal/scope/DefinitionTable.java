package dev.coppice.settings.internal.scope;

import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The table of definitions. */
public final class DefinitionTable extends SettingsTable {
    private static final long serialVersionUID = 1L;

    /** The JSON Schema. */
    public final TableField<Record, JSONB> jsonSchema = createField(DSL.name("json_schema"), SQLDataType.JSONB, this);

    /** The table in a schema. */
    public DefinitionTable(String schema) {
        super(DSL.name(schema, "setting_definition"));
    }
}

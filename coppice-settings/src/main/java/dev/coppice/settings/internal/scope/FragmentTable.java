package dev.coppice.settings.internal.scope;

import java.util.List;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.UniqueKey;
import org.jooq.impl.DSL;
import org.jooq.impl.Internal;
import org.jooq.impl.SQLDataType;

/** The table of fragments. */
public final class FragmentTable extends SettingsTable {
    private static final long serialVersionUID = 1L;

    /** The type of scope. */
    public final TableField<Record, String> scopeType =
            createField(DSL.name("scope_type"), SQLDataType.CLOB.nullable(false), this);

    /** The id of the scope; the empty text for public. */
    public final TableField<Record, String> scopeId =
            createField(DSL.name("scope_id"), SQLDataType.CLOB.nullable(false), this);

    /** What it says. */
    public final TableField<Record, JSONB> value =
            createField(DSL.name("value"), SQLDataType.JSONB.nullable(false), this);

    /** The own rank. */
    public final TableField<Record, Integer> rank = createField(DSL.name("rank"), SQLDataType.INTEGER, this);

    /** The table in a schema. */
    public FragmentTable(String schema) {
        super(DSL.name(schema, "setting_fragment"));
    }

    @Override
    public List<UniqueKey<Record>> getUniqueKeys() {
        return List.of(Internal.createUniqueKey(
                this, DSL.name("setting_fragment_name_scope_type_scope_id_unique"), name, scopeType, scopeId));
    }
}

package dev.coppice.settings.internal.scope;

import java.time.Instant;
import java.util.UUID;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.UniqueKey;
import org.jooq.impl.DSL;
import org.jooq.impl.Internal;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;

/** What definitions, allow-list entries and fragments have in common. */
public abstract class SettingsTable extends TableImpl<Record> {
    private static final long serialVersionUID = 1L;

    /** The id. */
    public final TableField<Record, UUID> id = createField(DSL.name("id"), SQLDataType.UUID.nullable(false), this);

    /** The setting. */
    public final TableField<Record, String> name =
            createField(DSL.name("name"), SQLDataType.CLOB.nullable(false), this);

    /** The version. */
    public final TableField<Record, Long> version =
            createField(DSL.name("version"), SQLDataType.BIGINT.nullable(false), this);

    /** When it was made. */
    public final TableField<Record, Instant> createdAt =
            createField(DSL.name("created_at"), SQLDataType.INSTANT.nullable(false), this);

    /** When it was last changed. */
    public final TableField<Record, Instant> updatedAt =
            createField(DSL.name("updated_at"), SQLDataType.INSTANT.nullable(false), this);

    SettingsTable(Name name) {
        super(name);
    }

    @Override
    public UniqueKey<Record> getPrimaryKey() {
        return Internal.createUniqueKey(this, DSL.name(getName() + "_id_pkey"), id);
    }
}

package dev.coppice.settings.internal.scope;

import dev.coppice.control.TableName;
import dev.coppice.settings.IdType;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.ScopeType;
import java.util.List;
import java.util.Locale;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.TableField;
import org.jooq.UniqueKey;
import org.jooq.impl.DSL;
import org.jooq.impl.Internal;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;

/** The table of scopes, one row for each, and the chain they make. */
public final class ScopeTable extends TableImpl<Record> {
    private static final long serialVersionUID = 1L;

    /** The name of the type. */
    public final TableField<Record, String> type =
            createField(DSL.name("type"), SQLDataType.CLOB.nullable(false), this);

    /** Its place in the chain; 0 is public. */
    public final TableField<Record, Short> position =
            createField(DSL.name("position"), SQLDataType.SMALLINT.nullable(false), this);

    /** What its ids look like; null for public. */
    public final TableField<Record, String> idType = createField(DSL.name("id_type"), SQLDataType.CLOB, this);

    /** Where its fragments merge. */
    public final TableField<Record, Integer> rank =
            createField(DSL.name("rank"), SQLDataType.INTEGER.nullable(false), this);

    /** The schema of the owners' table. */
    public final TableField<Record, String> ownerSchema = createField(DSL.name("owner_schema"), SQLDataType.CLOB, this);

    /** The owners' table. */
    public final TableField<Record, String> ownerTable = createField(DSL.name("owner_table"), SQLDataType.CLOB, this);

    /** The owners' key. */
    public final TableField<Record, String> ownerColumn = createField(DSL.name("owner_column"), SQLDataType.CLOB, this);

    /** The table in a schema. */
    public ScopeTable(String schema) {
        super(DSL.name(schema, "setting_scope"));
    }

    @Override
    public UniqueKey<Record> getPrimaryKey() {
        return Internal.createUniqueKey(this, DSL.name("setting_scope_type_pkey"), type);
    }

    /** The rows of the chain, from the widest scope to the narrowest. */
    public Select<Record> query() {
        return DSL.select(fields()).from(this).orderBy(position);
    }

    /** The chain that the rows of {@link #query} make. */
    public ScopeChain chain(List<? extends Record> rows) {
        return new ScopeChain(
                rows.getFirst().get(rank),
                rows.stream().skip(1).map(this::scopeType).toList());
    }

    /** As the table has the type of an id. */
    public static String word(IdType idType) {
        return idType.name().toLowerCase(Locale.ROOT);
    }

    private ScopeType scopeType(Record row) {
        var bare = ScopeType.of(row.get(type), IdType.valueOf(row.get(idType).toUpperCase(Locale.ROOT)), row.get(rank));
        return row.get(ownerTable) == null
                ? bare
                : bare.ownedBy(new TableName(row.get(ownerSchema), row.get(ownerTable)), row.get(ownerColumn));
    }
}

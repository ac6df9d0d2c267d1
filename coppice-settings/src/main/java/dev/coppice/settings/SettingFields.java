package dev.coppice.settings;

import java.time.Instant;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The columns a search may filter and sort by. All rows have the id, the name, the version and the times. */
public final class SettingFields {
    /** The id. */
    public static final Field<UUID> ID = DSL.field(DSL.name("id"), SQLDataType.UUID);

    /** The setting. */
    public static final Field<String> NAME = DSL.field(DSL.name("name"), SQLDataType.CLOB);

    /** The type of scope, of allow-list entries and fragments. */
    public static final Field<String> SCOPE_TYPE = DSL.field(DSL.name("scope_type"), SQLDataType.CLOB);

    /** The id of the scope, of fragments; the empty text for public. */
    public static final Field<String> SCOPE_ID = DSL.field(DSL.name("scope_id"), SQLDataType.CLOB);

    /** The own rank, of allow-list entries and fragments. */
    public static final Field<Integer> RANK = DSL.field(DSL.name("rank"), SQLDataType.INTEGER);

    /** The version. */
    public static final Field<Long> VERSION = DSL.field(DSL.name("version"), SQLDataType.BIGINT);

    /** When it was made. */
    public static final Field<Instant> CREATED_AT = DSL.field(DSL.name("created_at"), SQLDataType.INSTANT);

    /** When it was last changed. */
    public static final Field<Instant> UPDATED_AT = DSL.field(DSL.name("updated_at"), SQLDataType.INSTANT);

    private SettingFields() {}
}

package dev.coppice.lifecycle.internal.kind;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.ResourceStatus;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The table of a kind as statements name it, by {@code r}. A value for any thread.
 *
 * @param kind the name of the kind
 * @param config its declaration
 * @param columns the columns of its table
 */
record TableFields(String kind, KindConfig config, Map<String, Column> columns) {
    /** The table of kinds that have none of their own. */
    static final TableName SHARED = new TableName("coppice", "resource");

    private static final Field<OffsetDateTime> NOW = DSL.field("now()", SQLDataType.TIMESTAMPWITHTIMEZONE);

    /** Whether the kind has no table of its own. */
    boolean shared() {
        return config.table().equals(SHARED);
    }

    Name name() {
        return DSL.name(config.table().schema(), config.table().name());
    }

    Table<Record> table() {
        return DSL.table(name()).as(DSL.name("r"));
    }

    /** What ids are. */
    KeyType keyType() {
        return KeyType.of(column(config.key()).base()).orElseThrow();
    }

    Column column(String name) {
        return Optional.ofNullable(columns.get(name)).orElseThrow();
    }

    /** A column, whatever its type. */
    static Field<Object> raw(String name) {
        return DSL.field(DSL.name("r", name));
    }

    /** A column as text. */
    static Field<String> text(String name) {
        return raw(name).cast(SQLDataType.CLOB);
    }

    /** A column as text, or null for a kind without it. */
    static Field<String> text(Optional<String> name) {
        return name.map(TableFields::text).orElse(DSL.castNull(SQLDataType.CLOB));
    }

    /** The status of a row; a null is active. */
    Field<String> status() {
        return DSL.coalesce(text(config.status()), ResourceStatus.ACTIVE.stored());
    }

    /** All rows of the kind. */
    Condition ofKind() {
        return shared() ? text("kind").eq(kind) : DSL.noCondition();
    }

    /** The row of an id. */
    Condition is(String id) {
        return ofKind().and(keyType().is(raw(config.key()), id));
    }

    /** The rows below an id; none for a kind without parents. */
    Condition below(String id) {
        return config.parent()
                .map(parent -> ofKind().and(keyType().is(raw(parent), id)))
                .orElse(DSL.falseCondition());
    }

    /** A text as the column takes it, whatever its type. */
    Field<Object> as(Column column, String text) {
        return DSL.field("cast({0} as {1})", DSL.val(text), column.type());
    }

    /** The stamp of the fence, which is in UTC when its column has no zone. */
    Field<OffsetDateTime> fencedAt() {
        return config.fence()
                .map(fence -> naive(fence)
                        ? DSL.field("{0} at time zone 'UTC'", SQLDataType.TIMESTAMPWITHTIMEZONE, raw(fence))
                        : DSL.field(DSL.name("r", fence), SQLDataType.TIMESTAMPWITHTIMEZONE))
                .orElse(DSL.castNull(SQLDataType.TIMESTAMPWITHTIMEZONE));
    }

    /** The time of the database as the fence takes it. */
    Field<?> now(String fence) {
        return naive(fence) ? DSL.field("now() at time zone 'UTC'") : NOW;
    }

    /** Every column as text, in the order of {@link #columns}. */
    Field<String[]> texts() {
        return DSL.field("array[{0}]", SQLDataType.CLOB.array(), DSL.list(fields(columns.keySet())));
    }

    private boolean naive(String fence) {
        return column(fence).base().equals("timestamp");
    }

    private static List<Field<String>> fields(Collection<String> names) {
        return names.stream().map(TableFields::text).toList();
    }
}

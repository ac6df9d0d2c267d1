package dev.coppice.lifecycle.internal.kind;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.BOOLEAN;
import static org.jooq.impl.SQLDataType.CLOB;
import static org.jooq.impl.SQLDataType.TIMESTAMPWITHTIMEZONE;

import dev.coppice.lifecycle.Ending;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Rows of {@code coppice.resource_state}. Everything joins the caller's transaction; see {@link KindTable} for the order of locks. */
public final class StateRows {
    static final Table<Record> TABLE = table(name("coppice", "resource_state"));
    static final Field<String> KIND = of("kind", CLOB);
    static final Field<String> ID = of("resource_id", CLOB);
    static final Field<String> STATE = of("state", CLOB);
    static final Field<Long> EPOCH = of("epoch", BIGINT);
    static final Field<OffsetDateTime> SUSPENDED_AT = of("suspended_at", TIMESTAMPWITHTIMEZONE);
    static final Field<OffsetDateTime> ENDS_AT = of("ends_at", TIMESTAMPWITHTIMEZONE);
    static final Field<Boolean> IMMEDIATE = of("immediate", BOOLEAN);
    static final Field<OffsetDateTime> FENCED_AT = of("fenced_at", TIMESTAMPWITHTIMEZONE);
    static final Field<OffsetDateTime> DEPROVISIONED_AT = of("deprovisioned_at", TIMESTAMPWITHTIMEZONE);
    static final Field<OffsetDateTime> ERASED_AT = of("erased_at", TIMESTAMPWITHTIMEZONE);
    static final Field<OffsetDateTime> UPDATED_AT = of("updated_at", TIMESTAMPWITHTIMEZONE);

    private StateRows() {}

    /** Where a resource stands; locks nothing. */
    public static StateRow find(DSLContext dsl, String kind, Row row) {
        return find(dsl, kind, List.of(row)).apply(row);
    }

    /** Where many resources stand; locks nothing. */
    public static Function<Row, StateRow> find(DSLContext dsl, String kind, List<Row> rows) {
        var found = dsl.selectFrom(TABLE)
                .where(KIND.eq(kind))
                .and(ID.eq(DSL.any(rows.stream().map(Row::id).toArray(String[]::new))))
                .fetchMap(ID, StateRows::read);
        return row -> Optional.ofNullable(found.get(row.id()))
                .map(state -> state.beside(row.status()))
                .orElse(StateRow.of(row.status()));
    }

    /** Where a resource stands, under lock. The caller has locked its row. */
    public static StateRow lock(DSLContext dsl, String kind, Row row) {
        return lock(dsl, kind, row.id())
                .map(found -> found.beside(row.status()))
                .orElse(StateRow.of(row.status()));
    }

    /** What is known of a resource whose row is gone, under lock. */
    static Optional<StateRow> lock(DSLContext dsl, String kind, String id) {
        return dsl.selectFrom(TABLE).where(is(kind, id)).forUpdate().fetchOptional(StateRows::read);
    }

    static Condition is(String kind, String id) {
        return KIND.eq(kind).and(ID.eq(id));
    }

    static StateRow read(Record row) {
        return new StateRow(
                ResourceState.of(row.get(STATE)),
                row.get(EPOCH),
                instant(row, SUSPENDED_AT),
                instant(row, ENDS_AT).map(end -> new Ending(end, row.get(IMMEDIATE))),
                instant(row, FENCED_AT),
                instant(row, DEPROVISIONED_AT),
                instant(row, ERASED_AT));
    }

    private static Optional<Instant> instant(Record row, Field<OffsetDateTime> field) {
        return Optional.ofNullable(row.get(field)).map(OffsetDateTime::toInstant);
    }

    private static <T> Field<T> of(String column, DataType<T> type) {
        return field(name(column), type);
    }
}

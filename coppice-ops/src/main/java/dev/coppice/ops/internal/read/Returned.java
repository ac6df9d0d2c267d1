package dev.coppice.ops.internal.read;

import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.ResultQuery;
import org.jooq.SelectFieldOrAsterisk;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** From what a statement returns to the record of its table; columns of a table resolved at run time come with the answer. */
public final class Returned {
    private static final Map<Class<?>, DataType<?>> JAVA_TIME = Map.of(
            Date.class, SQLDataType.LOCALDATE,
            Time.class, SQLDataType.LOCALTIME,
            Timestamp.class, SQLDataType.LOCALDATETIME);

    private Returned() {}

    /** What to ask for. */
    public static List<SelectFieldOrAsterisk> columns(Table<?> table) {
        return table.fields().length == 0 ? List.of(table.asterisk()) : List.of(table.fields());
    }

    /**
     * Runs a statement that writes, with what it shall return. jOOQ knows what an asterisk means in a SELECT; in RETURNING it
     * takes the columns from the table's class, which a name resolved at run time does not have.
     */
    public static Result<Record> fetch(
            DSLContext sql,
            Table<?> table,
            Query write,
            Function<List<SelectFieldOrAsterisk>, ResultQuery<Record>> known,
            Field<?>... extra) {
        var columns = new ArrayList<SelectFieldOrAsterisk>(List.of(extra));
        columns.addAll(columns(table));
        return table.fields().length > 0
                ? known.apply(columns).fetch()
                : fetch(sql, table, sql.resultQuery("{0} returning {1}", write, DSL.list(columns)));
    }

    /**
     * Runs a query on {@code table}. Of a table resolved at run time, dates and times are asked for as {@code java.time}, in
     * which they are written; as {@code java.sql} a time loses its microseconds.
     */
    public static Result<Record> fetch(DSLContext sql, Table<?> table, ResultQuery<Record> query) {
        if (table.fields().length > 0) {
            return sql.fetch(query);
        }
        try (var cursor = sql.fetchLazy(query)) {
            return sql.fetch(Objects.requireNonNull(cursor.resultSet()), inJavaTime(cursor.fields()));
        }
    }

    /** The record of {@code table}, out of an answer that begins with {@code extra} other columns. */
    @SuppressWarnings("unchecked") // a table without known columns is a Table<Record>
    public static <R extends Record> R row(Table<R> table, Record answer, int extra) {
        if (table.fields().length > 0) {
            return answer.into(table);
        }
        var fields = answer.fields();
        return (R) answer.into(inJavaTime(Arrays.copyOfRange(fields, extra, fields.length)));
    }

    private static Field<?>[] inJavaTime(Field<?>[] fields) {
        return Arrays.stream(fields).map(Returned::inJavaTime).toArray(Field<?>[]::new);
    }

    private static Field<?> inJavaTime(Field<?> field) {
        var type = JAVA_TIME.get(field.getType());
        return type == null ? field : DSL.field(field.getQualifiedName(), type);
    }
}

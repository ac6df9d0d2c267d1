package dev.coppice.control.internal.hold;

import static dev.coppice.control.internal.transaction.Joined.column;

import dev.coppice.control.TableName;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The table a hold names, as the catalogue knows it. A hold that names nothing would bind nothing and look as if it did, so
 * a table that is not there is refused, and a key is kept in the database's own spelling: conditions compare text.
 */
public final class HeldTable {
    private static final Field<Boolean> PARTITION = column("relispartition", SQLDataType.BOOLEAN);
    private static final Field<String[]> COLUMNS = column("columns", SQLDataType.CLOB.array());
    private static final Field<String[]> TYPES = column("types", SQLDataType.CLOB.array());
    private static final String FORBIDDEN = "42501";
    // A data exception, or a violation of what a domain demands.
    private static final Pattern BAD_VALUE = Pattern.compile("22...|23514|23502");

    // A cast to varchar(n) would cut a key that is too long and hold another row: text types are cast without their
    // length.
    // language=SQL
    private static final String LOOK_UP = """
            SELECT c.relispartition, key.columns, key.types
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            CROSS JOIN LATERAL (
                SELECT
                    array_agg(a.attname::text ORDER BY k.ord) AS columns,
                    array_agg(
                        format_type(
                            a.atttypid,
                            CASE
                                WHEN a.atttypid IN ('pg_catalog.varchar'::regtype, 'pg_catalog.bpchar'::regtype) THEN -1
                                ELSE a.atttypmod
                            END
                        )
                        ORDER BY k.ord
                    ) AS types
                FROM pg_catalog.pg_index AS i
                CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, ord)
                JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                WHERE i.indrelid = c.oid AND i.indisprimary AND k.ord <= i.indnkeyatts
            ) AS key
            WHERE n.nspname = {0} AND c.relname = {1} AND c.relkind IN ('r', 'p')
            """;

    // language=SQL
    private static final String PIN = """
            SELECT
                set_config('DateStyle', 'ISO, MDY', true),
                set_config('IntervalStyle', 'postgres', true),
                set_config('TimeZone', 'UTC', true),
                set_config('extra_float_digits', '1', true),
                set_config('bytea_output', 'hex', true)
            """;

    private final TableName name;
    private final String[] columns;
    private final String[] types;

    private HeldTable(TableName name, String[] columns, String[] types) {
        this.name = name;
        this.columns = columns;
        this.types = types;
    }

    /** Finds the table, or refuses it. */
    public static HeldTable find(DSLContext transaction, TableName name) {
        Record row = transaction
                .resultQuery(LOOK_UP, DSL.val(name.schema()), DSL.val(name.name()))
                .coerce(PARTITION, COLUMNS, TYPES)
                .fetchOptional()
                .orElseThrow(() -> unknown(name).exception());
        if (row.get(PARTITION)) {
            throw partition(name).exception();
        }
        var types = row.get(TYPES);
        return types == null
                ? new HeldTable(name, new String[0], new String[0])
                : new HeldTable(name, row.get(COLUMNS), types);
    }

    /** The key as the row spells it, or as the type does where there is no row; whatever the session's settings are. */
    public List<String> spell(DSLContext transaction, List<String> key) {
        if (types.length == 0) {
            throw keyless(name).exception();
        }
        if (types.length != key.size()) {
            throw wrongKey(
                            name,
                            "Its primary key has " + types.length + " columns; " + key.size() + " values were given.")
                    .exception();
        }
        // Rolling back to the savepoint puts the session's settings back and keeps a bad value from ending the
        // transaction.
        transaction.execute("SAVEPOINT coppice_key");
        try {
            transaction.fetch(PIN);
            var spelled = transaction.select(spelled(key)).fetchSingle().value1();
            return List.of(stored(transaction, key).orElse(spelled));
        } catch (DataAccessException failure) {
            if (BAD_VALUE.matcher(failure.sqlState()).matches()) {
                throw wrongKey(name, "A value does not fit the type of its column.")
                        .exception(failure);
            }
            throw failure;
        } finally {
            transaction.execute("ROLLBACK TO SAVEPOINT coppice_key");
            transaction.execute("RELEASE SAVEPOINT coppice_key");
        }
    }

    // Equal values may have several spellings: 1.5 and 1.50, a day and 24 hours. The row's own is the one that is
    // compared.
    private Optional<String[]> stored(DSLContext transaction, List<String> key) {
        var texts = Arrays.stream(columns).map(HeldTable::text).toList();
        var equal = DSL.noCondition();
        for (var i = 0; i < types.length; i++) {
            equal = equal.and("{0} = {1}", DSL.field(DSL.name(columns[i])), value(key, i));
        }
        try {
            return transaction
                    .select(array(texts))
                    .from(DSL.table(DSL.name(name.schema(), name.name())))
                    .where(equal)
                    .fetchOptional(Record1::value1);
        } catch (DataAccessException failure) {
            if (FORBIDDEN.equals(failure.sqlState())) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private Field<String[]> spelled(List<String> key) {
        return array(IntStream.range(0, types.length)
                .mapToObj(i -> value(key, i).cast(SQLDataType.CLOB))
                .toList());
    }

    private Field<Object> value(List<String> key, int i) {
        return DSL.field("cast({0} as " + types[i] + ")", DSL.val(key.get(i)));
    }

    private static Field<String> text(String column) {
        return DSL.field(DSL.name(column)).cast(SQLDataType.CLOB);
    }

    private static Field<String[]> array(List<Field<String>> items) {
        return DSL.field("array[{0}]", SQLDataType.CLOB.array(), DSL.list(items));
    }

    private static Fault unknown(TableName name) {
        return Fault.of("hold.unknown-table", Kind.NOT_FOUND)
                .refused("The hold was not placed.")
                .found("There is no table " + name + " in this database.")
                .changed("Nothing is held.")
                .next("Name the table with its schema, as the catalogue spells both.");
    }

    private static Fault partition(TableName name) {
        return Fault.of("hold.on-partition", Kind.USAGE)
                .refused("The hold was not placed.")
                .found("The table " + name + " is a partition, and rows leave it through its partitioned table.")
                .changed("Nothing is held.")
                .next("Place the hold on the topmost partitioned table, or on rows of it.");
    }

    private static Fault keyless(TableName name) {
        return Fault.of("hold.no-key", Kind.USAGE)
                .refused("The hold was not placed.")
                .found("The table " + name + " has no primary key, so no row of it can be named.")
                .changed("Nothing is held.")
                .next("Place the hold on the whole table.");
    }

    private static Fault wrongKey(TableName name, String found) {
        return Fault.of("hold.bad-key", Kind.USAGE)
                .refused("The hold on a row of " + name + " was not placed.")
                .found(found)
                .changed("Nothing is held.")
                .next("Give the values of the primary key in its order.");
    }
}

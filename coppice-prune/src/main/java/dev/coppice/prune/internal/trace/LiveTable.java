package dev.coppice.prune.internal.trace;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.closure.KeyColumn;
import dev.coppice.prune.internal.closure.RowIdentity.Kind;
import dev.coppice.prune.internal.read.Row;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.read.SqlFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The table of the row, as it is in the database. The key reaches statements by settings, never as their text. */
final class LiveTable {
    private static final String SETTING = "coppice.trace_";

    private final Sql sql;
    private final ClosureTable table;
    private final List<KeyColumn> key;

    private LiveTable(Sql sql, ClosureTable table) {
        this.sql = sql;
        this.table = table;
        this.key = table.identity().columns();
    }

    static LiveTable of(Sql sql, ClosureTable table, List<String> values) {
        if (table.identity().kind() == Kind.PLACE) {
            throw TraceFaults.noKey(table.name()).exception();
        }
        var live = new LiveTable(sql, table);
        if (live.key.size() != values.size()) {
            throw TraceFaults.wrongNumber(table.name(), live.columns(), values.size())
                    .exception();
        }
        for (var i = 0; i < values.size(); i++) {
            sql.set(SETTING + i, values.get(i));
        }
        return live;
    }

    TableName name() {
        return table.name();
    }

    /** The key as the row spells it; empty when the row is not there. */
    Optional<Sought> row() {
        return spelled(i -> table.qualified(key.get(i).column()), " FROM " + table.from() + " WHERE " + condition());
    }

    /** The key as its types spell it. */
    Sought spelled() {
        return spelled(this::value, "").orElseThrow();
    }

    /** That a row of the table is the one that is looked for. */
    String condition() {
        return IntStream.range(0, key.size())
                .mapToObj(i ->
                        table.qualified(key.get(i).column()) + " " + key.get(i).equal() + " " + value(i))
                .collect(Collectors.joining(" AND "));
    }

    private Optional<Sought> spelled(Function<Integer, String> expression, String from) {
        var cast = texts(i -> "(" + expression.apply(i) + ")::text");
        var output = texts(i -> "pg_catalog.format('%s', " + expression.apply(i) + ")");
        try {
            return sql.exactly("SELECT " + cast + ", " + output + from, Row::all).stream()
                    .findFirst()
                    .map(this::sought);
        } catch (SqlFailure refused) {
            throw TraceFaults.orBadValue(refused, table.name(), columns());
        }
    }

    private Sought sought(List<@Nullable String> texts) {
        var known = new ArrayList<String>();
        texts.forEach(text -> known.add(String.valueOf(text)));
        return new Sought(columns(), known.subList(0, key.size()), known.subList(key.size(), known.size()));
    }

    private String texts(Function<Integer, String> text) {
        return IntStream.range(0, key.size()).boxed().map(text).collect(Collectors.joining(", "));
    }

    private String value(int i) {
        return "(pg_catalog.current_setting('" + SETTING + i + "')::"
                + key.get(i).column().keyType() + ")";
    }

    private List<String> columns() {
        return key.stream().map(column -> column.column().name()).toList();
    }
}

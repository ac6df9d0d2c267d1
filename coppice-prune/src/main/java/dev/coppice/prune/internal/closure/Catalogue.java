package dev.coppice.prune.internal.closure;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.ClosureTable.Estimate;
import dev.coppice.prune.internal.closure.Relation.Kind;
import dev.coppice.prune.internal.closure.Relation.Support;
import dev.coppice.prune.internal.read.Row;
import dev.coppice.prune.internal.read.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the catalogue says of the tables that may take part: five queries, whatever their number. */
final class Catalogue {
    private static final Comparator<Support> BEST = Comparator.naturalOrder();

    private final Map<Long, ClosureTable> tables = new HashMap<>();
    private final Map<Long, List<Index>> indexes;
    private final Map<Long, List<String>> behaviour = new HashMap<>();

    private Catalogue(Map<Long, List<Index>> indexes) {
        this.indexes = indexes;
    }

    /** Every foreign key that leads to these tables, directly or not; an inherited one only where no other says the same. */
    static List<ForeignKey> foreignKeys(Sql sql, Collection<Long> tables) {
        var keys = new ArrayList<ForeignKey>();
        for (var key : sql.list(CatalogueQueries.FOREIGN_KEYS, ForeignKey::read, tables)) {
            if (key.kind() != Kind.INHERITED || keys.stream().noneMatch(key::repeats)) {
                keys.add(key);
            }
        }
        return keys;
    }

    /** Reads tables. */
    static Catalogue read(Sql sql, Collection<Long> oids) {
        var columns = grouped(sql, CatalogueQueries.COLUMNS, "attrelid", Catalogue::column, oids);
        var catalogue = new Catalogue(grouped(sql, CatalogueQueries.INDEXES, "indrelid", Index::read, oids));
        sql.list(
                CatalogueQueries.TABLES,
                row -> catalogue.add(row, columns.getOrDefault(row.number("oid"), List.of())),
                oids);
        sql.list(
                CatalogueQueries.BEHAVIOUR,
                row -> catalogue.lines(row.number("oid")).add(row.text("line")),
                oids,
                oids);
        return catalogue;
    }

    ClosureTable table(long oid) {
        var table = tables.get(oid);
        if (table == null) {
            throw new IllegalStateException("table was not read: " + oid);
        }
        return table;
    }

    /** A table by its name. */
    ClosureTable named(TableName name) {
        return tables.values().stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("table was not read: " + name));
    }

    /** What a table does when its rows go, besides its foreign keys: triggers, rules, row security, partitioning. */
    List<String> behaviour(long oid) {
        return lines(oid).stream().sorted().toList();
    }

    /** How well some index of a table finds rows by columns. */
    Support support(long oid, List<Column> sought) {
        return indexes.getOrDefault(oid, List.of()).stream()
                .map(index -> index.support(sought))
                .min(BEST)
                .orElse(Support.NONE);
    }

    private boolean add(Row row, List<Column> columns) throws SQLException {
        var oid = row.number("oid");
        var partitioned = row.text("relkind").equals("p");
        tables.put(
                oid,
                new ClosureTable(
                        new TableName(row.text("nspname"), row.text("relname")),
                        oid,
                        row.text("sql"),
                        partitioned,
                        columns,
                        identity(oid, columns, partitioned),
                        new Estimate(row.number("estimated"), row.number("bytes"))));
        if (row.truth("relrowsecurity")) {
            lines(oid).add("row security" + (row.truth("relforcerowsecurity") ? " forced" : ""));
        }
        row.maybe("partition_key").ifPresent(key -> lines(oid).add("partitioned by " + key));
        return true;
    }

    private RowIdentity identity(long oid, List<Column> columns, boolean partitioned) {
        return indexes.getOrDefault(oid, List.of()).stream()
                .filter(index -> index.identifies(columns))
                .findFirst()
                .map(index -> identity(index, columns))
                .orElseGet(() -> RowIdentity.place(partitioned));
    }

    private static RowIdentity identity(Index index, List<Column> columns) {
        var keys = new ArrayList<KeyColumn>();
        for (var i = 0; i < index.columns().size(); i++) {
            var column = byNumber(columns, index.columns().get(i));
            keys.add(new KeyColumn(
                    column, index.equals().get(i), index.greaters().get(i)));
        }
        return new RowIdentity(index.primary() ? RowIdentity.Kind.PRIMARY_KEY : RowIdentity.Kind.UNIQUE_INDEX, keys);
    }

    static Column byNumber(List<Column> columns, int number) {
        return columns.stream()
                .filter(column -> column.number() == number)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("column was not read: " + number));
    }

    private List<String> lines(long oid) {
        return behaviour.computeIfAbsent(oid, none -> new ArrayList<>());
    }

    private static Column column(Row row) throws SQLException {
        return new Column(
                (int) row.number("attnum"),
                row.text("attname"),
                row.text("sql"),
                row.text("type"),
                row.text("key_type"),
                row.truth("is_domain"),
                row.truth("is_array"),
                row.truth("attnotnull"),
                row.text("attgenerated"),
                row.text("attidentity"));
    }

    private static <T> Map<Long, List<T>> grouped(
            Sql sql, String query, String key, Row.Reader<T> reader, Collection<Long> oids) {
        var groups = new HashMap<Long, List<T>>();
        sql.list(
                query,
                row -> groups.computeIfAbsent(row.number(key), none -> new ArrayList<>())
                        .add(reader.read(row)),
                oids);
        return groups;
    }
}

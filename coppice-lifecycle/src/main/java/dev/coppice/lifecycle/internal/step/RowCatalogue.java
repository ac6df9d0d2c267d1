package dev.coppice.lifecycle.internal.step;

import static java.util.Objects.requireNonNull;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.RowsStepConfig.AssociatedRows;
import dev.coppice.lifecycle.internal.schema.SchemaCopy;
import dev.coppice.lifecycle.internal.step.RowTable.Leaf;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Tables, those that refer to them at any distance, and how, as the catalogue has them now. A table that is declared as one
 * of the kind's own is reached by its declaration alone: what refers to it from there is never followed into it.
 *
 * @param tables the tables by their numbers, the declared ones first
 * @param links how they refer to each other, and to what the kind declares elsewhere
 * @param owners the tables that the kind declares, as far as these refer to them
 */
record RowCatalogue(Map<Long, RowTable> tables, List<RowLink> links, Map<Long, RowTable> owners) {
    /**
     * Reads tables and what refers to them.
     *
     * @param declared the tables of the step
     * @param everywhere the tables that the kind declares in any of its steps
     */
    static RowCatalogue read(
            Connection connection,
            Collection<TableName> declared,
            Collection<TableName> everywhere,
            List<AssociatedRows> associations)
            throws SQLException {
        var own = find(connection, declared);
        var named = find(connection, everywhere);
        var start = new LinkedHashSet<>(own.values());
        var associating = find(
                connection, associations.stream().map(AssociatedRows::table).toList());
        start.addAll(associating.values());
        var keys = keys(connection, start, named.values());
        var removed = new LinkedHashSet<>(start);
        keys.forEach(key -> removed.addAll(List.of(key.child(), key.conrelid())));
        var oids = new LinkedHashSet<>(removed);
        keys.forEach(key -> oids.addAll(List.of(key.parent(), key.confrelid())));
        var known = tables(connection, oids, removed);
        var links = new ArrayList<RowLink>();
        keys.forEach(key -> links.add(key.link(known)));
        var tables = new LinkedHashMap<Long, RowTable>();
        start.forEach(oid -> tables.put(oid, table(known, oid)));
        keys.forEach(key -> tables.putIfAbsent(key.child(), table(known, key.child())));
        for (var association : associations) {
            links.add(link(association, tables));
        }
        var owners = new LinkedHashMap<Long, RowTable>();
        keys.stream()
                .map(KeyRow::parent)
                .filter(named::containsValue)
                .forEach(oid -> owners.put(oid, table(known, oid)));
        return new RowCatalogue(tables, links, owners);
    }

    /** One table that is there by itself; a partition counts as one. */
    static RowTable alone(Connection connection, TableName name) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT ?::regclass::oid::bigint")) {
            statement.setString(1, SchemaCopy.quoted(name));
            try (var row = statement.executeQuery()) {
                row.next();
                var oid = row.getLong(1);
                return table(tables(connection, Set.of(oid), Set.of()), oid);
            }
        }
    }

    /** The table of this name. */
    RowTable table(TableName name) {
        return tables.values().stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unusable(name + " is not among the tables of the step"));
    }

    private record KeyRow(
            long conrelid, long child, long confrelid, long parent, boolean follows, List<RowLink.Pair> pairs) {
        RowLink link(Map<Long, RowTable> known) {
            return new RowLink(
                    table(known, conrelid).leaves(),
                    child,
                    table(known, confrelid).leaves(),
                    parent,
                    pairs,
                    Optional.empty(),
                    follows);
        }
    }

    private static RowLink link(AssociatedRows association, Map<Long, RowTable> tables) {
        var catalogue = new RowCatalogue(tables, List.of(), Map.of());
        var child = catalogue.table(association.table());
        var parent = catalogue.table(association.of());
        if (parent.key().size() != 1) {
            throw unusable(parent.name() + " has no primary key of one column for associations to name");
        }
        var pair =
                new RowLink.Pair(parent.key().getFirst(), "pg_catalog.=", association.idColumn(), "::pg_catalog.text");
        var type = association
                .typeColumn()
                .flatMap(column -> association.type().map(value -> new RowLink.Typed(column, value)));
        return new RowLink(child.leaves(), child.oid(), parent.leaves(), parent.oid(), List.of(pair), type, true);
    }

    private static RowTable table(Map<Long, RowTable> known, long oid) {
        return requireNonNull(known.get(oid), "a table of the catalogue");
    }

    private static Map<TableName, Long> find(Connection connection, Collection<TableName> names) throws SQLException {
        var found = new LinkedHashMap<TableName, Long>();
        try (var statement = connection.prepareStatement(CatalogueQueries.FIND)) {
            statement.setArray(1, texts(connection, names, TableName::schema));
            statement.setArray(2, texts(connection, names, TableName::name));
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    var name = new TableName(row.getString(1), row.getString(2));
                    if (row.getBoolean(4)) {
                        throw unusable(name + " is a partition; declare the table it is a part of");
                    }
                    found.put(name, row.getLong(3));
                }
            }
        }
        for (var name : names) {
            if (!found.containsKey(name)) {
                throw unusable(name + " is not there, or is no table");
            }
        }
        return found;
    }

    private static Array texts(Connection connection, Collection<TableName> names, Function<TableName, String> part)
            throws SQLException {
        return connection.createArrayOf("text", names.stream().map(part).toArray());
    }

    private static List<KeyRow> keys(Connection connection, Collection<Long> start, Collection<Long> declared)
            throws SQLException {
        var keys = new ArrayList<KeyRow>();
        try (var statement = connection.prepareStatement(CatalogueQueries.KEYS)) {
            statement.setArray(1, connection.createArrayOf("bigint", start.toArray()));
            statement.setArray(2, connection.createArrayOf("bigint", declared.toArray()));
            statement.setArray(3, connection.createArrayOf("bigint", declared.toArray()));
            statement.setArray(4, connection.createArrayOf("bigint", declared.toArray()));
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    var pairs = RowLink.Pair.of(row.getArray(6), row.getArray(7), row.getArray(8));
                    keys.add(new KeyRow(
                            row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getBoolean(5), pairs));
                }
            }
        }
        return keys;
    }

    private static Map<Long, RowTable> tables(Connection connection, Set<Long> oids, Set<Long> removed)
            throws SQLException {
        var tables = new LinkedHashMap<Long, RowTable>();
        try (var statement = connection.prepareStatement(CatalogueQueries.TABLES)) {
            statement.setArray(1, connection.createArrayOf("bigint", oids.toArray()));
            statement.setArray(2, connection.createArrayOf("bigint", oids.toArray()));
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    var name = new TableName(row.getString(2), row.getString(3));
                    if (row.getBoolean(10) && removed.contains(row.getLong(1))) {
                        throw unusable(name + " has inheriting or foreign tables, whose rows this step cannot remove");
                    }
                    tables.put(
                            row.getLong(1),
                            new RowTable(
                                    row.getLong(1),
                                    name,
                                    columns((String[]) row.getArray(4).getArray(), (String[])
                                            row.getArray(5).getArray()),
                                    List.of((String[]) row.getArray(6).getArray()),
                                    leaves(
                                            (Long[]) row.getArray(7).getArray(),
                                            (String[]) row.getArray(8).getArray(),
                                            (String[]) row.getArray(9).getArray())));
                }
            }
        }
        return tables;
    }

    private static Map<String, String> columns(String[] names, String[] types) {
        var columns = new LinkedHashMap<String, String>();
        for (var place = 0; place < names.length; place++) {
            columns.put(names[place], types[place]);
        }
        return columns;
    }

    private static List<Leaf> leaves(Long[] oids, String[] schemas, String[] names) {
        var leaves = new ArrayList<Leaf>();
        Arrays.stream(oids)
                .forEach(oid -> leaves.add(new Leaf(oid, new TableName(schemas[leaves.size()], names[leaves.size()]))));
        return List.copyOf(leaves);
    }

    private static StepEnded unusable(String found) {
        return new StepEnded(new StepOutcome.Failed("rows.unusable", found));
    }
}

package dev.coppice.lifecycle.internal.schema;

import dev.coppice.archive.PinnedSettings;
import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Schemas described and made again. Joins the caller's transaction, and leaves its search path empty. */
public final class Schemas {
    // Children before parents, so that a parent never takes along what was not looked at.
    // language=SQL
    private static final String TABLES = """
        WITH RECURSIVE depth (oid, level) AS (
            SELECT c.oid, 0 FROM pg_class c WHERE c.relnamespace = $N AND c.relkind IN ('r', 'p')
            UNION
            SELECT h.inhrelid, d.level + 1 FROM depth d JOIN pg_inherits h ON h.inhparent = d.oid
        )
        SELECT n.nspname, c.relname
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relnamespace = $N AND c.relkind IN ($SORTS)
        ORDER BY (SELECT max(d.level) FROM depth d WHERE d.oid = c.oid) DESC, c.relname
        """;

    private static final String SEQUENCES =
            "SELECT quote_ident(c.relname) FROM pg_class c WHERE c.relnamespace = $N AND c.relkind = 'S' ORDER BY c.relname";

    // language=SQL
    private static final String VALUE = """
        SELECT format('SELECT pg_catalog.setval(%L, %s, %L)', ?::text, last_value, is_called) FROM $NAME
        """;

    // language=SQL
    private static final String TRUST = """
        SELECT set_config('coppice.trusted', (
            SELECT c.relowner::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ?), true)
        """;

    private Schemas() {}

    /** From here on the transaction trusts whoever owns a table: code of his may be run when a schema is made again. */
    public static void trustOwnerOf(Connection connection, TableName table) throws SQLException {
        try (var statement = connection.prepareStatement(TRUST)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.name());
            statement.execute();
        }
    }

    /** Whether a schema is there. */
    public static boolean exists(Connection connection, String schema) throws SQLException {
        return SchemaQuery.of(connection, schema).isPresent();
    }

    /**
     * Describes a schema that is there.
     *
     * @throws CoppiceException {@code schema.not-reproducible} when a statement cannot say all of it, {@code schema.not-trusted}
     *     when making it again would run code of others with the rights of whoever does
     */
    public static SchemaDescription describe(Connection connection, String schema) throws SQLException {
        PinnedSettings.apply(connection);
        var query = query(connection, schema);
        requireReproducible(query, schema);
        requireTrusted(query, schema);
        var tables = tables(query, "'r'");
        var remarks = query.texts(RefusalSql.LEFT_OUT);
        search(connection, schema);
        var order = SchemaOrder.of(nodes(query));
        if (!order.circular().isEmpty()) {
            throw notReproducible(schema, "these need one another: " + String.join(", ", order.circular()));
        }
        var before = statements(order.before());
        before.addAll(all(query, LaterSql.BEFORE_ROWS));
        var after = all(query, LaterSql.KEYS);
        after.addAll(statements(order.after()));
        after.addAll(all(query, LaterSql.LAST));
        after.addAll(sequences(connection, query));
        after.addAll(all(query, LaterSql.RIGHTS));
        PinnedSettings.apply(connection);
        return new SchemaDescription(before, after, tables, remarks);
    }

    private static void requireReproducible(SchemaQuery query, String schema) throws SQLException {
        var refused = query.texts(RefusalSql.NOT_REPRODUCIBLE);
        if (!refused.isEmpty()) {
            throw notReproducible(schema, "no statement makes these again: " + String.join("; ", refused));
        }
    }

    private static void requireTrusted(SchemaQuery query, String schema) throws SQLException {
        var calls = query.texts(RefusalSql.CALLS_OF_OTHERS);
        if (!calls.isEmpty()) {
            throw Fault.of("schema.not-trusted", Kind.REFUSED)
                    .refused("The schema " + schema + " was not backed up.")
                    .found("A restore would run code of others with its own rights: " + String.join("; ", calls) + ".")
                    .changed("Nothing was changed.")
                    .next(
                            "Read it. If it may be run, make a role that you trust the owner of the function and of what calls"
                                    + " it; else drop what calls it. Then try again.")
                    .exception();
        }
    }

    // Each is locked as long as what has read it; so the locks are given back, now and then.
    private static List<String> sequences(Connection connection, SchemaQuery query) throws SQLException {
        var statements = new ArrayList<String>();
        var before = connection.setSavepoint();
        for (var name : query.texts(SEQUENCES)) {
            if (statements.size() % SchemaCopy.BATCH == 0) {
                connection.rollback(before);
            }
            try (var statement = connection.prepareStatement(VALUE.replace("$NAME", name))) {
                statement.setString(1, name);
                try (var row = statement.executeQuery()) {
                    row.next();
                    statements.add(row.getString(1));
                }
            }
        }
        connection.rollback(before);
        return statements;
    }

    private static List<SchemaNode> nodes(SchemaQuery query) throws SQLException {
        var made = new LinkedHashMap<String, List<String[]>>();
        for (var sql : List.of(
                NodeSql.TYPES,
                NodeSql.DOMAIN_RULES,
                NodeSql.SEQUENCES,
                NodeSql.TABLES,
                NodeSql.ROUTINES,
                NodeSql.VIEWS)) {
            for (var row :
                    query.list(sql, result -> new String[] {
                        result.getString(1), result.getString(2), result.getString(3), result.getString(4)
                    })) {
                made.computeIfAbsent(row[0], key -> new ArrayList<>()).add(row);
            }
        }
        var needs = needs(query);
        return made.entrySet().stream()
                .map(entry -> new SchemaNode(
                        entry.getKey(),
                        entry.getValue().getFirst()[1],
                        entry.getValue().getFirst()[2],
                        entry.getValue().stream().map(row -> row[3]).toList(),
                        needs.getOrDefault(entry.getKey(), Set.of())))
                .toList();
    }

    private static Map<String, Set<String>> needs(SchemaQuery query) throws SQLException {
        var needs = new HashMap<String, Set<String>>();
        for (var pair : query.list(NodeSql.NEEDS, row -> List.of(row.getString(1), row.getString(2)))) {
            needs.computeIfAbsent(pair.getFirst(), key -> new HashSet<>()).add(pair.getLast());
        }
        return needs;
    }

    private static List<String> statements(List<SchemaNode> nodes) {
        return new ArrayList<>(
                nodes.stream().flatMap(node -> node.statements().stream()).toList());
    }

    private static List<String> all(SchemaQuery query, List<String> queries) throws SQLException {
        var statements = new ArrayList<String>();
        for (var sql : queries) {
            statements.addAll(query.texts(sql));
        }
        return statements;
    }

    /** The tables of a schema that is there, partitioned ones too, children of others before these. */
    public static List<TableName> tables(Connection connection, String schema) throws SQLException {
        return tables(query(connection, schema), "'r', 'p'");
    }

    private static List<TableName> tables(SchemaQuery query, String sorts) throws SQLException {
        return query.list(TABLES.replace("$SORTS", sorts), row -> new TableName(row.getString(1), row.getString(2)));
    }

    /** What lies outside of a schema that is there and would fall with it, by name. */
    public static List<String> others(Connection connection, String schema) throws SQLException {
        return query(connection, schema).texts(RefusalSql.OTHERS);
    }

    /** Runs statements of a description in a schema. */
    public static void run(Connection connection, String schema, List<String> statements) throws SQLException {
        PinnedSettings.apply(connection);
        search(connection, schema);
        try (var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("SET LOCAL check_function_bodies = off");
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
        PinnedSettings.apply(connection);
    }

    private static void search(Connection connection, String schema) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT set_config('search_path', quote_ident(?), true)")) {
            statement.setString(1, schema);
            statement.execute();
        }
    }

    private static SchemaQuery query(Connection connection, String schema) throws SQLException {
        return SchemaQuery.of(connection, schema)
                .orElseThrow(() -> new IllegalArgumentException("schema must be there, was not: " + schema));
    }

    private static CoppiceException notReproducible(String schema, String found) {
        return Fault.of("schema.not-reproducible", Kind.REFUSED)
                .refused("The schema " + schema + " was not backed up.")
                .found("In it, " + found + ".")
                .changed("Nothing was changed.")
                .next("Move these to another schema, or drop them, and try again.")
                .exception();
    }
}

package dev.coppice.archive.internal.catalogue;

import dev.coppice.archive.ArchivedColumn;
import dev.coppice.archive.ArchivedColumn.Generation;
import dev.coppice.archive.ArchivedTable;
import dev.coppice.archive.PinnedSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads a table as an archive describes it. */
public final class TableFacts {
    // language=SQL
    private static final String COLUMNS = """
        SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated, a.attidentity,
            pg_get_expr(d.adbin, d.adrelid), coll.oid::regcollation::text,
            CASE a.attgenerated WHEN 'v' THEN ' VIRTUAL' ELSE ' STORED' END
        FROM pg_catalog.pg_attribute a
        JOIN pg_catalog.pg_class t ON t.oid = a.attrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
        JOIN pg_catalog.pg_type ty ON ty.oid = a.atttypid
        LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        LEFT JOIN pg_catalog.pg_collation coll ON coll.oid = a.attcollation AND a.attcollation <> ty.typcollation
        WHERE n.nspname = ? AND t.relname = ? AND t.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum
        """;

    // language=SQL
    private static final String KEY = """
        SELECT a.attname
        FROM pg_catalog.pg_constraint c
        JOIN pg_catalog.pg_class t ON t.oid = c.conrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
        CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k (number, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number
        WHERE n.nspname = ? AND t.relname = ? AND c.contype = 'p'
        ORDER BY k.place
        """;

    // language=SQL
    private static final String CONSTRAINTS = """
        SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s;', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
        FROM pg_catalog.pg_constraint c
        JOIN pg_catalog.pg_class t ON t.oid = c.conrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
        WHERE n.nspname = ? AND t.relname = ? AND c.contype IN ('p', 'u', 'c', 'x', 'f')
        ORDER BY array_position('{p,u,x,c,f}'::"char"[], c.contype), c.conname
        """;

    // language=SQL
    private static final String INDEXES = """
        SELECT pg_get_indexdef(i.indexrelid) || ';'
        FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
        WHERE n.nspname = ? AND t.relname = ?
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
        ORDER BY i.indexrelid::regclass::text
        """;

    private final Connection connection;
    private final String schema;
    private final String name;

    private TableFacts(Connection connection, String schema, String name) {
        this.connection = connection;
        this.schema = schema;
        this.name = name;
    }

    /** Reads it, with all names as they are under the settings that are pinned. */
    public static ArchivedTable read(Connection connection, String schema, String name) throws SQLException {
        PinnedSettings.apply(connection);
        return new TableFacts(connection, schema, name).read();
    }

    private ArchivedTable read() throws SQLException {
        var columns = query(COLUMNS, Described::of);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("name must be a table with columns, was: " + schema + "." + name);
        }
        var plain = columns.stream().map(Described::column).toList();
        return new ArchivedTable(schema, name, plain, query(KEY, row -> row.get(0)), ddl(columns));
    }

    private String ddl(List<Described> columns) throws SQLException {
        var table = quoted(schema) + "." + quoted(name);
        var statements = new ArrayList<String>();
        statements.add("CREATE TABLE " + table + " (\n    "
                + String.join(",\n    ", columns.stream().map(Described::ddl).toList())
                + "\n);");
        statements.addAll(query(CONSTRAINTS, row -> row.get(0)));
        statements.addAll(query(INDEXES, row -> row.get(0)));
        return String.join("\n", statements);
    }

    private <T> List<T> query(String sql, Function<List<String>, T> reader) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, schema);
            statement.setString(2, name);
            try (var rows = statement.executeQuery()) {
                var read = new ArrayList<T>();
                while (rows.next()) {
                    var row = new ArrayList<String>();
                    for (var i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                        row.add(rows.getString(i) == null ? "" : rows.getString(i));
                    }
                    read.add(reader.apply(row));
                }
                return read;
            }
        }
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** A column with what its definition needs besides. */
    private record Described(ArchivedColumn column, String expression, String collation, String kept) {
        static Described of(List<String> row) {
            var column = new ArchivedColumn(
                    row.get(0), row.get(1), row.get(2).equals("t"), generation(row.get(3), row.get(4)));
            return new Described(column, row.get(5), row.get(6), row.get(7));
        }

        String ddl() {
            return quoted(column.name()) + " " + column.type()
                    + (collation.isEmpty() ? "" : " COLLATE " + collation)
                    + values()
                    + (column.notNull() ? " NOT NULL" : "");
        }

        private String values() {
            return switch (column.generation()) {
                case COMPUTED -> " GENERATED ALWAYS AS (" + expression + ")" + kept;
                case IDENTITY_ALWAYS -> " GENERATED ALWAYS AS IDENTITY";
                case IDENTITY_BY_DEFAULT -> " GENERATED BY DEFAULT AS IDENTITY";
                case NONE -> expression.isEmpty() ? "" : " DEFAULT " + expression;
            };
        }

        private static Generation generation(String generated, String identity) {
            if (!generated.isEmpty()) {
                return Generation.COMPUTED;
            }
            return switch (identity) {
                case "a" -> Generation.IDENTITY_ALWAYS;
                case "d" -> Generation.IDENTITY_BY_DEFAULT;
                default -> Generation.NONE;
            };
        }
    }
}

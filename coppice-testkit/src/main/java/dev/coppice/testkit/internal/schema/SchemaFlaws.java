package dev.coppice.testkit.internal.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** What is missing in some schemas of one database. */
public final class SchemaFlaws {
    private static final String CHOSEN = """
            WITH chosen AS (
                SELECT n.oid, n.nspname
                FROM pg_catalog.pg_namespace n
                WHERE CASE WHEN pg_catalog.cardinality(?::text[]) > 0 THEN n.nspname = ANY (?::text[])
                           ELSE n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%' END
            )
            """;

    // A key on a partitioned table shows once per partition: only the row without a parent counts.
    // language=SQL
    private static final String FOREIGN_KEYS = CHOSEN + """
            , keys AS (
                SELECT k.oid, k.conname, k.conrelid, k.conkey, k.conrelid::regclass::text AS child,
                       (SELECT pg_catalog.array_agg(pg_catalog.quote_ident(a.attname) ORDER BY u.position)
                        FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS u (attnum, position)
                        JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.attnum) AS columns
                FROM pg_catalog.pg_constraint k
                JOIN chosen c ON c.oid = k.connamespace
                WHERE k.contype = 'f' AND k.conparentid = 0
            )
            SELECT k.conname, k.child, k.columns,
                   (SELECT pg_catalog.array_agg(coalesce(pg_catalog.pg_get_expr(i.indpred, i.indrelid), ''))
                    FROM pg_catalog.pg_index i
                    JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
                    JOIN pg_catalog.pg_am m ON m.oid = x.relam
                    WHERE i.indrelid = k.conrelid AND i.indisvalid AND m.amname IN ('btree', 'hash')
                      AND i.indnkeyatts >= pg_catalog.cardinality(k.conkey)
                      AND (i.indkey::int2[])[0:pg_catalog.cardinality(k.conkey) - 1] @> k.conkey) AS predicates
            FROM keys k
            ORDER BY k.child, k.conname
            """;

    // language=SQL
    private static final String WITHOUT_PRIMARY_KEY = CHOSEN + """
            SELECT t.oid::regclass::text
            FROM pg_catalog.pg_class t
            JOIN chosen c ON c.oid = t.relnamespace
            WHERE t.relkind IN ('r', 'p') AND NOT t.relispartition
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = t.oid AND i.indisprimary)
            ORDER BY 1
            """;

    // language=SQL
    private static final String UNKNOWN = """
            SELECT s.name FROM pg_catalog.unnest(?::text[]) AS s (name)
            WHERE s.name <> ALL (SELECT n.nspname::text FROM pg_catalog.pg_namespace n WHERE n.nspname = ANY (?::text[]))
            """;

    private static final Pattern AND = Pattern.compile(" AND ");

    private final Connection connection;
    private final String[] schemas;

    /** Looks in these schemas, or in all but PostgreSQL's own. */
    public SchemaFlaws(Connection connection, List<String> schemas) {
        this.connection = connection;
        this.schemas = schemas.toArray(String[]::new);
    }

    /** The foreign keys without a usable index, each with the statement that makes one. */
    public List<String> unindexedForeignKeys() throws SQLException {
        return list(FOREIGN_KEYS, (row, flaws) -> {
            var columns = strings(row, "columns");
            if (strings(row, "predicates").stream().noneMatch(predicate -> covers(predicate, columns))) {
                flaws.add(row.getString("conname") + ": CREATE INDEX ON " + row.getString("child") + " ("
                        + String.join(", ", columns) + ");");
            }
        });
    }

    /** The tables without a primary key. */
    public List<String> tablesWithoutKey() throws SQLException {
        return list(WITHOUT_PRIMARY_KEY, (row, flaws) -> flaws.add(row.getString(1)));
    }

    /** The names given that are no schema's. */
    public List<String> unknownSchemas() throws SQLException {
        return list(UNKNOWN, (row, flaws) -> flaws.add(row.getString(1)));
    }

    /** A foreign key is only ever looked up by values that are not null, so leaving the nulls out does no harm. */
    private static boolean covers(String predicate, List<String> columns) {
        return predicate.isEmpty()
                || AND.splitAsStream(predicate)
                        .map(part -> part.replaceAll("^\\(+|\\)+$", ""))
                        .allMatch(part -> columns.stream().anyMatch(column -> part.equals(column + " IS NOT NULL")));
    }

    private List<String> list(String query, Reader reader) throws SQLException {
        try (var statement = connection.prepareStatement(query)) {
            var names = connection.createArrayOf("text", schemas);
            statement.setArray(1, names);
            statement.setArray(2, names);
            var flaws = new ArrayList<String>();
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    reader.read(row, flaws);
                }
            }
            return flaws;
        }
    }

    private static List<String> strings(ResultSet row, String column) throws SQLException {
        var array = row.getArray(column);
        return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
    }

    @FunctionalInterface
    private interface Reader {
        void read(ResultSet row, List<String> flaws) throws SQLException;
    }
}

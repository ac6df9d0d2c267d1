package dev.coppice.archive.query;

import java.math.BigDecimal;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** One database in memory, for one thread. */
final class Duck implements AutoCloseable {
    private final DuckDBConnection connection;
    private final QueryLimits limits;

    private Duck(DuckDBConnection connection, QueryLimits limits) {
        this.connection = connection;
        this.limits = limits;
    }

    static Duck open(QueryLimits limits) throws SQLException {
        var settings = new Properties();
        settings.setProperty("memory_limit", limits.memoryMebibytes() + "MiB");
        settings.setProperty("temp_directory", "");
        settings.setProperty("threads", "2");
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        var connection = DriverManager.getConnection("jdbc:duckdb:", settings).unwrap(DuckDBConnection.class);
        var duck = new Duck(connection, limits);
        duck.execute("SET TimeZone = 'UTC'");
        return duck;
    }

    DuckDBConnection connection() {
        return connection;
    }

    void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** From here on nothing outside of this database can be reached, and nothing can be set. */
    void lock() throws SQLException {
        execute("SET enable_external_access = false");
        execute("SET lock_configuration = true");
    }

    // The driver would run "SELECT 1; DROP TABLE t" whole, so the text is parsed first, by DuckDB's own parser.
    void requireOneSelect(String sql) throws SQLException {
        var parse = """
            SELECT parsed->>'error' = 'false' AND json_array_length(parsed->'statements') = 1, parsed->>'error_message'
            FROM (SELECT json_serialize_sql(?::VARCHAR) AS parsed)
            """;
        try (var statement = connection.prepareStatement(parse)) {
            statement.setString(1, sql);
            try (var row = statement.executeQuery()) {
                row.next();
                if (!row.getBoolean(1)) {
                    throw QueryFaults.refused(row.getString(2));
                }
            }
        }
    }

    QueryResult query(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.setQueryTimeout(Math.toIntExact(limits.time().toSeconds()));
            try (var found = statement.executeQuery(sql)) {
                var columns = columns(found);
                var rows = new ArrayList<List<@Nullable Object>>();
                var more = false;
                var characters = 0L;
                while (found.next()) {
                    if (rows.size() == limits.rows()) {
                        more = true;
                        break;
                    }
                    var row = row(found, columns.size());
                    characters += characters(row);
                    if (characters > limits.characters()) {
                        throw QueryFaults.tooLarge(limits);
                    }
                    rows.add(row);
                }
                return new QueryResult(columns, rows, more);
            }
        }
    }

    private static List<QueryResult.Column> columns(ResultSet found) throws SQLException {
        var facts = found.getMetaData();
        var columns = new ArrayList<QueryResult.Column>();
        for (var i = 1; i <= facts.getColumnCount(); i++) {
            columns.add(new QueryResult.Column(facts.getColumnName(i), facts.getColumnTypeName(i)));
        }
        return columns;
    }

    private static List<@Nullable Object> row(ResultSet found, int width) throws SQLException {
        var row = new ArrayList<@Nullable Object>();
        for (var i = 1; i <= width; i++) {
            row.add(
                    switch (found.getObject(i)) {
                        case null -> null;
                        case Boolean bool -> bool;
                        case Byte number -> number.longValue();
                        case Short number -> number.longValue();
                        case Integer number -> number.longValue();
                        case Long number -> number;
                        case Float number -> number.doubleValue();
                        case Double number -> number;
                        case BigDecimal number -> number;
                        default -> found.getString(i);
                    });
        }
        return Collections.unmodifiableList(row);
    }

    private static long characters(List<@Nullable Object> row) {
        return row.stream().mapToLong(value -> String.valueOf(value).length()).sum();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}

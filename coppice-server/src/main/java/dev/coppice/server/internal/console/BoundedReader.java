package dev.coppice.server.internal.console;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Reads from a database it must not burden: each query in a READ ONLY transaction with a statement timeout. */
final class BoundedReader {
    static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final String BOUNDS = "SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = "
            + TIMEOUT.toMillis() + "; SET LOCAL lock_timeout = 500; SET LOCAL search_path = ''; "
            + "SET LOCAL TimeZone = 'UTC'; SET LOCAL row_security = off";

    private final DataSource source;

    BoundedReader(DataSource source) {
        this.source = source;
    }

    /** Turns the one row of a query into a value. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /**
     * Runs a query of one row. Plain JDBC, because a condition of coppice.yaml may hold question marks and braces, which are
     * placeholders elsewhere.
     */
    <T> T one(String sql, Row<T> row) throws SQLException {
        return read(sql, rows -> {
            rows.next();
            return row.read(rows);
        });
    }

    /** Runs a query of a few rows. */
    <T> List<T> all(String sql, Row<T> row) throws SQLException {
        return read(sql, rows -> {
            var all = new ArrayList<T>();
            while (rows.next()) {
                all.add(row.read(rows));
            }
            return all;
        });
    }

    private <T> T read(String sql, Row<T> rows) throws SQLException {
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                return read(connection, sql, rows);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private static <T> T read(Connection connection, String sql, Row<T> whole) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(BOUNDS);
            try (var rows = statement.executeQuery(sql)) {
                return whole.read(rows);
            }
        }
    }
}

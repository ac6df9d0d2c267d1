package dev.coppice.cli.internal.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** What the database says when it is asked directly. Each call is a transaction of its own. */
final class Truth {
    private final DataSource source;

    Truth(DataSource source) {
        this.source = source;
    }

    Connection connect() throws SQLException {
        return source.getConnection();
    }

    /** The one number a query answers. */
    long count(String sql, Object... values) throws SQLException {
        return Long.parseLong(text(sql, values));
    }

    /** The one value a query answers, as text; empty where there is none. */
    String text(String sql, Object... values) throws SQLException {
        var found = list(sql, values);
        return found.isEmpty() ? "" : found.getFirst();
    }

    /** The first column of what a query answers, as text. */
    List<String> list(String sql, Object... values) throws SQLException {
        try (var connection = connect();
                var statement = prepared(connection, sql, values);
                var rows = statement.executeQuery()) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(String.valueOf(rows.getString(1)));
            }
            return found;
        }
    }

    void execute(String sql, Object... values) throws SQLException {
        try (var connection = connect();
                var statement = prepared(connection, sql, values)) {
            statement.execute();
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... values) throws SQLException {
        var statement = connection.prepareStatement(sql);
        for (var i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}

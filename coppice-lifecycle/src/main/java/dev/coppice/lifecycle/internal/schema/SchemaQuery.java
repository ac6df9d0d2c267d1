package dev.coppice.lifecycle.internal.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the catalogue about one schema: {@code $N} in a query is its number. For one thread. */
final class SchemaQuery {
    private final Connection connection;
    private final long oid;

    private SchemaQuery(Connection connection, long oid) {
        this.connection = connection;
        this.oid = oid;
    }

    /** Questions about a schema; empty when it is not there. */
    static Optional<SchemaQuery> of(Connection connection, String schema) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = ?")) {
            statement.setString(1, schema);
            try (var row = statement.executeQuery()) {
                return row.next() ? Optional.of(new SchemaQuery(connection, row.getLong(1))) : Optional.empty();
            }
        }
    }

    /** Makes something of a row. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    <T> List<T> list(String query, Reader<T> reader) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            try (var rows = statement.executeQuery(query.replace("$N", Long.toString(oid)))) {
                var read = new ArrayList<T>();
                while (rows.next()) {
                    read.add(reader.read(rows));
                }
                return read;
            }
        }
    }

    List<String> texts(String query) throws SQLException {
        return list(query, row -> row.getString(1));
    }
}

package dev.coppice.lifecycle.internal.step;

import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.internal.sql.ResourceSql;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.ops.CoppiceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads in a transaction of its own that changes nothing. Rows that row security would hide are an error, not missing. */
final class Reading {
    private static final String ALL_ROWS = "SELECT pg_catalog.set_config('row_security', 'off', true)";

    private Reading() {}

    /** What is read on one connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    static <T> T in(StepContext context, Work<T> work) throws SQLException {
        try (var connection = context.database().getConnection()) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
                statement.execute(ALL_ROWS);
                if (context instanceof Looking looking) {
                    statement.execute("SET LOCAL statement_timeout = " + looking.millis());
                }
                return work.on(connection);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /** What is seen; a failure to see is no sight of nothing. */
    static Sight look(Look look) {
        try {
            return look.at();
        } catch (SQLException failure) {
            return new Sight.Unknown("database.unseen", "PostgreSQL answered with SQLSTATE " + failure.getSQLState());
        } catch (CoppiceException refused) {
            return new Sight.Unknown(refused.code(), refused.fault().message());
        }
    }

    /** A look at one store. */
    @FunctionalInterface
    interface Look {
        Sight at() throws SQLException;
    }

    /**
     * The rows of a query as text, by column, nulls left out, each above the columns of the resource's own row; without a
     * query the resource's own row alone. {@code id} and the key are always the resource's. From here on the transaction sees
     * all rows, or fails.
     */
    static List<Map<String, String>> each(
            Connection connection, KindConfig kind, Map<String, String> own, Optional<String> query)
            throws SQLException {
        if (query.isEmpty()) {
            return List.of(own);
        }
        var sql = ResourceSql.in(connection, kind, own).of(query.get());
        try (var statement = connection.createStatement()) {
            statement.execute(ALL_ROWS);
            var row = statement.executeQuery(sql);
            var found = new ArrayList<Map<String, String>>();
            while (row.next()) {
                var values = new HashMap<>(own);
                for (var place = 1; place <= row.getMetaData().getColumnCount(); place++) {
                    put(values, row.getMetaData().getColumnLabel(place), row.getString(place));
                }
                put(values, "id", own.get("id"));
                put(values, kind.key(), own.get("id"));
                found.add(Map.copyOf(values));
            }
            return List.copyOf(found);
        }
    }

    private static void put(Map<String, String> values, String name, @Nullable String value) {
        if (value == null) {
            values.remove(name);
        } else {
            values.put(name, value);
        }
    }
}

package dev.coppice.prune.internal.read;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The statements of one transaction, for its thread. Plain JDBC, because a policy's condition may hold question marks and
 * braces, which mean something to builders of SQL: a text passed to {@link #exactly} reaches the server as it is.
 */
public final class Sql {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.prune");

    private final Connection connection;
    private int statements;

    /** Statements on a connection with a transaction. */
    public Sql(Connection connection) {
        this.connection = connection;
    }

    /** How many statements were sent. */
    public int statements() {
        return statements;
    }

    /** The rows of a query with parameters. Collections of texts or numbers are bound as arrays. */
    public <T> List<T> list(String query, Row.Reader<T> reader, Object... parameters) {
        statements++;
        try (var statement = connection.prepareStatement(query)) {
            for (var i = 0; i < parameters.length; i++) {
                bind(statement, i + 1, parameters[i]);
            }
            return read(statement.executeQuery(), reader);
        } catch (SQLException refused) {
            throw failure(refused);
        }
    }

    /** The rows of a text that is sent as it is. */
    public <T> List<T> exactly(String text, Row.Reader<T> reader) {
        statements++;
        try (var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            return read(statement.executeQuery(text), reader);
        } catch (SQLException refused) {
            throw failure(refused);
        }
    }

    /** The one row of a text that is sent as it is. */
    public <T> T one(String text, Row.Reader<T> reader) {
        return exactly(text, reader).getFirst();
    }

    /** Runs a text that is sent as it is; how many rows it changed. */
    public long execute(String text) {
        statements++;
        try (var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(text);
            return statement.getLargeUpdateCount();
        } catch (SQLException refused) {
            throw failure(refused);
        }
    }

    /** Makes a setting for the transaction. */
    public void set(String setting, String value) {
        list("SELECT set_config(?, ?, true)", Row::all, setting, value);
    }

    /** Runs work behind a savepoint; a statement that fails in it leaves the transaction usable and is thrown on. */
    public <T> T guarded(Supplier<T> work) {
        execute("SAVEPOINT coppice_guarded");
        try {
            var result = work.get();
            execute("RELEASE SAVEPOINT coppice_guarded");
            return result;
        } catch (SqlFailure refused) {
            execute("ROLLBACK TO SAVEPOINT coppice_guarded");
            throw refused;
        }
    }

    /** As {@link #guarded}; empty when the statement ran past its time. */
    public <T> Optional<T> inTime(long milliseconds, Supplier<T> work) {
        try {
            return Optional.of(guarded(() -> {
                execute("SET LOCAL statement_timeout = " + Math.max(1, milliseconds));
                var result = work.get();
                execute("SET LOCAL statement_timeout = " + ReadOnly.STATEMENT_MILLIS);
                return result;
            }));
        } catch (SqlFailure late) {
            if (late.timedOut()) {
                return Optional.empty();
            }
            throw late;
        }
    }

    private static <T> List<T> read(ResultSet result, Row.Reader<T> reader) throws SQLException {
        try (result) {
            var rows = new ArrayList<T>();
            var row = new Row(result);
            while (result.next()) {
                rows.add(reader.read(row));
            }
            return rows;
        }
    }

    private void bind(PreparedStatement statement, int place, Object value) throws SQLException {
        if (value instanceof Collection<?> many) {
            var type = many.stream().allMatch(Long.class::isInstance) ? "bigint" : "text";
            statement.setArray(place, connection.createArrayOf(type, many.toArray()));
        } else {
            statement.setObject(place, value);
        }
    }

    private static SqlFailure failure(SQLException refused) {
        LOG.debug("refused by the database", refused);
        return new SqlFailure(refused);
    }
}

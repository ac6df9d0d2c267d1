package dev.coppice.prune.internal.restore;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What is kept of a database's error: its state and the names it carries, none of its values.
 *
 * @param state the SQLSTATE; empty where there is none
 * @param table the table it names
 * @param constraint the constraint it names
 */
record DatabaseError(String state, Optional<String> table, Optional<String> constraint) {
    private static final Set<String> GONE = Set.of("57P01", "57P02", "57P03", "57P05");

    static DatabaseError of(SQLException failure) {
        var server = failure instanceof PSQLException error ? error.getServerErrorMessage() : null;
        return new DatabaseError(
                Optional.ofNullable(failure.getSQLState()).orElse(""),
                Optional.ofNullable(server).flatMap(DatabaseError::table),
                Optional.ofNullable(server).map(ServerErrorMessage::getConstraint));
    }

    /** Whether the session is gone. */
    boolean isConnectionLoss() {
        return state.startsWith("08") || GONE.contains(state);
    }

    private static Optional<String> table(ServerErrorMessage server) {
        return Optional.ofNullable(server.getTable())
                .map(table -> server.getSchema() == null ? table : server.getSchema() + "." + table);
    }
}

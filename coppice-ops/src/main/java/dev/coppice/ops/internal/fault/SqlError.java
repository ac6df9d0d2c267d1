package dev.coppice.ops.internal.fault;

import dev.coppice.ops.Violation;
import java.sql.SQLException;
import java.util.Set;
import org.jooq.exception.DataAccessException;
import org.jooq.exception.DataTypeException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is kept of a driver's error: its SQLSTATE and the names it carries. The rest goes to the log, at DEBUG.
 *
 * @param byPolicy whether a row-level security policy keeps the new row out
 */
public record SqlError(String state, @Nullable Violation violation, boolean byPolicy) {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.ops");
    private static final String UNKNOWN = "?????";
    private static final String BAD_VALUE = "22000";

    /**
     * Class by class: errors that belong to the statement, the transaction or the connection. Any other belongs to the values of
     * one item: those of the standard that do, and whatever a trigger raises under a state of its own.
     */
    private static final Set<String> OF_STATEMENT = Set.of(
            "00", "01", "02", "03", "08", "0A", "0B", "0F", "0L", "0P", "0Z", "20", "24", "25", "26", "28", "2B", "2D",
            "2F", "34", "3B", "3D", "3F", "40", "42", "53", "55", "57", "58", "72", "F0", "HV", "XX", "??");

    private static final String GENERATED = "428C9";
    private static final String NOT_PERMITTED = "42501";
    /** Where PostgreSQL holds a row against policies: the one refusal of a right that depends on the row. */
    private static final String POLICY_CHECK = "ExecWithCheckOptions";

    private static final Set<String> GONE = Set.of("57P01", "57P02", "57P03", "57P05");

    /** Reads what jOOQ threw. */
    public static SqlError of(DataAccessException failure) {
        var cause = failure.getCause(SQLException.class);
        if (cause != null) {
            return of(cause);
        }
        LOG.debug("refused before it was sent", failure);
        return new SqlError(failure instanceof DataTypeException ? BAD_VALUE : UNKNOWN, null, false);
    }

    /** What a converter threw, of jOOQ or of the caller: a value that cannot be sent, or read. */
    public static SqlError ofConversion(RuntimeException failure) {
        LOG.debug("a value was not converted", failure);
        return new SqlError(BAD_VALUE, null, false);
    }

    /** Reads what the driver threw. */
    public static SqlError of(SQLException failure) {
        LOG.debug("refused by the database", failure);
        var state = failure.getSQLState() == null ? stateless(failure) : failure.getSQLState();
        var server = failure instanceof PSQLException error ? error.getServerErrorMessage() : null;
        var byPolicy = state.equals(NOT_PERMITTED) && server != null && POLICY_CHECK.equals(server.getRoutine());
        return new SqlError(state, state.startsWith("23") ? violation(state, server) : null, byPolicy);
    }

    /** Whether the error belongs to the values of one item: the same statement may do for another. */
    public boolean isOfItem() {
        return byPolicy || state.equals(GENERATED) || !OF_STATEMENT.contains(state.substring(0, 2));
    }

    /** Whether a value was one the column or function cannot take. */
    public boolean isBadValue() {
        return state.startsWith("22") || state.startsWith("07");
    }

    /** Whether the connection is gone. */
    public boolean isConnectionLoss() {
        return state.startsWith("08") || GONE.contains(state);
    }

    /** Whether the server has said that it rolled back: any error of its own that does not end the session. */
    public boolean isDefinite() {
        return !isConnectionLoss()
                && !state.equals(UNKNOWN)
                && !state.equals("40003")
                && !state.startsWith("58")
                && !state.startsWith("XX");
    }

    /** jOOQ has no state for a value that came and that its Java type does not have, such as infinity of a timestamptz column. */
    private static String stateless(SQLException failure) {
        return failure.getCause() instanceof RuntimeException ? BAD_VALUE : UNKNOWN;
    }

    private static Violation violation(String state, @Nullable ServerErrorMessage server) {
        var kind = switch (state) {
            case "23505" -> Violation.Kind.UNIQUE;
            case "23503", "23001" -> Violation.Kind.FOREIGN_KEY;
            case "23514" -> Violation.Kind.CHECK;
            case "23502" -> Violation.Kind.NOT_NULL;
            case "23P01" -> Violation.Kind.EXCLUSION;
            default -> Violation.Kind.OTHER;
        };
        return server == null
                ? new Violation(kind, null, null, null)
                : new Violation(kind, table(server), server.getConstraint(), server.getColumn());
    }

    private static @Nullable String table(ServerErrorMessage server) {
        return server.getSchema() == null || server.getTable() == null
                ? server.getTable()
                : server.getSchema() + "." + server.getTable();
    }
}

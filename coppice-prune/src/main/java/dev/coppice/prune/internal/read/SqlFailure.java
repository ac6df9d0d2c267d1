package dev.coppice.prune.internal.read;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.postgresql.util.PSQLException;

/** A statement failed. Never leaves the module: whoever catches it makes a fault or a finding of it. */
public final class SqlFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient SQLException refused;

    /** Carries what the driver threw. */
    public SqlFailure(SQLException refused) {
        super(refused.getSQLState(), refused);
        this.refused = refused;
    }

    /** Its SQLSTATE; empty where there is none. */
    public String state() {
        return refused.getSQLState() == null ? "" : refused.getSQLState();
    }

    /** Whether the connection was lost, or a pool got none, for whatever reason. */
    boolean unreachable() {
        return refused instanceof SQLTransientConnectionException
                || state().startsWith("08")
                || state().startsWith("57P");
    }

    /** The server's first line without its place in the statement. Names tables and columns; carries no stored value in class 42. */
    public String words() {
        return String.valueOf(refused.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst("^[A-Z]+: ", "");
    }

    /** Whether row security would have hidden rows; in the server's own words, which follow its language, this cannot be seen. */
    public boolean rowSecurity() {
        return refused instanceof PSQLException server
                && server.getServerErrorMessage() != null
                && "check_enable_rls".equals(server.getServerErrorMessage().getRoutine());
    }

    /** Whether the statement ran past its time or was cancelled. */
    public boolean timedOut() {
        return state().equals("57014");
    }
}

package dev.coppice.lifecycle.internal.kind;

import dev.coppice.control.Problems;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/** Whether the due query of a kind can be asked. Has it planned, and never runs it. */
record DueCheck(KeyType key, String text, Problems problems) {
    private static final String READ_ONLY = "25006";
    private static final String ONLY_READS = "must only read: no function in it may be volatile, and no row be locked";

    void check(DSLContext dsl) {
        try {
            dsl.transaction(savepoint -> savepoint.dsl().connection(this::check));
        } catch (DataAccessException refused) {
            problems.add(
                    "due",
                    refused.sqlState().equals(READ_ONLY)
                            ? ONLY_READS
                            : "must be one SELECT that the database takes; it says " + words(refused));
        }
    }

    private void check(Connection connection) throws SQLException {
        var types = types(connection);
        require(types.size() == 3, "must give three columns: id, end, and whether the end is immediate");
        if (types.size() == 3) {
            require(
                    KeyType.of(types.get(0)).filter(key::equals).isPresent(),
                    "must give the id first, of the type of key");
            require(types.get(1).equals("timestamptz"), "must give the end second, as timestamptz");
            require(types.get(2).equals("bool"), "must give third whether the end is immediate, as boolean");
        }
        require(!mayChange(connection), ONLY_READS);
    }

    private List<String> types(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            try (var result = statement.executeQuery("SELECT * FROM (" + text + "\n) AS due LIMIT 0")) {
                var types = new ArrayList<String>();
                for (var column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    types.add(result.getMetaData().getColumnTypeName(column));
                }
                return types;
            }
        }
    }

    // The planner takes a WITH query apart unless it is volatile or locks: a scan of it in the plan says that it is.
    private boolean mayChange(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            try (var plan = statement.executeQuery(
                    "EXPLAIN (FORMAT JSON) WITH coppice_due AS (" + text + "\n) SELECT * FROM coppice_due")) {
                plan.next();
                return plan.getString(1).contains("\"CTE Name\": \"coppice_due\"");
            }
        }
    }

    private void require(boolean fits, String allowed) {
        if (!fits) {
            problems.add("due", allowed);
        }
    }

    // Of these classes, the server's first line names tables and columns and carries no stored value.
    private static String words(DataAccessException refused) {
        var state = refused.sqlState();
        var cause = refused.getCause(SQLException.class);
        return cause != null && (state.startsWith("42") || state.startsWith("0A"))
                ? String.valueOf(cause.getMessage())
                        .lines()
                        .findFirst()
                        .orElse(state)
                        .replaceFirst("^[A-Z]+: ", "")
                : state;
    }
}

package dev.coppice.server.internal.console;

import java.sql.SQLException;

/** Says in a sentence why something could not be counted. Never what the driver says: that may hold values. */
final class Trouble {
    private Trouble() {}

    static String sentence(SQLException failure) {
        var state = failure.getSQLState() == null ? "" : failure.getSQLState();
        return switch (state) {
            case "57014" -> "Not counted within 2 s.";
            case "42P01", "3F000" -> "The table does not exist.";
            case "42703" -> "It names a column that does not exist.";
            case "42601" -> "The condition is not valid SQL.";
            case "42501" -> "The server's role may not read the table, or row security would hide rows from it.";
            case "55P03" -> "The table is locked; it is tried again.";
            case "" -> "The database is out of reach.";
            default ->
                state.startsWith("08")
                        ? "The database is out of reach."
                        : "PostgreSQL refused to count, SQLSTATE " + state + ".";
        };
    }

    static boolean timedOut(SQLException failure) {
        return "57014".equals(failure.getSQLState());
    }
}

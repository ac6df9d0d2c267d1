package dev.coppice.prune.internal.campaign;

import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.internal.chunk.ChunkFailure;
import dev.coppice.prune.internal.read.SqlFailure;
import java.sql.SQLException;
import java.util.Set;

/**
 * Why a chunk did not commit, and what follows from it.
 *
 * @param kind what follows
 * @param code a stable word
 * @param sentence for people, without stored values
 */
record Trouble(Kind kind, String code, String sentence) {
    /** What follows from a failed chunk. */
    enum Kind {
        /** The same chunk again, on a new connection. */
        LOST,
        /** The same chunk again. */
        AGAIN,
        /** A smaller chunk; a root that is alone is passed over and tried once more at the end. */
        LOCKED,
        /** A smaller chunk; a root that is alone is left alone from now on. */
        SMALLER,
        /** Nothing goes on before something outside is mended. */
        STOP,
        /** The schema may be another than the plan's. */
        CHANGED
    }

    /** Reads what was thrown. */
    static Trouble of(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ChunkFailure failure) {
                var kind = Set.of(ChunkFailure.MOVED, ChunkFailure.BESIDE).contains(failure.code())
                        ? Kind.AGAIN
                        : Kind.SMALLER;
                return new Trouble(kind, failure.code(), failure.reason());
            }
            if (cause instanceof CoppiceException told) {
                return of(told);
            }
            if (cause instanceof SQLException refused) {
                return of(new SqlFailure(refused));
            }
        }
        return new Trouble(
                Kind.STOP,
                "error",
                "An error nobody expected: " + thrown.getClass().getName() + ".");
    }

    private static Trouble of(CoppiceException told) {
        var found = told.fault().found();
        return switch (told.code()) {
            case "chunk.epoch-busy" -> new Trouble(Kind.AGAIN, "hold.busy", found);
            case "archive.row-too-wide" -> new Trouble(Kind.SMALLER, "row-too-wide", found);
            case "archive.count-differs" -> new Trouble(Kind.AGAIN, told.code(), found);
            case "archive.columns-differ" -> new Trouble(Kind.CHANGED, told.code(), found);
            case "freeze.frozen" -> new Trouble(Kind.STOP, "freeze", found);
            default -> new Trouble(Kind.STOP, told.code(), found);
        };
    }

    private static Trouble of(SqlFailure refused) {
        return refused.rowSecurity()
                ? new Trouble(Kind.STOP, "database.row-security", "Row security would hide rows from this role.")
                : ofState(refused.state());
    }

    private static Trouble ofState(String state) {
        return switch (state) {
            case "40001", "40P01" ->
                new Trouble(Kind.AGAIN, "deadlock", "It and another transaction waited for each other's locks.");
            case "55P03" ->
                new Trouble(Kind.LOCKED, "locked", "A row that goes with it was locked by another session.");
            case "57014" ->
                new Trouble(Kind.SMALLER, "timeout", "A statement was cancelled, or ran past the statement time-out.");
            case "25006" -> new Trouble(Kind.STOP, "database.read-only", "The database takes no writes.");
            case "42501" -> new Trouble(Kind.STOP, "database.not-permitted", "The role lacks a right that it needs.");
            default -> ofClass(state);
        };
    }

    private static Trouble ofClass(String state) {
        if (state.isEmpty() || state.startsWith("08") || state.startsWith("57P")) {
            return new Trouble(Kind.LOST, "database.connection-lost", "The connection was lost.");
        }
        if (state.startsWith("53") || state.startsWith("58") || state.startsWith("XX")) {
            return new Trouble(Kind.STOP, "database.ill", "The server refused with SQLSTATE " + state + ".");
        }
        if (state.startsWith("42") || state.startsWith("3F")) {
            return new Trouble(Kind.CHANGED, "schema-changed", "The server refused with SQLSTATE " + state + ".");
        }
        return new Trouble(
                Kind.SMALLER, "refused", "The database refused its delete with SQLSTATE " + state + named(state) + ".");
    }

    private static String named(String state) {
        return state.startsWith("23") ? ", a constraint" : "";
    }
}

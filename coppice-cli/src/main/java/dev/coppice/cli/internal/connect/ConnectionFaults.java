package dev.coppice.cli.internal.connect;

import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Retry;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** Says in plain words why a connection could not be opened, or what broke a transaction, and what to do about it. */
public final class ConnectionFaults {
    /** The server stops or has no connection to give. */
    private static final Set<String> LOST = Set.of("57P01", "57P02", "57P03", "53300");

    private ConnectionFaults() {}

    static Fault explain(SQLException failure, PostgresUrl url) {
        var state = failure.getSQLState() == null ? "" : failure.getSQLState();
        return switch (state) {
            case "28P01", "28000", "08004" ->
                fault("target.bad-credentials", url)
                        .found("The server refused user \"" + url.user() + "\" with the credentials given.")
                        .next("Check the user in the address, and the password in PGPASSWORD or the pgpass file.");
            case "3D000" ->
                fault("target.no-database", url)
                        .found("The server is there, but has no database of this name.")
                        .next("Check the last part of the address, or create the database.");
            case "53300" ->
                fault("target.too-many-connections", url)
                        .found("The server has no connection left to give.")
                        .next("Try again later, or raise max_connections.");
            case "57P03" ->
                fault("target.starting", url)
                        .found("The server is starting up or shutting down.")
                        .next("Try again in a moment.");
            default ->
                fault("target.unreachable", url)
                        .found("No server answered there.")
                        .next("Check host and port in the address, and that the server runs and listens there.");
        };
    }

    /** What broke a transaction, where it is the database's state and not an error of ours; empty otherwise. */
    public static Optional<Fault> broken(SQLException failure, boolean committing) {
        var state = failure.getSQLState() == null ? "" : failure.getSQLState();
        if (state.startsWith("08") || LOST.contains(state)) {
            return Optional.of(committing ? commitLost() : connectionLost());
        }
        return switch (state) {
            case "55P03", "57014", "40001", "40P01" -> Optional.of(busy());
            case "42501" -> Optional.of(forbidden());
            default -> Optional.empty();
        };
    }

    private static Fault connectionLost() {
        return Fault.of("database.connection-lost", Fault.Kind.UNAVAILABLE)
                .refused("The command was not carried out.")
                .found("The connection to the database was lost, or the server let no further one in.")
                .changed("Nothing was changed.")
                .next("Run the command again once the server answers.")
                .leaving(Effect.NONE, Retry.SAFE);
    }

    private static Fault commitLost() {
        return Fault.of("database.commit-lost", Fault.Kind.UNAVAILABLE)
                .refused("The end of the command is unknown.")
                .found("The connection to the database was lost during the commit.")
                .changed("Whether the change was made is unknown.")
                .next("Look at what the command was to change before you run it again.")
                .leaving(Effect.UNKNOWN, Retry.NEVER);
    }

    private static Fault busy() {
        return Fault.of("database.busy", Fault.Kind.CONFLICT)
                .refused("The command was not carried out.")
                .found("Another transaction was in its way for too long.")
                .changed("Nothing was changed.")
                .next("Run the command again in a moment.")
                .leaving(Effect.NONE, Retry.SAFE);
    }

    private static Fault forbidden() {
        return Fault.of("database.forbidden", Fault.Kind.FAILED)
                .refused("The command was not carried out.")
                .found("The database user may not do this in the schema coppice.")
                .changed("Nothing was changed.")
                .next("Connect as another user, or have the owner of the schema grant the right.");
    }

    private static Fault fault(String code, PostgresUrl url) {
        return Fault.of(code, Fault.Kind.UNAVAILABLE)
                .refused("No connection to " + url + " could be opened.")
                .changed("Nothing was done.");
    }
}

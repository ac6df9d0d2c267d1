package dev.coppice.examples.graphplatform.internal;

import dev.coppice.examples.graphplatform.Dataset;
import dev.coppice.examples.graphplatform.Size;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.Optional;
import javax.sql.DataSource;

/** Whether the example is there, and how it gets there. */
public final class Installation {
    private static final String INSTALLED = "SELECT to_regclass('app.dataset') IS NOT NULL";
    private static final String COMPLETE = "SELECT complete FROM app.dataset";

    private static final Fault UNREADABLE = Fault.of("example.database", Kind.UNAVAILABLE)
            .refused("The example platform could not be looked at.")
            .changed("Nothing was changed.")
            .next("Mend the cause, and call again.")
            .leaving(Effect.NONE, Retry.SAFE);
    private static final Fault NOT_INSTALLED = Fault.of("example.database", Kind.UNAVAILABLE)
            .refused("The example platform was not installed, as far as can be told.")
            .changed("Its tables are there as a whole or not at all.")
            .next("Mend the cause, and call again: where they are there, nothing is done.")
            .leaving(Effect.UNKNOWN, Retry.SAFE);

    private Installation() {}

    /** Creates the empty tables, all or none. */
    public static void install(DataSource database) {
        Session.use(
                database,
                NOT_INSTALLED,
                session -> session.inTransaction(statement -> {
                    installIfAbsent(statement);
                    return true;
                }));
    }

    /** Whether the tables are there. */
    public static boolean isInstalled(DataSource database) {
        return Session.use(
                database, UNREADABLE, session -> session.inTransaction(statement -> Session.ask(statement, INSTALLED)));
    }

    /** Whether the tables are there and full. */
    public static boolean isPopulated(DataSource database) {
        return Session.use(
                database,
                UNREADABLE,
                session ->
                        session.inTransaction(statement -> Session.ask(statement, INSTALLED) && isComplete(statement)));
    }

    /** What was begun here. */
    public static Optional<Dataset> findDataset(DataSource database) {
        return Session.use(
                database,
                UNREADABLE,
                session -> session.inTransaction(
                        statement -> Session.ask(statement, INSTALLED) ? find(statement) : Optional.empty()));
    }

    static void installIfAbsent(Statement statement) throws SQLException {
        if (Session.ask(statement, INSTALLED)) {
            return;
        }
        if (Session.ask(statement, "SELECT to_regnamespace('app') IS NOT NULL")) {
            throw Fault.of("example.schema-taken", Kind.CONFLICT)
                    .refused("The example platform was not installed.")
                    .found("The database has a schema app that is not the example's.")
                    .changed("Nothing was changed.")
                    .next("Install it into a database of its own.")
                    .exception();
        }
        for (var file : SqlResource.SCHEMA) {
            statement.execute(SqlResource.read(file));
        }
    }

    static boolean isComplete(Statement statement) throws SQLException {
        return Session.ask(statement, COMPLETE);
    }

    static Optional<Dataset> find(Statement statement) throws SQLException {
        try (var row = statement.executeQuery("SELECT sessions, seed, as_of FROM app.dataset")) {
            if (!row.next()) {
                return Optional.empty();
            }
            var asOf = row.getObject(3, OffsetDateTime.class).toInstant();
            return Optional.of(new Dataset(Size.of(row.getLong(1)), row.getLong(2), asOf));
        }
    }
}

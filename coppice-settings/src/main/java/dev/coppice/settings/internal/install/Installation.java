package dev.coppice.settings.internal.install;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Makes the tables in one transaction. Those who come at the same time wait for each other, and find them. */
public final class Installation {
    /** The key of the lock that installations take. */
    private static final long LOCK = 0x636f70706963_65L;

    // language=SQL
    private static final String FOUND = """
            SELECT pg_catalog.to_regnamespace(?) IS NOT NULL, pg_catalog.to_regclass(?) IS NOT NULL
            """;

    private Installation() {}

    /** Makes them in a schema. */
    public static void run(DataSource source, String schema) {
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                install(connection, schema);
                connection.commit();
            } catch (SQLException | CoppiceException failure) {
                connection.rollback();
                throw failure;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException failure) {
            throw Fault.of("settings.install-failed", Kind.FAILED)
                    .refused("The tables of settings were not made.")
                    .found("The database refused it, or could not be reached.")
                    .changed("Nothing was changed.")
                    .next("See the log of the database, and mind that the role must own the schema.")
                    .exception(failure);
        }
    }

    private static void install(Connection connection, String schema) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT pg_catalog.pg_advisory_xact_lock(" + LOCK + ")");
        }
        if (isThere(connection, schema)) {
            return;
        }
        try (var statement = connection.createStatement()) {
            statement.execute(TablesScript.of(schema));
        }
    }

    private static boolean isThere(Connection connection, String schema) throws SQLException {
        try (var question = connection.prepareStatement(FOUND)) {
            question.setString(1, TablesScript.quoted(schema));
            question.setString(2, TablesScript.quoted(schema) + ".setting_definition");
            try (var answer = question.executeQuery()) {
                answer.next();
                if (!answer.getBoolean(1)) {
                    throw noSchema(schema);
                }
                return answer.getBoolean(2);
            }
        }
    }

    private static CoppiceException noSchema(String schema) {
        return Fault.of("settings.no-schema", Kind.NOT_FOUND)
                .refused("The tables of settings were not made.")
                .found("There is no schema " + schema + ".")
                .changed("Nothing was changed.")
                .next("Create the schema first.")
                .exception();
    }
}

package dev.coppice.control.internal.schema;

import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * What one database says about its schema.
 *
 * <p>The version stands in the comment of the schema: unlike a table it can be read where the schema is absent or forbidden
 * without an error, and it is right as well where the scripts were run by another tool than Flyway.
 *
 * @param server the server's version as PostgreSQL numbers it, 150004 for 15.4
 * @param version the schema's version, 0 where there is none
 * @param recorded whether Flyway's own history is there
 */
public record InstalledSchema(int server, int version, boolean recorded) {
    private static final int OLDEST_SERVER = 150_000;
    private static final Pattern VERSION = Pattern.compile("Coppice schema version ([0-9]{1,6})");

    // language=SQL
    private static final String STATUS = """
            SELECT
                current_setting('server_version_num')::int,
                (
                    SELECT obj_description(n.oid, 'pg_namespace')
                    FROM pg_catalog.pg_namespace AS n
                    WHERE n.nspname = 'coppice'
                ),
                EXISTS (
                    SELECT FROM pg_catalog.pg_class AS c
                    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                    WHERE n.nspname = 'coppice' AND c.relname = 'schema_history'
                )
            """;

    // language=SQL
    private static final String HISTORY =
            "SELECT coalesce(max(version::int), 0) FROM coppice.schema_history WHERE success AND version IS NOT NULL";

    /** Reads the state on a connection of its own. */
    public static InstalledSchema read(DataSource database) {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(STATUS)) {
            row.next();
            var installed = of(row);
            return installed.version() == 0 && installed.recorded() ? installed.fromHistory(connection) : installed;
        } catch (SQLException failure) {
            throw Fault.of("database.unreachable", Kind.UNAVAILABLE)
                    .refused("The state of the schema coppice could not be read.")
                    .found("The database did not answer (SQLSTATE " + failure.getSQLState() + ").")
                    .changed("Nothing was changed.")
                    .next("Check address, user and password, and that the server accepts connections.")
                    .leaving(Effect.NONE, Retry.SAFE)
                    .exception(failure);
        }
    }

    /** Refuses a server older than the oldest supported one. */
    public void requireSupportedServer() {
        if (server < OLDEST_SERVER) {
            throw Fault.of("database.too-old", Kind.REFUSED)
                    .refused("Coppice needs PostgreSQL 15 or newer.")
                    .found("The server is PostgreSQL " + server / 10_000 + "." + server % 10_000 + ".")
                    .changed("Nothing was changed.")
                    .next("Upgrade the server, or use another database.")
                    .exception();
        }
    }

    // A dump without comments was restored: the history still knows.
    private InstalledSchema fromHistory(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(HISTORY)) {
            row.next();
            return new InstalledSchema(server, row.getInt(1), true);
        }
    }

    private static InstalledSchema of(ResultSet row) throws SQLException {
        var comment = row.getString(2);
        var match = VERSION.matcher(comment == null ? "" : comment);
        return new InstalledSchema(
                row.getInt(1), match.matches() ? Integer.parseInt(match.group(1)) : 0, row.getBoolean(3));
    }
}

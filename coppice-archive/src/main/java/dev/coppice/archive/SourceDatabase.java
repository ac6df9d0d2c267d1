package dev.coppice.archive;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The database rows came from. A value for any thread.
 *
 * @param name its name
 * @param serverVersion the version of its server
 * @param encoding its encoding; archives are in UTF-8 whatever it is
 * @param collation its default collation
 */
public record SourceDatabase(String name, String serverVersion, String encoding, String collation) {
    // language=SQL
    private static final String FACTS = """
        SELECT datname, current_setting('server_version'), pg_encoding_to_char(encoding), datcollate
        FROM pg_catalog.pg_database
        WHERE datname = current_database()
        """;

    /** Asks the database of a connection. Joins the caller's transaction. */
    public static SourceDatabase read(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(FACTS)) {
            row.next();
            return new SourceDatabase(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
        }
    }
}

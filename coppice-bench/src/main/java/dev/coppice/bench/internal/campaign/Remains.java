package dev.coppice.bench.internal.campaign;

import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * The rows there are.
 *
 * @param rows how many, in all tables
 * @param digest equal where the same rows are in the same tables
 */
record Remains(long rows, String digest) {

    static Remains in(DataSource database) throws SQLException {
        var rows = 0L;
        var digest = new StringBuilder();
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            for (var table : Sessions.TABLES) {
                try (var row = statement.executeQuery(Sessions.digest(table))) {
                    row.next();
                    rows += row.getLong(1);
                    digest.append(row.getString(2)).append(' ');
                }
            }
        }
        return new Remains(rows, digest.toString());
    }
}

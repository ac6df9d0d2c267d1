package dev.coppice.lifecycle.internal.sql;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.spi.SavedParts.SavedTable;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A digest of rows that does not depend on their order: two 64-bit hashes of each row's text, added up. Two sets with equal
 * count and digest are equal but for an accident of one in 2^100; it is no defence against a forger.
 */
public final class RowDigest {
    private RowDigest() {}

    /** A query for count and digest of the rows {@code r} that a query yields. */
    public static String of(String query) {
        return "SELECT count(*), coalesce(sum(hashtextextended(r::text, 0)::numeric), 0)::text || ':' ||"
                + " coalesce(sum(hashtextextended(r::text, 1)::numeric), 0)::text FROM (" + query + ") AS r";
    }

    /**
     * Count and digest of the rows of a query, under the settings the transaction has: pin them first.
     *
     * @return the rows as they would be saved of {@code table}
     */
    public static SavedTable read(Connection connection, TableName table, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(of(query))) {
            result.next();
            return new SavedTable(table, result.getLong(1), result.getString(2));
        }
    }
}

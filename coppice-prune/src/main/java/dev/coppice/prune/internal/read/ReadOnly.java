package dev.coppice.prune.internal.read;

import dev.coppice.archive.PinnedSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * One transaction that writes nothing: READ ONLY, one snapshot, never committed. The settings that change what is visible
 * or how it is spelled are pinned as for a chunk, so that two people planning the same policy read the same, and what the
 * chunks will.
 */
public final class ReadOnly {
    /** How long a statement may run where nothing else is said. */
    public static final int STATEMENT_MILLIS = 60_000;

    private static final String BEGIN = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;"
            + " SET LOCAL lock_timeout = '5s';"
            + " SET LOCAL statement_timeout = " + STATEMENT_MILLIS + ";"
            + " SET LOCAL idle_in_transaction_session_timeout = '5min'";

    private ReadOnly() {}

    /**
     * Runs reads in a transaction of their own.
     *
     * @throws dev.coppice.ops.CoppiceException {@code database.…} when the database is out of reach or refuses
     */
    public static <T> T run(DataSource source, Function<Sql, T> reads) {
        try (var connection = source.getConnection()) {
            var before = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                return within(connection, reads);
            } finally {
                connection.rollback();
                connection.setAutoCommit(before);
            }
        } catch (SqlFailure refused) {
            throw ReadFaults.of(refused);
        } catch (SQLException refused) {
            throw ReadFaults.of(new SqlFailure(refused));
        }
    }

    private static <T> T within(Connection connection, Function<Sql, T> reads) throws SQLException {
        var sql = new Sql(connection);
        sql.execute(BEGIN);
        PinnedSettings.apply(connection);
        return reads.apply(sql);
    }
}

package dev.coppice.archive.internal.copy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.postgresql.util.PSQLException;

/** One {@code COPY … TO STDOUT}, row by row. The driver holds one row at a time, and so does this. */
public final class CopyFromServer {
    private static final String PROGRAM_LIMIT = "54000";
    private static final String INTERNAL_ERROR = "XX000";

    private final Connection connection;
    private final int widest;

    /** On a connection in the caller's transaction; a row of more than {@code widest} bytes is refused. */
    public CopyFromServer(Connection connection, int widest) {
        this.connection = connection;
        this.widest = widest;
    }

    /** The statement that sends what a query returns. */
    public static String text(String query) {
        return "COPY (" + query + ") TO STDOUT (FORMAT csv, ENCODING 'UTF8')";
    }

    /**
     * Runs a query that returns rows, and hands each to the sink. When the sink throws, the COPY is cancelled, so that the
     * connection can be used for the rollback.
     *
     * @return how many rows the server says it sent
     * @throws RowTooWide when a row is wider than PostgreSQL, Java or the limit can take
     */
    public long run(String query, RowSink sink) throws SQLException, IOException {
        var copies = connection.unwrap(PGConnection.class).getCopyAPI();
        try {
            var copy = copies.copyOut(text(query));
            pump(copy, sink);
            return copy.getHandledRowCount();
        } catch (PSQLException failure) {
            if (isTooWide(failure)) {
                throw new RowTooWide(failure);
            }
            throw failure;
        }
    }

    private void pump(CopyOut copy, RowSink sink) throws SQLException, IOException {
        try {
            for (var row = read(copy); row.length > 0; row = read(copy)) {
                if (row.length > widest) {
                    throw new RowTooWide(null);
                }
                sink.row(row);
            }
        } catch (IOException | RuntimeException failure) {
            cancel(copy, failure);
            throw failure;
        }
    }

    private byte[] read(CopyOut copy) throws SQLException, RowTooWide {
        try {
            var row = copy.readFromCopy();
            return row == null ? new byte[0] : row;
        } catch (OutOfMemoryError tooWide) {
            // The row's length has been read and its bytes have not: nothing more can be understood on this connection,
            // and
            // the driver would wait for this COPY for ever.
            connection.abort(Runnable::run);
            throw new RowTooWide(tooWide);
        }
    }

    // The driver's own cancelCopy() fails when the server has sent its last row already. Here the cancel is sent, and
    // whatever
    // still comes is read away until the server says that the statement has ended, one way or the other.
    private void cancel(CopyOut copy, Exception failure) {
        try {
            if (copy.isActive()) {
                connection.unwrap(PGConnection.class).cancelQuery();
            }
            while (copy.isActive()) {
                read(copy);
            }
        } catch (SQLException | RowTooWide alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
    }

    // Where its text has more than 1 GB, PostgreSQL itself gives up: by a limit, or by an allocation it refuses. The
    // words
    // of the second are never translated.
    private static boolean isTooWide(PSQLException failure) {
        var server = failure.getServerErrorMessage();
        var words = server == null ? null : server.getMessage();
        return PROGRAM_LIMIT.equals(failure.getSQLState())
                || (INTERNAL_ERROR.equals(failure.getSQLState())
                        && words != null
                        && words.startsWith("invalid memory alloc request size"));
    }
}

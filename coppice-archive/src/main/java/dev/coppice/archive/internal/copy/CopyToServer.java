package dev.coppice.archive.internal.copy;

import dev.coppice.archive.internal.csv.CsvException;
import dev.coppice.archive.internal.csv.CsvProjection;
import dev.coppice.archive.internal.csv.CsvRecord;
import dev.coppice.archive.internal.csv.CsvSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** One {@code COPY … FROM STDIN}. */
public final class CopyToServer {
    private static final int PIECE = 64 * 1024;

    private final Connection connection;

    /** On a connection in the caller's transaction. */
    public CopyToServer(Connection connection) {
        this.connection = connection;
    }

    /** Sends CSV as it is; returns how many rows the server took. */
    public long send(String target, InputStream csv) throws SQLException, IOException {
        return run(target, copy -> {
            var piece = new byte[PIECE];
            for (var read = csv.read(piece); read >= 0; read = csv.read(piece)) {
                copy.writeToCopy(piece, 0, read);
            }
        });
    }

    /** Sends some fields of each record, in this order, of records with {@code width} fields. */
    public long send(String target, InputStream csv, int width, List<Integer> fields) throws SQLException, IOException {
        var source = new CsvSource(csv);
        var record = new CsvRecord();
        var projection = new CsvProjection(fields);
        var piece = new ByteArrayOutputStream(PIECE);
        return run(target, copy -> {
            while (source.next()) {
                if (!record.read(source.bytes(), source.start(), source.end()) || record.fields() != width) {
                    throw new CsvException("a record has not the " + width + " fields of its columns");
                }
                projection.take(record, source.bytes());
                piece.write(projection.bytes(), 0, projection.length());
                if (piece.size() > PIECE) {
                    flush(piece, copy);
                }
            }
            flush(piece, copy);
        });
    }

    private static void flush(ByteArrayOutputStream piece, CopyIn copy) throws SQLException {
        copy.writeToCopy(piece.toByteArray(), 0, piece.size());
        piece.reset();
    }

    private long run(String target, Feed feed) throws SQLException, IOException {
        var copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + target + " FROM STDIN (FORMAT csv, ENCODING 'UTF8')");
        try {
            feed.into(copy);
            return copy.endCopy();
        } catch (IOException | SQLException | RuntimeException failure) {
            cancel(copy, failure);
            throw failure;
        }
    }

    private static void cancel(CopyIn copy, Exception failure) {
        try {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        } catch (SQLException alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
    }

    private interface Feed {
        void into(CopyIn copy) throws SQLException, IOException;
    }
}

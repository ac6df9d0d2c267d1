package dev.coppice.archive.internal.csv;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/** Splits a stream of CSV into its records. Holds one record at a time; for one thread. */
public final class CsvSource {
    private static final int FIRST_SIZE = 64 * 1024;

    private final InputStream in;
    private byte[] buffer = new byte[FIRST_SIZE];
    private int start;
    private int end;
    private int filled;

    /** Reads from {@code in}, which stays the caller's to close. */
    public CsvSource(InputStream in) {
        this.in = Objects.requireNonNull(in, "in");
    }

    /**
     * Goes to the next record.
     *
     * @return false at the end of the stream
     * @throws CsvException when the stream ends inside a record
     */
    public boolean next() throws IOException {
        start = end;
        var quoted = false;
        for (var i = start; ; i++) {
            if (i == filled) {
                var moved = start;
                if (!fill()) {
                    return ended();
                }
                i -= moved - start;
            }
            if (buffer[i] == '"') {
                quoted = !quoted;
            } else if (buffer[i] == '\n' && !quoted) {
                end = i + 1;
                return true;
            }
        }
    }

    /** The bytes that hold the record, from {@link #start()} to {@link #end()}; good until the next one. */
    public byte[] bytes() {
        return buffer;
    }

    /** Where the record begins. */
    public int start() {
        return start;
    }

    /** Where it ends, its newline included. */
    public int end() {
        return end;
    }

    private boolean ended() throws CsvException {
        if (start < filled) {
            throw new CsvException("it ends inside a record");
        }
        end = filled;
        return false;
    }

    private boolean fill() throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, filled - start);
            filled -= start;
            start = 0;
        } else if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.multiplyExact(buffer.length, 2));
        }
        var read = in.read(buffer, filled, buffer.length - filled);
        filled += Math.max(read, 0);
        return read > 0;
    }
}

package dev.coppice.archive.internal.csv;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Some fields of a record as a record of their own, byte for byte as COPY would have written it. For one thread.
 */
public final class CsvProjection {
    private static final byte[] END_MARKER = {'\\', '.'};

    private final int[] fields;
    private final Bytes out = new Bytes();

    /** The fields to take, in this order. */
    public CsvProjection(List<Integer> fields) {
        this.fields = fields.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Makes the record; it lies in {@link #bytes()} up to {@link #length()}, until the next one. */
    public void take(CsvRecord record, byte[] source) {
        out.reset();
        for (var i = 0; i < fields.length; i++) {
            if (i > 0) {
                out.write(',');
            }
            field(source, record.start(fields[i]), record.end(fields[i]));
        }
        out.write('\n');
    }

    /** The bytes of the record, and behind them what was there before. */
    public byte[] bytes() {
        return out.buffer();
    }

    /** How long the record is. */
    public int length() {
        return out.size();
    }

    // Alone on its line it would mean the end of the data, so COPY quotes it there and only there.
    private void field(byte[] source, int start, int end) {
        var marker = end - start == END_MARKER.length
                && source[start] == END_MARKER[0]
                && source[start + 1] == END_MARKER[1];
        var alone = marker && fields.length == 1;
        if (alone) {
            out.write('"');
        }
        out.write(source, start, end - start);
        if (alone) {
            out.write('"');
        }
    }

    private static final class Bytes extends ByteArrayOutputStream {
        byte[] buffer() {
            return buf;
        }
    }
}

package dev.coppice.archive.internal.csv;

import java.util.Arrays;

/**
 * The fields of one CSV record as COPY writes it: separated by commas, ended by a newline, a field either without quotes and
 * with none of comma, quote, newline, or wholly in quotes with each quote in it doubled. An empty field is null, an empty
 * quoted one an empty text. Reused from record to record; for one thread.
 */
public final class CsvRecord {
    private static final byte QUOTE = '"';
    private static final byte COMMA = ',';
    private static final byte NEWLINE = '\n';
    private static final int FIRST_SIZE = 32;

    private byte[] bytes = {};
    private int[] starts = new int[FIRST_SIZE];
    private int[] ends = new int[FIRST_SIZE];
    private int fields;

    /**
     * Reads the record that fills {@code bytes} from {@code from} to {@code to}, its newline included.
     *
     * @return whether it is exactly one record
     */
    public boolean read(byte[] source, int from, int to) {
        bytes = source;
        fields = 0;
        if (to <= from || source[to - 1] != NEWLINE) {
            return false;
        }
        var next = from;
        while (true) {
            var end = source[next] == QUOTE ? afterQuoted(next + 1, to) : afterPlain(next);
            if (end < 0) {
                return false;
            }
            add(next, end);
            if (source[end] == NEWLINE) {
                return end == to - 1;
            }
            if (source[end] != COMMA) {
                return false;
            }
            next = end + 1;
        }
    }

    /** How many fields there are. */
    public int fields() {
        return fields;
    }

    /** Whether a field is null. */
    public boolean isNull(int field) {
        return starts[field] == ends[field];
    }

    /** Where a field begins in the bytes read, its quote included. */
    public int start(int field) {
        return starts[field];
    }

    /** Where a field ends. */
    public int end(int field) {
        return ends[field];
    }

    /** The value of a field that is not null, without its quotes. */
    public byte[] value(int field) {
        var start = starts[field];
        if (bytes[start] != QUOTE) {
            return Arrays.copyOfRange(bytes, start, ends[field]);
        }
        var value = new byte[ends[field] - start - 2];
        var length = 0;
        for (var i = start + 1; i < ends[field] - 1; i++) {
            value[length++] = bytes[i];
            if (bytes[i] == QUOTE) {
                i++;
            }
        }
        return length == value.length ? value : Arrays.copyOf(value, length);
    }

    private int afterPlain(int from) {
        var i = from;
        while (bytes[i] != COMMA && bytes[i] != NEWLINE) { // ends at the last byte, a newline
            i++;
        }
        return i;
    }

    private int afterQuoted(int from, int to) {
        for (var i = from; i < to - 1; i++) {
            if (bytes[i] == QUOTE) {
                if (bytes[i + 1] != QUOTE) {
                    return i + 1;
                }
                i++;
            }
        }
        return -1;
    }

    private void add(int start, int end) {
        if (fields == starts.length) {
            starts = Arrays.copyOf(starts, fields * 2);
            ends = Arrays.copyOf(ends, fields * 2);
        }
        starts[fields] = start;
        ends[fields] = end;
        fields++;
    }
}

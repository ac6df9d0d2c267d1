package dev.coppice.archive.internal.copy;

import java.io.IOException;

/** Takes the rows of a COPY. */
@FunctionalInterface
public interface RowSink {
    /** Takes one row as CSV, its newline included; the array is the sink's to keep. */
    void row(byte[] csv) throws IOException;
}

package dev.coppice.archive.internal.csv;

import java.io.IOException;

/** The bytes are not the CSV that was expected. Its message is a clause about them. */
public final class CsvException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with it. */
    public CsvException(String message) {
        super(message);
    }
}

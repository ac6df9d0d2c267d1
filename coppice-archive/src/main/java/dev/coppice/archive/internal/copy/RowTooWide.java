package dev.coppice.archive.internal.copy;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A row has more text than can be archived. */
public final class RowTooWide extends IOException {
    private static final long serialVersionUID = 1L;

    RowTooWide(@Nullable Throwable cause) {
        super("a row is too wide", cause);
    }
}

package dev.coppice.ops.internal.transaction;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where work gets its transaction from. */
public interface Transactions {
    /** What the work may do. */
    enum Mode {
        /** Nothing but read. */
        READ,
        /** Anything. */
        WRITE
    }

    /** Runs work once. */
    <T extends @Nullable Object> T run(Mode mode, Function<Session, T> work);
}

package dev.coppice.spring.internal.actuator;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers that are looked up when they are asked for, and not again while they are fresh. What cannot be looked up is empty: an old
 * number would say that all is well. Safe for any thread.
 */
final class Looked<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Looked.class);

    private final Supplier<T> look;
    private final LongSupplier nanoTime;
    private final long fresh;
    private @Nullable T found;
    private long dueAt;

    Looked(Supplier<T> look, Duration fresh, LongSupplier nanoTime) {
        this.look = look;
        this.fresh = fresh.toNanos();
        this.nanoTime = nanoTime;
        this.dueAt = nanoTime.getAsLong();
    }

    synchronized Optional<T> get() {
        if (nanoTime.getAsLong() - dueAt >= 0) {
            found = looked();
            dueAt = nanoTime.getAsLong() + fresh;
        }
        return Optional.ofNullable(found);
    }

    private @Nullable T looked() {
        try {
            return look.get();
        } catch (RuntimeException unreadable) {
            LOG.warn("numbers of Coppice could not be looked up", unreadable);
            return null;
        }
    }
}

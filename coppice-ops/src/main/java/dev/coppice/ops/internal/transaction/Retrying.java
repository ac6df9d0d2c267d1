package dev.coppice.ops.internal.transaction;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.fault.RetryableFailure;
import dev.coppice.ops.spi.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one place where anything is tried again: whole transactions that are known not to have committed. What it gives up
 * on is no {@link RetryableFailure} any more, or a transaction around this one would multiply the tries.
 *
 * @param random from 0 to 1, spreads the waits of callers who failed together
 * @param noticed told of each failure before its wait
 */
public record Retrying(
        Transactions inner,
        Waiter waiter,
        DoubleSupplier random,
        BiConsumer<Transactions.Mode, RetryableFailure> noticed)
        implements Transactions {
    private static final int TRIES = 5;
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final double SPREAD = 0.2;

    @Override
    public <T extends @Nullable Object> T run(Mode mode, Function<Session, T> work) {
        var failures = new ArrayList<RetryableFailure>();
        while (true) {
            try {
                return inner.run(mode, work);
            } catch (RetryableFailure failure) {
                failures.add(failure);
                if (failures.size() == TRIES || !waited(mode, failures.size(), failure)) {
                    throw withEarlier(new CoppiceException(failure.fault(), failure), failures);
                }
            } catch (RuntimeException failure) {
                throw withEarlier(failure, failures);
            }
        }
    }

    private boolean waited(Mode mode, int tries, RetryableFailure failure) {
        noticed.accept(mode, failure);
        try {
            waiter.await(pause(tries));
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Duration pause(int tries) {
        var doubled = Math.min(FIRST_WAIT.toNanos() << (tries - 1), LONGEST_WAIT.toNanos());
        return Duration.ofNanos((long) (doubled * (1 - SPREAD + 2 * SPREAD * random.getAsDouble())));
    }

    private static <E extends RuntimeException> E withEarlier(E last, ArrayList<RetryableFailure> failures) {
        for (var failure : failures) {
            if (!failure.equals(last) && !failure.equals(last.getCause())) {
                last.addSuppressed(failure);
            }
        }
        return last;
    }
}

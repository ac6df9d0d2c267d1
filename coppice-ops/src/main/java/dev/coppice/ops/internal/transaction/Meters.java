package dev.coppice.ops.internal.transaction;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.spi.OpMeters;
import dev.coppice.ops.spi.OpMeters.Op;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the figures of each op to whoever wants them; what goes wrong there stays there. */
public record Meters(@Nullable OpMeters target, String layer) {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.ops");

    /** Runs work as the op called {@code name} on {@code spec}. */
    public <T extends @Nullable Object> T measure(String spec, String name, Supplier<T> work) {
        var op = new Op(layer, spec, name);
        var begun = tell(meters -> meters.began(op));
        var start = System.nanoTime();
        var ending = "error";
        try {
            var result = work.get();
            ending = result instanceof Outcome<?> outcome
                    ? outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT)
                    : "done";
            return result;
        } catch (RuntimeException failure) {
            ending = failure instanceof CoppiceException error ? error.code() : "domain";
            var code = ending;
            tell(meters -> meters.failed(op, code));
            throw failure;
        } finally {
            var outcome = ending;
            var took = Duration.ofNanos(System.nanoTime() - start);
            if (begun) {
                tell(meters -> meters.ended(op, outcome, took));
            }
        }
    }

    /** Tells of a transaction that is tried again. */
    public void retried(Transactions.Mode mode, CoppiceException failure) {
        var op = new Op(layer, "transaction", mode == Transactions.Mode.READ ? "read" : "write");
        tell(meters -> meters.retried(op, failure.code()));
    }

    private boolean tell(Consumer<OpMeters> figure) {
        if (target == null) {
            return false;
        }
        try {
            figure.accept(target);
            return true;
        } catch (RuntimeException | LinkageError broken) {
            LOG.debug("a meter failed; the op goes on", broken);
            return false;
        }
    }
}

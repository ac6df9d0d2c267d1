package dev.coppice.server.internal.health;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Whether requests can be served: the database answers within two seconds and its schema coppice is current. Askers share
 * one look at the database, so that a stuck database does not collect them. Safe for any thread.
 */
public final class Readiness implements AutoCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(2);

    private final CoppiceSchema schema;
    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("coppice-ready-", 0).factory());
    private @Nullable CompletableFuture<Optional<Fault>> running;

    /** Readiness for the database of {@code source}. */
    public Readiness(DataSource source) {
        this.schema = new CoppiceSchema(source);
    }

    /** Why the server is not ready; empty when it is. */
    public Optional<Fault> trouble() {
        try {
            return look().get(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            return Optional.of(notReady("The database did not answer within 2 s."));
        } catch (ExecutionException broken) {
            return Optional.of(notReady("The database cannot be reached."));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Optional.of(notReady("The server is stopping."));
        }
    }

    /** Ends a look under way. */
    @Override
    public void close() {
        executor.shutdownNow();
    }

    private synchronized CompletableFuture<Optional<Fault>> look() {
        var shared = running;
        if (shared == null || shared.isDone()) {
            shared = CompletableFuture.supplyAsync(this::found, executor);
            running = shared;
        }
        return shared;
    }

    private Optional<Fault> found() {
        try {
            schema.requireCurrent();
            return Optional.empty();
        } catch (CoppiceException told) {
            var reason = told.fault();
            return Optional.of(
                    reason.kind() == Kind.UNAVAILABLE
                            ? notReady("The database cannot be reached.")
                            : notReady(reason.found()).next(reason.next()));
        }
    }

    private static Fault notReady(String found) {
        return Fault.of("server.not-ready", Kind.UNAVAILABLE)
                .refused("The server is not ready.")
                .found(found)
                .changed("Nothing was changed.")
                .next("It becomes ready by itself once that is mended.")
                .leaving(Effect.NONE, Retry.SAFE);
    }
}

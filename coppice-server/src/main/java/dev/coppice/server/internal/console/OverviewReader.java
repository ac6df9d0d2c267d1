package dev.coppice.server.internal.console;

import dev.coppice.server.KindView;
import dev.coppice.server.PolicyView;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the first page shows. Counts run side by side on at most three connections, and a page waits three seconds at
 * most: what is not counted by then shows its last numbers. Safe for any thread.
 */
public final class OverviewReader implements AutoCloseable {
    private static final Duration PAGE_WAITS = Duration.ofSeconds(3);
    private static final int AT_ONCE = 3;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("coppice-count-", 0).factory());
    private final Semaphore connections = new Semaphore(AT_ONCE);
    private final Counts<KindView, KindNumbers> kinds;
    private final Counts<PolicyView, PolicyNumbers> policies;
    private final Remembered<Overview.Target> target;
    private final Remembered<NeedsReader.Needs> needs;

    /** Reads {@code kinds} and {@code policies} from {@code source}. */
    public OverviewReader(DataSource source, List<KindView> kinds, List<PolicyView> policies) {
        var reader = new BoundedReader(source);
        this.target = remembered(new TargetReader(source, reader)::read);
        this.needs = remembered(new NeedsReader(reader)::read);
        this.kinds = counts(kinds, kind -> new KindCounter(kind, reader).count(), OverviewReader::pending);
        this.policies = counts(policies, policy -> new PolicyCounter(policy, reader).count(), OverviewReader::pending);
    }

    /** The overview as of now. */
    public Overview read() {
        wait(CompletableFuture.allOf(target.current(), needs.current(), kinds.begin(), policies.begin()));
        return seen();
    }

    /** How much waits for a person now; empty where that is not known in time. */
    public OptionalLong waiting() {
        var asked = needs.current();
        wait(asked);
        var known = asked.state() == Future.State.SUCCESS ? asked.resultNow() : NeedsReader.UNREAD;
        return known.trouble().isEmpty() ? OptionalLong.of(known.many()) : OptionalLong.empty();
    }

    private static void wait(CompletableFuture<?> counts) {
        try {
            counts.exceptionally(failure -> null).get(PAGE_WAITS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.TimeoutException | java.util.concurrent.ExecutionException unfinished) {
            return;
        }
    }

    /** Waits for counts under way, which end by their statement timeout; where the database hangs, cuts them off. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(PAGE_WAITS.toMillis(), TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException stopping) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private Overview seen() {
        var waiting = Objects.requireNonNullElse(needs.last(), NeedsReader.UNREAD);
        return new Overview(
                Objects.requireNonNullElse(target.last(), TargetReader.UNREAD),
                waiting.items(),
                waiting.trouble(),
                kinds.seen(),
                policies.seen(),
                TIME.format(Instant.now()));
    }

    private <T> Remembered<T> remembered(Supplier<T> count) {
        return new Remembered<>(() -> inTurn(count), executor, System::nanoTime);
    }

    private <T> T inTurn(Supplier<T> count) {
        connections.acquireUninterruptibly();
        try {
            return count.get();
        } finally {
            connections.release();
        }
    }

    private <V, N> Counts<V, N> counts(List<V> views, Function<V, N> count, Function<V, N> pending) {
        return new Counts<>(
                views,
                views.stream().map(view -> remembered(() -> count.apply(view))).toList(),
                pending);
    }

    private static KindNumbers pending(KindView kind) {
        return new KindNumbers(kind.name(), kind.table().toString(), List.of(), "Being counted.");
    }

    private static PolicyNumbers pending(PolicyView policy) {
        var waiting = PolicyNumbers.Figure.sentence("being counted");
        return new PolicyNumbers(policy.name(), PolicyNumbers.Rule.of(policy), waiting, waiting, waiting, Pace.UNKNOWN);
    }

    /** Views, their counts in the same order, and what is shown before the first count. */
    private record Counts<V, N>(List<V> views, List<Remembered<N>> counts, Function<V, N> pending) {
        CompletableFuture<Void> begin() {
            return CompletableFuture.allOf(
                    counts.stream().map(Remembered::current).toArray(CompletableFuture[]::new));
        }

        List<N> seen() {
            return java.util.stream.IntStream.range(0, views.size())
                    .mapToObj(i -> shown(counts.get(i).last(), views.get(i)))
                    .toList();
        }

        private N shown(@Nullable N counted, V view) {
            return Objects.requireNonNullElseGet(counted, () -> pending.apply(view));
        }
    }
}

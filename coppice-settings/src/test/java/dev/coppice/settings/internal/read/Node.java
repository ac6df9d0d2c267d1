package dev.coppice.settings.internal.read;

import dev.coppice.settings.Document;
import dev.coppice.settings.Viewer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** One process that reads. Its clock stands until it is moved, and its watch can be held. */
final class Node implements AutoCloseable {
    static final Duration STALENESS = Duration.ofSeconds(3);
    private static final long PATIENCE_SECONDS = 10;

    final NodeSource source;
    final RememberedReads reads;
    private final AtomicLong nanos = new AtomicLong(4711);
    private final AtomicInteger loads = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Consumer<String> also;
    private long looks;
    private long lost;
    private boolean held;
    private boolean standing;

    private Node(DataSource real, String schema, Choice choice) {
        this.source = new NodeSource(real);
        this.also = choice.also;
        var tuning = new RememberedReads.Tuning(nanos::get, choice.bytes, choice.between, choice.kept, this::reached);
        this.reads = new RememberedReads(source, schema, STALENESS, tuning);
    }

    /** What a test may want otherwise. */
    record Choice(long bytes, Duration between, Duration kept, Consumer<String> also) {
        static final Choice USUAL = new Choice(10_000_000, Duration.ofMinutes(10), Duration.ofHours(1), place -> {});

        Choice bytes(long most) {
            return new Choice(most, between, kept, also);
        }

        Choice lookingEvery(Duration time) {
            return new Choice(bytes, time, kept, also);
        }

        Choice keeping(Duration time) {
            return new Choice(bytes, between, time, also);
        }

        Choice also(Consumer<String> pause) {
            return new Choice(bytes, between, kept, pause);
        }
    }

    static Node of(Tables tables) {
        return of(tables, Choice.USUAL);
    }

    static Node of(Tables tables, Choice choice) {
        return on(tables.db().dataSource(), tables, choice);
    }

    static Node on(DataSource source, Tables tables, Choice choice) {
        return new Node(source, tables.schema(), choice);
    }

    /** Begins to watch, and returns when it has looked. */
    Node start() {
        long before = looks();
        reads.start();
        await(() -> looks > before);
        return this;
    }

    Document read(Viewer viewer, String name) {
        return reads.read(viewer, List.of(name)).items().getFirst().value();
    }

    /** What everybody sees, as JSON. */
    String read(String name) {
        return read(Viewer.anonymous(), name).json();
    }

    void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** How often the database was asked for fragments. */
    int loads() {
        return loads.get();
    }

    long looks() {
        return under(() -> looks);
    }

    void awaitRead(String name, String expected) {
        awaitRead(Viewer.anonymous(), name, expected);
    }

    /** Waits until an answer has changed; asks again after each look. */
    void awaitRead(Viewer viewer, String name, String expected) {
        for (long before = looks(); !read(viewer, name).json().equals(expected); before = looks()) {
            long seen = before;
            await(() -> looks > seen);
        }
    }

    void awaitLook() {
        long seen = looks();
        await(() -> looks > seen);
    }

    void awaitLost() {
        await(() -> lost > 0);
    }

    /** Lets the watch stand still after its next look. */
    void holdWatch() {
        under(() -> held = true);
        await(() -> standing);
    }

    void releaseWatch() {
        under(() -> held = false);
    }

    private void reached(String place) {
        also.accept(place);
        switch (place) {
            case "settings.loaded" -> loads.incrementAndGet();
            case "settings.lost" -> under(() -> lost++);
            case "settings.looked" -> looked();
            default -> throw new AssertionError(place);
        }
    }

    private void looked() {
        under(() -> {
            looks++;
            standing = held;
            return standing;
        });
        await(() -> !held);
    }

    private void await(BooleanSupplier condition) {
        lock.lock();
        try {
            for (long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS); !condition.getAsBoolean(); ) {
                if (left <= 0) {
                    throw new AssertionError("nothing has happened for %d s".formatted(PATIENCE_SECONDS));
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        } finally {
            lock.unlock();
        }
    }

    private <T> T under(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }

    @Override
    public void close() {
        releaseWatch();
        reads.close();
    }
}

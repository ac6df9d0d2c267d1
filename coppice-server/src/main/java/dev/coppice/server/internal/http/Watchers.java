package dev.coppice.server.internal.http;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** Who watches what: a bounded number of watchers, one look for each subject. Safe for any thread. */
final class Watchers implements AutoCloseable {
    static final int MOST = 1_000;

    private static final Duration FIRST_LOOK = Duration.ofSeconds(10);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Shared> looks = new HashMap<>();
    private final Set<Thread> threads = new HashSet<>();
    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("coppice-look-", 0).factory());
    private final Function<Exception, Problem> told;
    private final int most;
    private boolean closed;

    Watchers(Function<Exception, Problem> told, int most) {
        this.told = told;
        this.most = most;
    }

    /** A look and how many share it. */
    private static final class Shared {
        final SharedLook look;
        int watchers;

        Shared(SharedLook look) {
            this.look = look;
        }
    }

    /** What is done with a look; interrupted when the server stops. */
    @FunctionalInterface
    interface Watching {
        void watch(SharedLook look);
    }

    /** How many watch. */
    int count() {
        lock.lock();
        try {
            return threads.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Watches on the caller's thread, once there is a first thing to be seen.
     *
     * @throws CoppiceException {@code server.too-many-watchers}, {@code server.stopping}; what the first look threw
     */
    void watch(EventSource source, Watching watching) {
        var shared = join(source);
        try {
            var first = shared.look.after(0, FIRST_LOOK);
            if (first.isPresent() && first.get().failure() instanceof RuntimeException failure) {
                throw failure;
            }
            watching.watch(shared.look);
        } catch (InterruptedException stopping) {
            throw RequestFaults.stopping();
        } finally {
            leave(source.key(), shared);
        }
    }

    /** Ends all watching, and waits until no look is under way. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            looks.values().forEach(shared -> shared.look.stop());
            threads.forEach(Thread::interrupt);
        } finally {
            lock.unlock();
        }
        executor.shutdown();
        try {
            if (!executor.awaitTermination(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException stopping) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private Shared join(EventSource source) {
        lock.lock();
        try {
            if (closed) {
                throw RequestFaults.stopping();
            }
            if (threads.size() >= most) {
                throw tooMany();
            }
            var shared = looks.get(source.key());
            if (shared == null || shared.look.over()) {
                // A subject that was over may have begun anew: who comes later looks again.
                shared = new Shared(new SharedLook(source, told));
                looks.put(source.key(), shared);
                executor.execute(shared.look);
            }
            shared.watchers++;
            threads.add(Thread.currentThread());
            return shared;
        } finally {
            lock.unlock();
        }
    }

    private void leave(String key, Shared shared) {
        lock.lock();
        try {
            threads.remove(Thread.currentThread());
            shared.watchers--;
            if (shared.watchers == 0) {
                looks.remove(key, shared);
                shared.look.stop();
            }
        } finally {
            lock.unlock();
        }
        // An interrupt meant for the watching must not reach what this thread does next.
        Thread.interrupted();
    }

    private CoppiceException tooMany() {
        return Fault.of("server.too-many-watchers", Kind.UNAVAILABLE)
                .refused("The events are not sent.")
                .found("So many watchers as this server has at once, " + most + ", are there already.")
                .changed("Nothing was changed.")
                .next("Ask again after 10 s, or read the state without watching it.")
                .leaving(Effect.NONE, Retry.SAFE)
                .exception();
    }
}

package dev.coppice.cli.internal.serving;

import dev.coppice.cli.internal.pruning.StopSignals;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * What the JVM does when it is told to end: it closes the parts, and waits for the thread that may still be starting one and
 * that nobody else can stop. That thread closes the hook when it has nothing left to do. A second signal ends the process at
 * once, and so does a stop that takes too long.
 */
public final class StopHook implements AutoCloseable {
    /** Shorter than what a service manager grants before it kills. */
    private static final int LONGEST_SECONDS = 80;

    private static final int FAILED = 1;

    private final Parts parts;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean signalled;

    private StopHook(Parts parts) {
        this.parts = parts;
    }

    /** Sets it up for these parts, which it closes; {@code told} is called at the first signal. */
    public static StopHook of(Parts parts, Runnable told) {
        var hook = new StopHook(parts);
        Runtime.getRuntime().addShutdownHook(new Thread(hook::stop, "coppice-stop-1"));
        StopSignals.toExit(() -> {
            hook.signalled = true;
            told.run();
        });
        return hook;
    }

    /** Whether the process was told to end. */
    public boolean asked() {
        return signalled || asked.getCount() == 0;
    }

    /** Returns once the process is told to end. */
    public void awaitAsked() throws InterruptedException {
        asked.await();
    }

    @Override
    public void close() {
        parts.close();
        ended.countDown();
    }

    private void stop() {
        asked.countDown();
        Thread.ofPlatform().daemon().name("coppice-stop-2").start(this::endAnyway);
        parts.close();
        awaitEnded();
    }

    private void endAnyway() {
        if (!awaitEnded()) {
            LoggerFactory.getLogger(StopHook.class).warn("not stopped within {} s, ended at once", LONGEST_SECONDS);
            Runtime.getRuntime().halt(FAILED);
        }
    }

    private boolean awaitEnded() {
        try {
            return ended.await(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}

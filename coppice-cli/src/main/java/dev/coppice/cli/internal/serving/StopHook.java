package dev.coppice.cli.internal.serving;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * What the JVM does when it is told to end: it closes the parts, and waits for the thread that may still be starting one and
 * that nobody else can stop. That thread closes the hook when it has nothing left to do.
 */
public final class StopHook implements AutoCloseable {
    private static final int STARTING_PART_SECONDS = 60;

    private final Parts parts;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private StopHook(Parts parts) {
        this.parts = parts;
    }

    /** Sets it up for these parts, which it closes. */
    public static StopHook of(Parts parts) {
        var hook = new StopHook(parts);
        Runtime.getRuntime().addShutdownHook(new Thread(hook::stop, "coppice-stop-1"));
        return hook;
    }

    /** Whether the process was told to end. */
    public boolean asked() {
        return asked.getCount() == 0;
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
        parts.close();
        try {
            if (!ended.await(STARTING_PART_SECONDS, TimeUnit.SECONDS)) {
                LoggerFactory.getLogger(StopHook.class).warn("what was being started may still run");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}

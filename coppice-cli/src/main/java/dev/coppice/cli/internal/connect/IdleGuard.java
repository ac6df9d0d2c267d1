package dev.coppice.cli.internal.connect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Closes a body of which nothing has come for so long, so that nobody waits for it for ever. Until it is closed itself. */
final class IdleGuard implements AutoCloseable {
    private final InputStream body;
    private final long nanos;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long last = System.nanoTime();

    private IdleGuard(InputStream body, Duration longest) {
        this.body = body;
        this.nanos = longest.toNanos();
    }

    static IdleGuard over(InputStream body, Duration longest) {
        var guard = new IdleGuard(body, longest);
        Thread.ofVirtual().name("coppice-idle-1").start(guard::watch);
        return guard;
    }

    /** More of it has come. */
    void came() {
        last = System.nanoTime();
    }

    private void watch() {
        try {
            for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - last)) {
                if (ended.await(left, TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
            body.close();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException broken) {
            throw new UncheckedIOException("the body could not be closed", broken);
        }
    }

    @Override
    public void close() {
        ended.countDown();
    }
}

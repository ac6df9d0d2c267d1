package dev.coppice.cli.internal.serving;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was started so far; closing stops it in the opposite order and lets nothing be added any more. Safe for any thread;
 * closing twice does nothing more.
 */
public final class Parts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private boolean closed;

    /**
     * Remembers a started part. When all was closed while it started, it is closed at once, since nobody else would.
     *
     * @throws CancellationException in that case
     */
    public synchronized <T extends AutoCloseable> T add(T part) {
        if (closed) {
            close(part);
            throw new CancellationException("closed while it started");
        }
        started.push(part);
        return part;
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!started.isEmpty()) {
            close(started.pop());
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception failure) {
            // The parts below it must stop all the same.
            LOG.warn("{} did not stop in order", part.getClass().getSimpleName(), failure);
        }
    }
}

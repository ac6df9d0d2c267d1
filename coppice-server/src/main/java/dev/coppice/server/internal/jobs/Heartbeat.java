package dev.coppice.server.internal.jobs;

import dev.coppice.ops.CoppiceException;
import dev.coppice.server.internal.home.HomeDatabase;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says from time to time that this server lives, has it heed the version of the schema, and takes its name away when it stops. */
public final class Heartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration EVERY = Duration.ofSeconds(8);

    private final HomeDatabase home;
    private final String node;
    private final Runnable heed;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread beats =
            Thread.ofPlatform().daemon().name("coppice-heartbeat-1").unstarted(this::beat);

    private Heartbeat(HomeDatabase home, String node, Runnable heed) {
        this.home = home;
        this.node = node;
        this.heed = heed;
    }

    /** Begins, as the server of this name; {@code heed} is run with each beat, and throws nothing. */
    public static Heartbeat start(HomeDatabase home, String node, Runnable heed) {
        var heartbeat = new Heartbeat(home, node, heed);
        heartbeat.beats.start();
        return heartbeat;
    }

    private void beat() {
        try {
            do {
                heed.run();
                tell(NodeTable::seen);
            } while (!stopped.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException nobodyElseDoes) {
            Thread.currentThread().interrupt();
        }
    }

    // A database that is away for a while is told of elsewhere, and the next word may reach it.
    private void tell(BiConsumer<NodeTable, String> word) {
        try {
            home.transaction(db -> {
                word.accept(new NodeTable(db), node);
                return node;
            });
        } catch (CoppiceException | DataAccessException unheard) {
            LOG.debug("node={} was not heard", node, unheard);
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopped.countDown();
        beats.join();
        tell(NodeTable::forget);
    }
}

package dev.coppice.prune.internal.campaign;

import dev.coppice.ops.spi.Waiter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits by the clock; an interrupt ends it at once. */
public final class ParkingWaiter implements Waiter {
    @Override
    public void await(Duration pause) throws InterruptedException {
        var never = new CountDownLatch(1);
        if (never.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("nobody counts down");
        }
    }
}

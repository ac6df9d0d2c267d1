package dev.coppice.server.internal.http;

import dev.coppice.server.internal.access.AccessFaults;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** So many places for each of any number of holders; remembers those alone who have one or wait for one. For any thread. */
final class Places {
    private final ConcurrentHashMap<String, Room> rooms = new ConcurrentHashMap<>();
    private final int each;
    private final Duration patience;
    private final String held;

    /**
     * Places that are waited for, and then refused.
     *
     * @param each how many each holder has
     * @param patience how long one is waited for
     * @param held what is said where all are taken; {@code %d} is how many
     */
    Places(int each, Duration patience, String held) {
        this.each = each;
        this.patience = patience;
        this.held = held;
    }

    /** A place that was taken. */
    interface Place extends AutoCloseable {
        /** Gives it back; once more does nothing. */
        @Override
        void close();
    }

    private static final class Room {
        final Semaphore free;
        int users;

        Room(int places) {
            free = new Semaphore(places, true);
        }
    }

    /**
     * Takes a place.
     *
     * @throws dev.coppice.ops.CoppiceException {@code access.too-many-at-once}, {@code server.stopping}
     */
    Place take(String holder) {
        var room = rooms.compute(holder, (name, known) -> {
            var entered = known == null ? new Room(each) : known;
            entered.users++;
            return entered;
        });
        boolean taken = false;
        try {
            taken = room.free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw RequestFaults.stopping();
        } finally {
            if (!taken) {
                leave(holder);
            }
        }
        if (!taken) {
            throw AccessFaults.tooMany(held.formatted(each));
        }
        var open = new AtomicBoolean(true);
        return () -> {
            if (open.getAndSet(false)) {
                room.free.release();
                leave(holder);
            }
        };
    }

    int holders() {
        return rooms.size();
    }

    private void leave(String holder) {
        rooms.computeIfPresent(holder, (name, room) -> --room.users == 0 ? null : room);
    }
}

package dev.coppice.server.internal.http;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import dev.coppice.server.ServerConfig.Limits;
import dev.coppice.server.internal.access.Gatekeeper;
import dev.coppice.server.internal.access.Principal;
import dev.coppice.server.internal.access.ThrottledException;
import dev.coppice.server.internal.http.Places.Place;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Keeps many callers, and one who asks too much, from taking the server away from the rest. A request counts for the address
 * it comes from until it is known whose it is, and for its caller from then on. What it shows counts for nobody before it was
 * proven: made-up credentials are of one address, however many. One that was proven lately counts for its caller at once, so
 * that those who share an address with a guesser are not kept out by it. Safe for any thread.
 */
final class Crowd {
    private static final String HEALTH = "/health/";
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Gatekeeper gatekeeper;
    private final RateLimit rate;
    private final Semaphore free;
    private final int most;
    private final Places unproven;
    private final Places proven;
    private final Places streams;
    private final Places bodies;
    private final Semaphore allBodies;

    Crowd(Gatekeeper gatekeeper, Limits limits) {
        var atOnce = limits.atOnce();
        this.gatekeeper = gatekeeper;
        this.rate = new RateLimit(limits.perSecond(), limits.burst(), System::nanoTime);
        this.free = new Semaphore(atOnce.all());
        this.most = atOnce.all();
        this.unproven = new Places(
                atOnce.address(),
                PATIENCE,
                "%d requests from this address are under way of which it is not known whose they are, and no more may be.");
        this.proven =
                new Places(atOnce.caller(), PATIENCE, "%d requests of this caller are under way, and no more may be.");
        this.streams = new Places(
                atOnce.streams(), Duration.ZERO, "This caller watches %d streams of events, and no more may be.");
        this.bodies = new Places(
                atOnce.bodies(),
                PATIENCE,
                "%d requests from this address are still sending their bodies, and no more may do so.");
        this.allBodies = new Semaphore(atOnce.all());
    }

    /**
     * Lets a request in that is not one too many, before anything is looked up for it. Health is always told.
     *
     * @throws CoppiceException {@code access.too-fast}, {@code access.too-many-at-once}
     */
    Entry enter(Context context) {
        if (context.path().startsWith(HEALTH)) {
            return new Entry();
        }
        var address = "address " + Origin.of(context);
        var known = Admission.shown(context).flatMap(gatekeeper::known);
        var who = known.orElse(address);
        rate.require(who);
        return new Entry(address, who, (known.isPresent() ? proven : unproven).take(who));
    }

    /** A request that was let in, until it is closed. For one thread. */
    final class Entry implements AutoCloseable {
        private final boolean free;
        private final String address;
        private String who;
        private Place place;

        private Entry() {
            this.free = true;
            this.address = "";
            this.who = "";
            this.place = () -> {};
        }

        private Entry(String address, String who, Place place) {
            this.free = false;
            this.address = address;
            this.who = who;
            this.place = place;
        }

        /**
         * Counts for its caller from here on, and no longer for the address.
         *
         * @throws CoppiceException {@code access.too-fast}, {@code access.too-many-at-once}
         */
        void of(Principal principal) {
            var caller = principal.identity().orElse(who);
            if (free || caller.equals(who)) {
                return;
            }
            rate.giveBack(who);
            rate.require(caller);
            move(proven.take(caller));
            who = caller;
        }

        /**
         * Watches from here on, and is under way no longer.
         *
         * @throws CoppiceException {@code access.too-many-at-once}
         */
        void watches() {
            if (!free) {
                move(streams.take(who));
            }
        }

        /**
         * Does something that takes the server's time.
         *
         * @throws CoppiceException {@code server.too-busy}
         */
        <T> T working(Supplier<T> work) {
            return free ? work.get() : Crowd.this.working(work);
        }

        /**
         * Takes in what the caller sends as slowly as it likes: no work of others waits for it.
         *
         * @throws CoppiceException {@code access.too-many-at-once}, {@code server.too-busy}
         */
        void receiving(Runnable work) {
            if (free) {
                work.run();
                return;
            }
            try (var taken = bodies.take(address)) {
                Crowd.this.receiving(work);
            }
        }

        @Override
        public void close() {
            place.close();
        }

        private void move(Place next) {
            place.close();
            place = next;
        }
    }

    private <T> T working(Supplier<T> work) {
        if (!free.tryAcquire()) {
            throw tooBusy("carries out");
        }
        try {
            return work.get();
        } finally {
            free.release();
        }
    }

    private void receiving(Runnable work) {
        if (!allBodies.tryAcquire()) {
            throw tooBusy("receives");
        }
        try {
            work.run();
        } finally {
            allBodies.release();
        }
    }

    private CoppiceException tooBusy(String does) {
        return new ThrottledException(
                Fault.of("server.too-busy", Kind.UNAVAILABLE)
                        .refused("The request was not carried out.")
                        .found("So many requests as this server " + does + " at once, " + most + ", are under way.")
                        .changed("Nothing was changed.")
                        .next("Ask again after 2 s.")
                        .leaving(Effect.NONE, Retry.SAFE),
                Duration.ofSeconds(1));
    }
}

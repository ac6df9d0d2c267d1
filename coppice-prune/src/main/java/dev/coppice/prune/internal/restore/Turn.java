package dev.coppice.prune.internal.restore;

import dev.coppice.control.Lease;
import dev.coppice.control.LeaseAttempt;
import dev.coppice.control.Leases;
import dev.coppice.ops.spi.Waiter;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Who may restore an archive: one process at a time, whatever part of it, or rows without a key could be put back twice. A
 * process that died is known by its session, which is gone: its lease is taken away before it ends. A chunk holds the lease's
 * row until its end, so whoever gets the lease reads the truth.
 *
 * @param database the restores
 * @param leases its leases
 * @param waiter waits between two looks
 */
record Turn(Database database, Leases leases, Waiter waiter) {
    /** How long a lease lasts without a heartbeat. */
    static final Duration LENGTH = Duration.ofSeconds(60);

    private static final int LOOKS = 40;
    private static final Duration BETWEEN = Duration.ofMillis(50);

    private static String lease(String archive) {
        return "restore/" + archive;
    }

    /** The lease, or {@code restore.running} when a living process has it. */
    Lease acquire(String archive) {
        var name = lease(archive);
        var owner = ProcessHandle.current().pid() + "-"
                + UUID.randomUUID().toString().substring(0, 8);
        for (var look = 0; look < LOOKS; look++) {
            switch (leases.acquire(name, owner, LENGTH)) {
                case LeaseAttempt.Acquired acquired -> {
                    return acquired.lease();
                }
                case LeaseAttempt.Taken taken -> {
                    if (!freed(archive, taken.lease()) && !waited()) {
                        throw running(archive, name);
                    }
                }
            }
        }
        throw running(archive, name);
    }

    private RuntimeException running(String archive, String name) {
        return RestoreFaults.running(archive, leases.find(name).map(Lease::owner))
                .exception();
    }

    private boolean freed(String archive, Optional<Lease> other) {
        return other.isPresent()
                && !database.run(dsl -> new RestoreLedger(dsl).alive(archive, lease(archive)))
                && leases.release(other.get());
    }

    private boolean waited() {
        try {
            waiter.await(BETWEEN);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

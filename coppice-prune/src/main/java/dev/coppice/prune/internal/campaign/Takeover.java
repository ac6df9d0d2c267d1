package dev.coppice.prune.internal.campaign;

import dev.coppice.control.Lease;
import dev.coppice.control.LeaseAttempt;
import dev.coppice.control.Leases;
import dev.coppice.ops.spi.Waiter;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignWorker;
import dev.coppice.prune.internal.ledger.Slot;
import dev.coppice.prune.internal.ledger.WorkerLedger;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jooq.exception.DataAccessException;

/**
 * Gets the right to work on a campaign. A process that died is known by its session, which is gone: its lease is taken away
 * before it ends. A session that is still ending, or whose last chunk is still under way, is given a moment.
 *
 * @param transactions where
 * @param leases its leases
 * @param waiter waits between two looks
 * @param alone whether nobody may work beside another
 */
record Takeover(Transacting transactions, Leases leases, Waiter waiter, boolean alone) {
    /** How long a lease lasts without a heartbeat. */
    static final Duration LENGTH = Duration.ofSeconds(60);

    /** For how long it is looked: longer than a process may take from its lease to its first transaction. */
    private static final Duration MOMENT = Duration.ofSeconds(2);

    private static final Duration BETWEEN = Duration.ofMillis(25);

    /** The lease of the first place, or {@code campaign.running} when a living process works in any. */
    Held first(Campaign campaign, String owner) {
        var slot = Slot.first(campaign.id());
        var until = System.nanoTime() + MOMENT.toNanos();
        while (System.nanoTime() < until) {
            if (!elsewhere(slot)) {
                var attempt = leases.acquire(slot.lease(), owner, LENGTH);
                if (attempt instanceof LeaseAttempt.Acquired acquired) {
                    return new Held(slot, acquired.lease());
                }
                var other = ((LeaseAttempt.Taken) attempt).lease();
                if (other.isPresent() && !living(slot)) {
                    leases.release(other.get());
                    continue;
                }
            }
            if (!waited()) {
                break;
            }
        }
        throw CampaignFaults.running(campaign, owner(slot), alone).exception();
    }

    /** The lease of a free place beside whoever works, or {@code campaign.crowded}. */
    Held beside(Campaign campaign, String owner) {
        for (var worker = 1; worker <= Slot.MOST; worker++) {
            var slot = new Slot(campaign.id(), worker);
            var attempt = leases.acquire(slot.lease(), owner, LENGTH);
            if (attempt instanceof LeaseAttempt.Taken taken
                    && taken.lease().isPresent()
                    && !alive(slot)
                    && !living(slot)) {
                leases.release(taken.lease().get());
                attempt = leases.acquire(slot.lease(), owner, LENGTH);
            }
            if (attempt instanceof LeaseAttempt.Acquired acquired) {
                return new Held(slot, acquired.lease());
            }
        }
        throw CampaignFaults.crowded(campaign).exception();
    }

    /**
     * A place and the right to work in it.
     *
     * @param slot the place
     * @param lease its lease
     */
    record Held(Slot slot, Lease lease) {}

    private boolean elsewhere(Slot slot) {
        return transactions.run(dsl -> !new WorkerLedger(dsl).livingBeside(slot).isEmpty());
    }

    private Optional<String> owner(Slot slot) {
        return leases.find(slot.lease())
                .map(Lease::owner)
                .or(() -> transactions.run(dsl -> new WorkerLedger(dsl).living(slot.campaign())).stream()
                        .map(CampaignWorker::owner)
                        .findFirst());
    }

    private boolean alive(Slot slot) {
        return transactions.run(dsl -> new WorkerLedger(dsl).alive(slot));
    }

    private boolean living(Slot slot) {
        try {
            return transactions.run(dsl -> {
                var worker = new WorkerLedger(dsl);
                dsl.execute("SET LOCAL lock_timeout = " + MOMENT.toMillis());
                worker.lock(slot);
                return worker.alive(slot);
            });
        } catch (DataAccessException busy) {
            if (Trouble.of(busy).kind() == Trouble.Kind.STOP) {
                throw busy;
            }
            return true;
        }
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

    /** The owner's name of this process: its number tells a person where to look, the rest keeps two runs apart. */
    static String owner() {
        return ProcessHandle.current().pid() + "-"
                + UUID.randomUUID().toString().substring(0, 8);
    }
}

package dev.coppice.prune.internal.campaign;

import dev.coppice.control.Lease;
import dev.coppice.control.LeaseAttempt;
import dev.coppice.control.Leases;
import dev.coppice.ops.spi.Waiter;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.internal.ledger.WorkerLedger;
import java.time.Duration;
import java.util.UUID;
import org.jooq.exception.DataAccessException;

/**
 * Gets the right to work on a campaign. A process that died is known by its session, which is gone: its lease is taken away
 * before it ends. A session that is still ending, or whose last chunk is still under way, is given a moment.
 *
 * @param transactions where
 * @param leases its leases
 * @param waiter waits between two looks
 */
record Takeover(Transacting transactions, Leases leases, Waiter waiter) {
    /** How long a lease lasts without a heartbeat. */
    static final Duration LENGTH = Duration.ofSeconds(60);

    /** For how long it is looked: longer than a process may take from its lease to its first transaction. */
    private static final Duration MOMENT = Duration.ofSeconds(2);

    private static final Duration BETWEEN = Duration.ofMillis(25);

    /** The lease, or {@code campaign.running} when a living process has it. */
    Lease acquire(Campaign campaign, String owner) {
        var name = WorkerLedger.leaseName(campaign.id());
        var until = System.nanoTime() + MOMENT.toNanos();
        while (System.nanoTime() < until) {
            var attempt = leases.acquire(name, owner, LENGTH);
            if (attempt instanceof LeaseAttempt.Acquired acquired) {
                return acquired.lease();
            }
            var other = ((LeaseAttempt.Taken) attempt).lease();
            if (other.isPresent() && !living(campaign.id())) {
                leases.release(other.get());
            } else if (!waited()) {
                break;
            }
        }
        throw CampaignFaults.running(campaign, leases.find(name).map(Lease::owner))
                .exception();
    }

    private boolean living(long campaign) {
        try {
            return transactions.run(dsl -> {
                var worker = new WorkerLedger(dsl);
                dsl.execute("SET LOCAL lock_timeout = " + MOMENT.toMillis());
                worker.lock(campaign);
                return worker.alive(campaign);
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

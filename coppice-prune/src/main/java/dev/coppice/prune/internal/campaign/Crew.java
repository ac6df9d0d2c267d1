package dev.coppice.prune.internal.campaign;

import dev.coppice.archive.Archive;
import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.control.Lease;
import dev.coppice.control.Leases;
import dev.coppice.prune.BrakeSpan;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignProgress;
import dev.coppice.prune.internal.brake.BrakeReader;
import dev.coppice.prune.internal.ledger.Standing;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of one process on one campaign: the caller's thread, and one more for each other. But for the brakes, which are read
 * once for all, they know nothing of each other; what they do to one campaign is settled in the database, as it is for workers
 * of other processes.
 */
final class Crew {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.prune");

    private final Work work;
    private final Takeover takeover;
    private final Leases leases;
    private final String owner = Takeover.owner();
    private final Runnable admitted;
    private final AtomicReference<Step.@Nullable Stop> stopped = new AtomicReference<>();
    private volatile boolean leaving;

    /** Calls {@code admitted} once the caller's thread was let in, before its first chunk and before others begin. */
    Crew(Work work, Transacting transactions, Leases leases, Runnable admitted) {
        this.admitted = admitted;
        this.work = work.hearing(new OneAtATime(work.listener()));
        this.leases = leases;
        this.takeover = new Takeover(transactions, leases, work.hooks().waiter(), Executor.alone(work));
    }

    /**
     * Works on a campaign that nobody works on, or beside those who do; how it came to a stop, or else the last step of the
     * caller's thread.
     */
    Step work(Standing standing, boolean beside) {
        var campaign = standing.campaign();
        var first = beside ? takeover.beside(campaign, owner) : takeover.first(campaign, owner);
        try (var brakes = Braking.reader(work, campaign)) {
            return work(standing, first, brakes);
        }
    }

    private Step work(Standing standing, Takeover.Held first, BrakeReader brakes) {
        var walks = new CountDownLatch(1);
        var others = IntStream.rangeClosed(2, work.workers())
                .mapToObj(number -> Thread.ofPlatform()
                        .name("coppice-worker-" + number)
                        .start(() -> helps(standing, walks, brakes)))
                .toList();
        var whole = false;
        Step step;
        try {
            step = held(standing, first, new Role(false, admitted, walks::countDown, brakes));
            whole = !Thread.currentThread().isInterrupted();
        } finally {
            leaving |= !whole;
            walks.countDown();
            await(others);
        }
        var stop = stopped.get();
        return stop == null ? step : stop;
    }

    // Before the first has entered and its first chunk is kept there is nothing to help with.
    private void helps(Standing standing, CountDownLatch walks, BrakeReader brakes) {
        try {
            walks.await();
            if (!leaving) {
                held(standing, takeover.beside(standing.campaign(), owner), Role.helper(brakes));
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException refused) {
            LOG.warn("campaign={} is left by a worker: {}", standing.campaign().id(), refused.getMessage());
        }
    }

    private Step held(Standing standing, Takeover.Held held, Role role) {
        try {
            var step = kept(standing, held, role);
            if (step instanceof Step.Stop stop) {
                stopped.set(stop);
            }
            return step;
        } finally {
            release(held.lease());
        }
    }

    private Step kept(Standing standing, Takeover.Held held, Role role) {
        var location = standing.campaign().archive();
        if (location.isEmpty()) {
            return run(standing, held, new Unkept(), role);
        }
        try (ArchiveStore store = ArchiveStores.open(location.get())) {
            return run(standing, held, archived(work, standing, store, held), role);
        }
    }

    private Step run(Standing standing, Takeover.Held held, Keeping keeping, Role role) {
        try (var run = new CampaignRun(work, standing, leases, held, keeping, role)) {
            return run.run();
        }
    }

    private static Archived archived(Work work, Standing standing, ArchiveStore store, Takeover.Held held) {
        return new Archived(work, archive(work, standing, store), held.slot());
    }

    /** The archive of a campaign, sealed where its policy says so. */
    static Archive archive(Work work, Standing standing, ArchiveStore store) {
        var archive = Archive.in(store, standing.campaign().archiveId().orElseThrow());
        return ArchiveKey.of(work.policy().policy()).map(archive::sealedBy).orElse(archive);
    }

    // Whoever comes next finds a session that is gone, or waits for the lease to run out.
    private void release(Lease lease) {
        try {
            leases.release(lease);
        } catch (DataAccessException unable) {
            LOG.debug("lease {} was not released", lease.name(), unable);
        }
    }

    /** They end by themselves, with the campaign or once they are asked to leave. */
    private void await(List<Thread> others) {
        var interrupted = false;
        for (var other : others) {
            while (other.isAlive()) {
                try {
                    other.join();
                } catch (InterruptedException asked) {
                    leaving = true;
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The caller's listener, called by one worker at a time; asks all to leave when the caller's thread must. */
    private final class OneAtATime implements CampaignListener {
        private final CampaignListener listener;

        OneAtATime(CampaignListener listener) {
            this.listener = listener;
        }

        @Override
        public synchronized void progressed(CampaignProgress progress) {
            listener.progressed(progress);
        }

        @Override
        public synchronized void braked(Campaign campaign, List<BrakeSpan> holding) {
            listener.braked(campaign, holding);
        }

        @Override
        public synchronized boolean stopRequested() {
            return leaving || listener.stopRequested();
        }
    }
}

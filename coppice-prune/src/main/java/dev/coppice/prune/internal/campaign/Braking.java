package dev.coppice.prune.internal.campaign;

import dev.coppice.prune.BrakeName;
import dev.coppice.prune.BrakeSpan;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.internal.brake.BrakeReader;
import dev.coppice.prune.internal.brake.ChunkSession;
import dev.coppice.prune.internal.brake.Governor;
import dev.coppice.prune.internal.brake.Verdict;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.ledger.BrakeLedger;
import dev.coppice.prune.internal.ledger.Slot;
import dev.coppice.prune.internal.ledger.Standing;
import dev.coppice.prune.internal.read.Sql;
import java.time.Duration;
import java.util.List;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The brakes between the chunks of one worker: whether the next may begin, what is noted of it, and who is told. Nothing is
 * waited for inside a transaction. For one thread.
 */
final class Braking implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.prune");

    /** So often a campaign that is held looks whether somebody wants something of it. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** A campaign that is slowed works for a quarter of the time. */
    private static final int PAUSE = 3;

    private final Work work;
    private final long id;
    private final Slot slot;
    private final Governor governor;
    private Verdict verdict = new Verdict(List.of(), false);
    private Campaign campaign;
    private List<BrakeName> noted = List.of();
    private List<BrakeSpan> holding = List.of();
    private long pausedUntil = System.nanoTime();

    Braking(Work work, Standing standing, Slot slot, Governor governor) {
        this.work = work;
        this.id = slot.campaign();
        this.slot = slot;
        this.governor = governor;
        this.campaign = standing.campaign();
    }

    /**
     * What reads the brakes of a campaign for all workers of this process. What a worker was begun with may be old by the
     * time it comes, so it says what they are tuned to only once it has read that again.
     */
    static BrakeReader reader(Work work, Campaign campaign) {
        var reader = new BrakeReader(
                work.database(),
                campaign.id(),
                work.policy().policy().config().brakes(),
                work.policy().closure().goingTables().stream()
                        .map(ClosureTable::oid)
                        .toList());
        reader.tuned(campaign.tuning().brakes());
        return reader;
    }

    /** Whether the next chunk may begin, and nothing has changed that is to be noted. */
    boolean free() throws InterruptedException {
        verdict = governor.verdict();
        if (verdict.pending()) {
            governor.await(verdict, LOOK);
            verdict = governor.verdict();
        }
        return !holds() && verdict.names().equals(noted);
    }

    private boolean holds() {
        return verdict.stops() || (verdict.slows() && pausedUntil - System.nanoTime() > 0);
    }

    /** Notes what holds, if that has changed, in the transaction of a look. */
    void note(DSLContext dsl, Standing standing) {
        campaign = standing.campaign();
        if (!verdict.names().equals(noted)) {
            var ledger = new BrakeLedger(dsl, id);
            ledger.hold(slot, verdict.held());
            holding = ledger.holding();
        }
    }

    /** This process has entered, which has ended what was noted. */
    void entered() {
        noted = List.of();
    }

    /** What was noted is committed. */
    void committed() {
        read(campaign);
        if (verdict.names().equals(noted)) {
            return;
        }
        noted = verdict.names();
        LOG.info(
                "campaign={} braked-by={} reason=\"{}\"",
                id,
                noted.stream().map(BrakeName::word).toList(),
                String.join(" ", holding.stream().map(BrakeSpan::reason).toList()));
        work.listener().braked(campaign, holding);
    }

    /** Whether the ledger says that a brake holds. */
    boolean held() {
        return !noted.isEmpty();
    }

    /** Waits while something holds, for as long as nobody need be asked anything. */
    void await() throws InterruptedException {
        var pause = Duration.ofNanos(pausedUntil - System.nanoTime());
        if (verdict.stops()) {
            governor.await(verdict, LOOK);
        } else if (verdict.slows() && pause.isPositive()) {
            work.hooks().waiter().await(pause.compareTo(LOOK) < 0 ? pause : LOOK);
        }
    }

    /** A chunk is in its transaction. */
    void begins(Sql sql, Standing standing, boolean yields) {
        if (governor.watches()) {
            governor.begins(sql.one(
                    "SELECT pg_catalog.pg_backend_pid() AS pid, transaction_timestamp()::text AS began",
                    row -> new ChunkSession(
                            row.number("pid"),
                            row.text("began"),
                            standing.campaign().tuning().chunkTime().dividedBy(2),
                            yields)));
        }
    }

    /** A chunk is about to be committed or has failed; whether it was cancelled for somebody who waited. */
    boolean ends() {
        return governor.ends();
    }

    /** The chunk that has ended is committed, whatever was sent to it. */
    void kept() {
        governor.committed();
    }

    /** The campaign as it was read behind a commit: what a chunk reads as it begins may be old when it ends. */
    void read(Campaign now) {
        governor.tuned(now.tuning().brakes());
    }

    /** A chunk was committed that took so long. */
    void went(Duration took) {
        if (verdict.slows()) {
            pausedUntil = System.nanoTime() + took.multipliedBy(PAUSE).toNanos();
        }
    }

    @Override
    public void close() {
        governor.close();
    }
}

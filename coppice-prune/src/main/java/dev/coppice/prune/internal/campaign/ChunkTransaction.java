package dev.coppice.prune.internal.campaign;

import dev.coppice.archive.PinnedSettings;
import dev.coppice.control.ChunkGuard;
import dev.coppice.prune.internal.chunk.Chunk;
import dev.coppice.prune.internal.chunk.ChunkFailure;
import dev.coppice.prune.internal.chunk.ChunkRequest;
import dev.coppice.prune.internal.chunk.ChunkRequest.Beside;
import dev.coppice.prune.internal.chunk.Drained;
import dev.coppice.prune.internal.chunk.Looked;
import dev.coppice.prune.internal.ledger.CampaignLedger;
import dev.coppice.prune.internal.ledger.ChunkEntry;
import dev.coppice.prune.internal.ledger.ChunkEntry.Taken;
import dev.coppice.prune.internal.ledger.ChunkLedger;
import dev.coppice.prune.internal.ledger.ChunkLedger.Progress;
import dev.coppice.prune.internal.ledger.DrainLedger;
import dev.coppice.prune.internal.ledger.DrainLedger.Draining;
import dev.coppice.prune.internal.ledger.Pass;
import dev.coppice.prune.internal.ledger.Slot;
import dev.coppice.prune.internal.ledger.Standing;
import dev.coppice.prune.internal.ledger.WorkerLedger;
import dev.coppice.prune.internal.policy.Age;
import dev.coppice.prune.internal.read.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * One transaction of a worker of a campaign, from its settings to the entries in the ledger; the caller commits.
 *
 * <p>Lock order: hold epoch, worker row, rows of the user's tables, campaign row.
 */
final class ChunkTransaction {
    private static final long LEAST_TIME = 2_000;
    private static final Taken NOTHING = new Taken(0, 0);

    private final Work work;
    private final Slot slot;
    private final long campaign;
    private final long epoch;
    private final Chunk chunk;
    private final Heavy heavy;
    private final Pace pace;
    private final Keeping keeping;
    private final Braking braking;
    private final PartitionStep partitions;
    private final Hours hours;
    private Optional<Draining> drained = Optional.empty();

    // In the walk chunks of a heavy root and chunks of the others take turns; in the last look each root is ended
    // before the next.
    private boolean walks = true;
    private boolean walkRests;

    ChunkTransaction(Work work, Slot slot, long epoch, Pace pace, Keeping keeping, Braking braking, Runnable renewing) {
        this.work = work;
        this.slot = slot;
        this.campaign = slot.campaign();
        this.epoch = epoch;
        this.pace = pace;
        this.keeping = keeping;
        this.braking = braking;
        this.chunk = new Chunk(work.policy(), work.hooks().pausePoint());
        this.heavy = new Heavy(work, slot, pace);
        this.partitions = new PartitionStep(work, slot, renewing);
        this.hours = Hours.of(work);
    }

    /** The key of the one root the last transaction looked at, if it was one: what failed, if it failed. */
    Optional<List<String>> alone() {
        return drained.map(Draining::key).or(chunk::alone);
    }

    /** Age and key of the last root the last transaction looked at; empty where it came to none. */
    List<String> bound() {
        return drained.isPresent() ? heavy.place() : chunk.bound();
    }

    /** Whether it was a partition that failed: it is tried again, or its rows go one by one. */
    boolean failedPartition(Trouble trouble, boolean yielded) {
        return partitions.failed(trouble, yielded);
    }

    /** Does one chunk, or finds out that there is none to do. */
    Step run(Connection connection, long began, Duration sinceLast) throws SQLException {
        drained = Optional.empty();
        chunk.forget();
        partitions.forget();
        var dsl = DSL.using(connection, SQLDialect.POSTGRES, Transacting.QUIET);
        var sql = new Sql(connection);
        begin(connection, sql);
        ChunkGuard.enter(dsl);
        var standing = enter(dsl);
        work.hooks().pausePoint().reached("campaign.entered");
        var stop = stops(dsl, standing);
        if (stop.isPresent()) {
            return Leaving.leave(dsl, slot, stop.get());
        }
        if (standing.pass() == Pass.CANARY && standing.campaign().counts().chunks() > 0) {
            return new Step.Check(standing);
        }
        braking.begins(sql, standing, pace.shrinks() || partitions.wanted(standing));
        sql.set(Age.HORIZON, standing.horizon().toString());
        keeping.enter(connection, standing);
        var spent = new Spent(began, sinceLast);
        var whole = partitions.run(dsl, sql, standing, keeping);
        if (whole.isPresent()) {
            new ChunkLedger(dsl, slot)
                    .advance(new Progress(standing.pass(), standing.position(), pace.rows(), spent.all(), 0));
            return whole.get();
        }
        return looked(dsl, sql, standing, spent);
    }

    private Optional<Step.Stop> stops(DSLContext dsl, Standing standing) {
        return Stops.before(standing).map(stop -> UsualSize.named(dsl, stop)).or(() -> hours.stop(dsl, standing));
    }

    /** Enters as a chunk does and deletes nothing: sees whether it shall stop, and notes which brakes hold. */
    Optional<Step> look(Connection connection, Duration sinceLast) throws SQLException {
        drained = Optional.empty();
        chunk.forget();
        var dsl = DSL.using(connection, SQLDialect.POSTGRES, Transacting.QUIET);
        begin(connection, new Sql(connection));
        ChunkGuard.enter(dsl);
        var standing = enter(dsl);
        var stop = stops(dsl, standing);
        if (stop.isPresent()) {
            return Optional.of(Leaving.leave(dsl, slot, stop.get()));
        }
        braking.note(dsl, standing);
        new ChunkLedger(dsl, slot)
                .advance(new Progress(standing.pass(), standing.position(), pace.rows(), sinceLast, 0));
        return Optional.empty();
    }

    /** When the transaction began, and how long the process had worked before it since the ledger last heard of it. */
    private record Spent(long began, Duration sinceLast) {
        Duration took() {
            return Duration.ofNanos(System.nanoTime() - began);
        }

        Duration all() {
            return sinceLast.plus(took());
        }
    }

    private void begin(Connection connection, Sql sql) throws SQLException {
        connection.setAutoCommit(false);
        sql.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
        PinnedSettings.apply(connection);
        var config = work.policy().policy().config();
        var longest = work.options().statementTimeout().toMillis();
        // A chunk that does not count may meet a root that is heavier than any before.
        var statement = pace.counts()
                ? longest
                : Math.min(
                        longest,
                        Math.max(LEAST_TIME, config.chunkTime().multipliedBy(8).toMillis()));
        // Each chunk would compile its statements anew, which takes longer than running them.
        sql.execute("SET LOCAL jit = off; SET LOCAL lock_timeout = "
                + config.lockTimeout().toMillis() + "; SET LOCAL statement_timeout = " + statement
                + "; SET LOCAL idle_in_transaction_session_timeout = " + 2 * longest);
    }

    private Standing enter(DSLContext dsl) {
        var ledger = new CampaignLedger(dsl);
        var place = new WorkerLedger(dsl).touch(slot, epoch);
        var standing = ledger.find(campaign).orElseThrow();
        return standing.at(place.orElseThrow(
                () -> CampaignFaults.takenOver(standing.campaign()).exception()));
    }

    private Step looked(DSLContext dsl, Sql sql, Standing standing, Spent spent) {
        var drains = new DrainLedger(dsl, slot).all();
        var request = request(standing, drains.keySet());
        var draining = heavy.draining(dsl, drains);
        walkRests &= draining.isPresent();
        if (draining.isPresent() && !walksNow(standing)) {
            drained = draining;
            walks = true;
            return drained(
                    dsl, standing, draining.get(), heavy.chunk(sql, request, draining.get(), keeping.remover()), spent);
        }
        walks = false;
        return switch (chunk.run(sql, request, keeping.remover())) {
            case Looked.Took took -> took(dsl, standing, took, spent);
            case Looked.Nothing nothing ->
                draining.isPresent() ? rests(standing, spent) : passEnds(dsl, sql, standing, spent);
            case Looked.Heavy found ->
                draining.isPresent() ? rests(standing, spent) : heavy.found(dsl, standing, found);
        };
    }

    private boolean walksNow(Standing standing) {
        return standing.pass() == Pass.WALK && walks && !walkRests;
    }

    /** Nothing can go beside the root that is drained: until it is light only that one goes on. */
    private Step rests(Standing standing, Spent spent) {
        walkRests = true;
        return new Step.Went(standing, 0, 0, spent.took());
    }

    private ChunkRequest request(Standing standing, Set<List<String>> drains) {
        var counts = standing.campaign().counts();
        var canary = standing.pass() == Pass.CANARY;
        var most = canary ? work.hooks().sizes().canary() : Long.MAX_VALUE;
        var roots = Math.min(Math.min(most, pace.roots()), standing.rootsLeft());
        return new ChunkRequest(
                campaign,
                counts.skipped() + counts.quarantined() + drains.size() > 0,
                standing.position(),
                Math.max(1, roots),
                Math.min(pace.most(), standing.rowsLeft()),
                Math.min(work.hooks().sizes().alone(), standing.rowsLeft()),
                pace.counts(),
                new Beside(standing.beside(), drains));
    }

    private Step took(DSLContext dsl, Standing standing, Looked.Took took, Spent spent) {
        var entries = new ChunkLedger(dsl, slot);
        if (!took.tables().isEmpty()) {
            enter(dsl, new ChunkEntry(standing.pass().stored(), took.roots(), took.tables(), spent.took()));
        }
        if (took.passedOver()) {
            entries.countRoots();
        }
        requireProgress(standing, took);
        entries.advance(new Progress(standing.pass(), took.position(), pace.rows(), spent.all(), 0));
        return new Step.Went(standing, took.roots(), took.rows(), spent.took());
    }

    private void enter(DSLContext dsl, ChunkEntry entry) {
        work.hooks().pausePoint().reached("campaign.counting");
        var number = new ChunkLedger(dsl, slot)
                .enter(entry)
                .orElseThrow(() -> new ChunkFailure(
                        ChunkFailure.BESIDE, "With what other workers removed meanwhile a limit would be exceeded."));
        keeping.record(dsl, number);
    }

    private Step drained(DSLContext dsl, Standing standing, Draining draining, Drained drained, Spent spent) {
        return switch (drained) {
            case Drained.Light light -> {
                heavy.light(dsl, standing, draining);
                yield new Step.Went(standing, 0, 0, spent.took());
            }
            case Drained.Over over -> {
                heavy.over(dsl, standing, draining, over);
                yield new Step.Went(standing, 0, 0, spent.took());
            }
            case Drained.Went went -> {
                var roots = went.tables().getOrDefault(work.policy().closure().root(), NOTHING);
                var entry = new ChunkEntry("drain", (int) roots.deleted(), went.tables(), spent.took());
                if (!went.tables().isEmpty()) {
                    enter(dsl, entry);
                }
                heavy.went(dsl, went);
                new ChunkLedger(dsl, slot)
                        .advance(new Progress(standing.pass(), standing.position(), pace.rows(), spent.all(), 0));
                yield new Step.Went(standing, entry.roots(), entry.deleted(), spent.took());
            }
        };
    }

    // A campaign that looked at the same roots again and again would never end and never say so.
    private static void requireProgress(Standing before, Looked.Took took) {
        if (took.position().equals(before.position()) && took.tables().isEmpty() && !took.passedOver()) {
            throw new IllegalStateException("the chunk moved neither the cursor nor a root");
        }
    }

    /** One who finds nothing leaves, or goes on with what a dead one has begun; the last one begins the last look, or ends it. */
    private Step passEnds(DSLContext dsl, Sql sql, Standing standing, Spent spent) {
        new CampaignLedger(dsl).lock(campaign);
        if (new DrainLedger(dsl, slot).adopt(new WorkerLedger(dsl).living(campaign))) {
            return new Step.Went(standing, 0, 0, spent.took());
        }
        if (Leaving.leavesOthers(dsl, slot)) {
            return new Step.Left("Nothing is left for it to claim.", false);
        }
        var next = standing.pass().next();
        if (next == Pass.REVISIT) {
            new ChunkLedger(dsl, slot).lookAgain();
        }
        var locked = next == Pass.DONE ? chunk.left(sql, campaign, standing.position()) : 0;
        List<String> position = next == Pass.REVISIT ? List.of() : standing.position();
        new ChunkLedger(dsl, slot).advance(new Progress(next, position, pace.rows(), spent.all(), locked));
        return next == Pass.DONE
                ? Leaving.ends(
                        dsl,
                        slot,
                        Stops.end(new CampaignLedger(dsl).find(campaign).orElseThrow()))
                : new Step.Went(standing, 0, 0, spent.took());
    }
}

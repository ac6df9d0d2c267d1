package dev.coppice.prune.internal.campaign;

import dev.coppice.control.Lease;
import dev.coppice.control.Leases;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.internal.chunk.ChunkFailure;
import dev.coppice.prune.internal.ledger.CampaignLedger;
import dev.coppice.prune.internal.ledger.ChunkLedger;
import dev.coppice.prune.internal.ledger.ChunkLedger.Progress;
import dev.coppice.prune.internal.ledger.Pass;
import dev.coppice.prune.internal.ledger.RootNote;
import dev.coppice.prune.internal.ledger.Standing;
import dev.coppice.prune.internal.ledger.WorkerLedger;
import dev.coppice.prune.internal.read.LongConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process's work on one campaign: chunk after chunk on one connection, until the campaign ends or stops. It keeps
 * nothing that the ledger does not know; each chunk reads there where the campaign stands, under the worker row's lock. So a
 * commit of unknown ending needs no care of its own: the next chunk waits for the truth and goes on from it.
 */
final class CampaignRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.prune");
    private static final int TRIES = 5;
    private static final Duration FIRST_WAIT = Duration.ofMillis(50);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private static final Trouble STOPPED =
            new Trouble(Trouble.Kind.STOP, "process-stopped", "Its process was asked to stop.");

    private final Work work;
    private final long id;
    private final Leases leases;
    private final Pace pace;
    private final Keeping keeping;
    private final ChunkTransaction chunks;
    private final Progressing progressing;
    private final Braking braking;
    private Lease lease;
    private long beatAt = System.nanoTime();
    private long notedAt = System.nanoTime();
    private int tries;
    private final LongConnection connection;

    CampaignRun(Work work, Standing standing, Leases leases, Lease lease, Keeping keeping) {
        this.work = work;
        this.id = standing.campaign().id();
        this.leases = leases;
        this.lease = lease;
        this.keeping = keeping;
        this.connection = new LongConnection(work.database());
        this.pace = new Pace(standing.chunkRows());
        this.braking = new Braking(work, standing);
        this.chunks = new ChunkTransaction(work, id, lease.epoch(), pace, keeping, braking);
        this.progressing = new Progressing(work, standing.campaign());
    }

    /** Works until there is nothing more to do or something stops it. */
    void run() {
        Step step;
        do {
            step = asked().or(this::heartbeat)
                    .map(drift -> stop(CampaignState.INTERRUPTED, drift))
                    .orElseGet(this::next);
            if (step instanceof Step.Went went) {
                progressing.went(went, this::now);
            } else if (step instanceof Step.Dropped dropped) {
                progressing.went(
                        new Step.Went(dropped.before(), dropped.rows(), dropped.rows(), dropped.took()), this::now);
            } else if (step instanceof Step.Check check) {
                step = checked(check.standing());
            }
        } while (!(step instanceof Step.Stop));
        describe();
        LOG.info(
                "campaign={} RUNNING -> {} reason=\"{}\"", id, ((Step.Stop) step).state(), ((Step.Stop) step).reason());
    }

    // The ledger knows all that the manifest says: one that could not be written now can be written later.
    private void describe() {
        try {
            keeping.describe(inTransaction(this::standing));
        } catch (CoppiceException | DataAccessException unwritten) {
            LOG.warn("campaign={} manifest was not written: {}", id, unwritten.getMessage());
        }
    }

    private Step next() {
        try {
            return braking.free() ? attempt() : look();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return stop(CampaignState.INTERRUPTED, STOPPED);
        }
    }

    /** A brake holds, or holds no more: notes it, sees whether somebody wants something, and waits outside of a transaction. */
    private Step look() throws InterruptedException {
        var began = System.nanoTime();
        try {
            var here = connected();
            var stop = chunks.look(here, Duration.ofNanos(began - notedAt));
            commit(here);
            notedAt = began;
            tries = 0;
            if (stop.isPresent()) {
                return stop.get();
            }
            braking.committed();
        } catch (SQLException | RuntimeException failure) {
            return failed(failure);
        }
        if (braking.held()) {
            work.hooks().pausePoint().reached("campaign.braked");
        }
        braking.await();
        return new Step.Again();
    }

    private Step attempt() {
        var began = System.nanoTime();
        try {
            var here = connected();
            var step = chunks.run(here, began, Duration.ofNanos(began - notedAt));
            if (step instanceof Step.Stop stop) {
                ChunkTransaction.stop(dsl(here), stop);
            }
            work.hooks().pausePoint().reached("campaign.before-commit");
            braking.ends();
            commit(here);
            braking.kept();
            work.hooks().pausePoint().reached("campaign.committed");
            keeping.committed();
            notedAt = System.nanoTime();
            if (step instanceof Step.Went went) {
                tries = 0;
                var took = Duration.ofNanos(System.nanoTime() - began);
                pace.took(
                        went.roots(),
                        went.rows(),
                        took,
                        went.before().campaign().tuning().chunkTime());
                braking.went(went, took);
            }
            return step;
        } catch (SQLException | RuntimeException failure) {
            return failed(failure);
        }
    }

    private void commit(Connection here) throws SQLException {
        try {
            here.commit();
        } catch (SQLException failure) {
            if (Trouble.of(failure).kind() == Trouble.Kind.LOST) {
                keeping.lost();
                connection.drop();
            }
            throw failure;
        }
    }

    private Step failed(Exception failure) {
        var yielded = braking.ends();
        var trouble = rolledBack() ? Trouble.of(failure) : Trouble.of(new SQLException("lost", "08006", failure));
        if (failure instanceof CoppiceException told
                && (told.code().equals("campaign.taken-over") || told.code().equals("lease.lost"))) {
            throw told;
        }
        if (chunks.failedPartition(trouble, yielded)) {
            LOG.debug("campaign={} partition failed: {}", id, trouble, failure);
            return waited() ? new Step.Again() : stop(CampaignState.INTERRUPTED, STOPPED);
        }
        if (yielded && trouble.kind() != Trouble.Kind.LOST) {
            pace.halved();
            return new Step.Again();
        }
        if (trouble.code().equals("error")) {
            LOG.error("campaign={} met an error nobody expected", id, failure);
        } else {
            LOG.debug("campaign={} chunk failed: {}", id, trouble, failure);
        }
        return switch (trouble.kind()) {
            case LOST, AGAIN -> again(trouble);
            case LOCKED, SMALLER -> smaller(trouble);
            case STOP -> stop(CampaignState.INTERRUPTED, trouble);
            case CHANGED ->
                Drift.found(work)
                        .map(drift -> stop(CampaignState.INTERRUPTED, drift))
                        .orElseGet(() -> stop(CampaignState.FAILED, trouble));
        };
    }

    private Step again(Trouble trouble) {
        tries++;
        if (tries < TRIES && waited()) {
            return new Step.Again();
        }
        tries = 0;
        return trouble.kind() == Trouble.Kind.AGAIN && !chunks.bound().isEmpty()
                ? smaller(trouble)
                : stop(CampaignState.INTERRUPTED, trouble);
    }

    /** Halves the chunk; a root that fails alone is left behind, and the rest go on. */
    private Step smaller(Trouble trouble) {
        if (trouble.code().equals(ChunkFailure.MORE) || (trouble.code().equals("timeout") && !pace.counts())) {
            pace.miscounted();
            return new Step.Again();
        }
        if (trouble.kind() == Trouble.Kind.LOCKED && chunks.bound().isEmpty()) {
            // No root was at fault: what it needs before one was locked, or a whole table.
            return again(trouble);
        }
        var alone = chunks.alone();
        if (alone.isPresent()) {
            return passedOver(alone.get(), trouble);
        }
        if (pace.roots() == 1) {
            // Not even the search for the next root succeeds.
            return stop(CampaignState.FAILED, trouble);
        }
        pace.failed(pace.roots());
        return new Step.Again();
    }

    private Step passedOver(List<String> root, Trouble trouble) {
        var note = new RootNote(
                root,
                trouble.kind() == Trouble.Kind.LOCKED ? RootNote.State.SKIPPED : RootNote.State.QUARANTINED,
                trouble.code(),
                trouble.sentence());
        return inTransaction(dsl -> {
            var standing = entered(dsl);
            var entries = new ChunkLedger(dsl, id);
            entries.note(List.of(note));
            var place = chunks.bound().isEmpty() ? standing.position() : chunks.bound();
            entries.advance(new Progress(standing.pass(), place, pace.rows(), Duration.ZERO, 0));
            return new Step.Went(standing, 0, 0, Duration.ZERO);
        });
    }

    private Step stop(CampaignState state, Trouble trouble) {
        return inTransaction(dsl -> {
            var stop = new Step.Stop(entered(dsl), state, trouble.code(), trouble.sentence());
            ChunkTransaction.stop(dsl, stop);
            return stop;
        });
    }

    /** The canary's rows are read back before more are risked. */
    private Step checked(Standing standing) {
        try {
            var problems = keeping.verified(standing);
            if (!problems.isEmpty()) {
                return stop(CampaignState.FAILED, new Trouble(Trouble.Kind.STOP, "canary", String.join(" ", problems)));
            }
        } catch (CoppiceException unread) {
            return stop(CampaignState.INTERRUPTED, Trouble.of(unread));
        }
        return inTransaction(dsl -> {
            var now = entered(dsl);
            new ChunkLedger(dsl, id).advance(new Progress(Pass.WALK, now.position(), pace.rows(), Duration.ZERO, 0));
            return new Step.Again();
        });
    }

    private Standing entered(DSLContext dsl) {
        if (!new WorkerLedger(dsl).touch(id, lease.epoch())) {
            throw CampaignFaults.takenOver(standing(dsl).campaign()).exception();
        }
        return standing(dsl);
    }

    private Standing standing(DSLContext dsl) {
        return new CampaignLedger(dsl).find(id).orElseThrow();
    }

    /** The campaign between two chunks; read on their connection, since another one costs as much as a small chunk. */
    private Campaign now() {
        try {
            var here = connected();
            var now = standing(dsl(here)).campaign();
            here.commit();
            return now;
        } catch (SQLException | DataAccessException failure) {
            LOG.debug("campaign={} was not read between two chunks", id, failure);
            rolledBack();
            return inTransaction(dsl -> standing(dsl).campaign());
        }
    }

    private <T> T inTransaction(Function<DSLContext, T> entry) {
        try {
            return new Transacting(work.database()).again(work.hooks().waiter(), entry);
        } catch (DataAccessException unable) {
            throw CampaignFaults.unreachable(id, Trouble.of(unable).sentence()).exception(unable);
        }
    }

    private Connection connected() throws SQLException {
        var here = connection.get();
        if (here == null) {
            here = connection.open();
            Entrance.enter(dsl(here), id, lease);
            here.commit();
            braking.entered();
        }
        return here;
    }

    private boolean rolledBack() {
        var here = connection.get();
        if (here == null) {
            return false;
        }
        try {
            here.rollback();
            keeping.rolledBack();
            return true;
        } catch (SQLException | CoppiceException unable) {
            LOG.debug("campaign={} could not roll back", id, unable);
            keeping.lost();
            connection.drop();
            return false;
        }
    }

    /** That this process shall leave; asked only once it has entered. */
    private Optional<Trouble> asked() {
        return connection.get() != null && work.listener().stopRequested() ? Optional.of(STOPPED) : Optional.empty();
    }

    /** Keeps the lease, and looks whether the plan still covers what is there; what has changed, if anything has. */
    private Optional<Trouble> heartbeat() {
        if (System.nanoTime() - beatAt < HEARTBEAT.toNanos()) {
            return Optional.empty();
        }
        lease = leases.heartbeat(lease, Takeover.LENGTH);
        beatAt = System.nanoTime();
        return Drift.found(work);
    }

    private boolean waited() {
        try {
            work.hooks().waiter().await(FIRST_WAIT.multipliedBy(1L << tries));
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static DSLContext dsl(Connection connection) {
        return DSL.using(connection, SQLDialect.POSTGRES, Transacting.QUIET);
    }

    @Override
    public void close() {
        braking.close();
        keeping.close();
        connection.close();
    }
}

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
import dev.coppice.prune.internal.ledger.Slot;
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
 * One worker's work on one campaign: chunk after chunk on one connection, until the campaign ends or stops or nothing is left for
 * this worker. It keeps
 * nothing that the ledger does not know; each chunk reads there where the campaign stands, under the worker row's lock. So a
 * commit of unknown ending needs no care of its own: the next chunk waits for the truth and goes on from it.
 */
final class CampaignRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.prune");
    private static final int TRIES = 5;
    private static final Duration FIRST_WAIT = Duration.ofMillis(50);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration LATER = Duration.ofMillis(100);

    private static final Trouble STOPPED =
            new Trouble(Trouble.Kind.STOP, "process-stopped", "Its process was asked to stop.");

    private final Work work;
    private final Slot slot;
    private final long id;
    private final Role role;
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
    private boolean inside;
    private boolean admitted;
    private Entrance.Answer answer = Entrance.Answer.IN;
    private final LongConnection connection;

    /** The work of one who has a place. */
    CampaignRun(Work work, Standing standing, Leases leases, Takeover.Held held, Keeping keeping, Role role) {
        this.work = work;
        this.slot = held.slot();
        this.id = slot.campaign();
        this.role = role;
        this.leases = leases;
        this.lease = held.lease();
        this.keeping = keeping;
        this.connection = new LongConnection(work.database());
        this.pace = new Pace(standing.chunkRows());
        this.braking = new Braking(work, standing, slot, role.brakes().governor());
        this.chunks = new ChunkTransaction(work, slot, lease.epoch(), pace, keeping, braking, () -> renewed());
        this.progressing = new Progressing(work, standing.campaign());
    }

    /** Works until there is nothing more to do or something stops it: {@link Step.Stop} or {@link Step.Left}. */
    Step run() {
        while (true) {
            var step = asked().or(this::heartbeat)
                    .map(trouble -> inside ? stop(CampaignState.INTERRUPTED, trouble) : outside(trouble))
                    .orElseGet(this::next);
            switch (step instanceof Step.Check check ? checked(check.standing()) : step) {
                case Step.Went went -> went(went);
                case Step.Dropped dropped ->
                    went(new Step.Went(dropped.before(), dropped.rows(), dropped.rows(), dropped.took()));
                case Step.Check again -> {}
                case Step.Again again -> {}
                case Step.Left left -> {
                    LOG.info("campaign={} worker={} left reason=\"{}\"", id, slot.worker(), left.reason());
                    return left;
                }
                case Step.Stop stop -> {
                    describe();
                    LOG.info("campaign={} RUNNING -> {} reason=\"{}\"", id, stop.state(), stop.reason());
                    return stop;
                }
            }
        }
    }

    private void went(Step.Went step) {
        var now = now();
        braking.read(now);
        progressing.went(step, now);
    }

    private static Step outside(Trouble trouble) {
        return new Step.Left(trouble.sentence(), true);
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
            if (here.isEmpty()) {
                return away();
            }
            var stop = chunks.look(here.get(), Duration.ofNanos(began - notedAt));
            commit(here.get());
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
        try {
            var here = connected();
            if (here.isEmpty()) {
                return away();
            }
            var began = System.nanoTime();
            var step = chunks.run(here.get(), began, Duration.ofNanos(began - notedAt));
            work.hooks().pausePoint().reached("campaign.before-commit");
            braking.ends();
            commit(here.get());
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
                braking.went(took);
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
        if (trouble.code().equals(ChunkFailure.BESIDE)) {
            return waited() ? new Step.Again() : stop(CampaignState.INTERRUPTED, STOPPED);
        }
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
            var entries = new ChunkLedger(dsl, slot);
            entries.note(List.of(note));
            var place = chunks.bound().isEmpty() ? standing.position() : chunks.bound();
            entries.advance(new Progress(standing.pass(), place, pace.rows(), Duration.ZERO, 0));
            return new Step.Went(standing, 0, 0, Duration.ZERO);
        });
    }

    private Step stop(CampaignState state, Trouble trouble) {
        return inTransaction(dsl ->
                Leaving.leave(dsl, slot, new Step.Stop(entered(dsl), state, trouble.code(), trouble.sentence())));
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
        var step = inTransaction(dsl -> {
            var now = entered(dsl);
            new ChunkLedger(dsl, slot).advance(new Progress(Pass.WALK, now.position(), pace.rows(), Duration.ZERO, 0));
            return new Step.Again();
        });
        role.walks().run();
        return step;
    }

    private Standing entered(DSLContext dsl) {
        var place = new WorkerLedger(dsl).touch(slot, lease.epoch());
        var standing = standing(dsl);
        return standing.at(place.orElseThrow(
                () -> CampaignFaults.takenOver(standing.campaign()).exception()));
    }

    private Standing standing(DSLContext dsl) {
        return new CampaignLedger(dsl).find(id).orElseThrow();
    }

    /** The campaign between two chunks; read on their connection, since another one costs as much as a small chunk. */
    private Campaign now() {
        try {
            var here = connected();
            if (here.isEmpty()) {
                return inTransaction(dsl -> standing(dsl).campaign());
            }
            var now = standing(dsl(here.get())).campaign();
            here.get().commit();
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

    /** The connection of one that was let in; empty for one that was not. */
    private Optional<Connection> connected() throws SQLException {
        var here = connection.get();
        if (here == null || !inside) {
            inside = false;
            here = here == null ? connection.open() : here;
            answer = new Entrance(slot, lease, role.helps()).enter(dsl(here));
            if (answer != Entrance.Answer.IN) {
                here.rollback();
                return Optional.empty();
            }
            here.commit();
            inside = true;
            braking.entered();
        }
        if (!admitted) {
            begins(here);
        }
        return Optional.of(here);
    }

    // It is known by its session by now: this may take longer than one who has not entered counts as living.
    private void begins(Connection here) throws SQLException {
        role.admitted().run();
        admitted = true;
        notedAt = System.nanoTime();
        var pass = standing(dsl(here)).pass();
        here.commit();
        if (pass != Pass.CANARY) {
            role.walks().run();
        }
    }

    private Step away() {
        if (answer == Entrance.Answer.LATER && waits(LATER)) {
            return new Step.Again();
        }
        return new Step.Left("Nothing is left for it to claim.", false);
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
        return renewed() && inside ? Drift.found(work) : Optional.empty();
    }

    private boolean renewed() {
        if (System.nanoTime() - beatAt < HEARTBEAT.toNanos()) {
            return false;
        }
        lease = leases.heartbeat(lease, Takeover.LENGTH);
        beatAt = System.nanoTime();
        return true;
    }

    private boolean waited() {
        return waits(FIRST_WAIT.multipliedBy(1L << tries));
    }

    private boolean waits(Duration time) {
        try {
            work.hooks().waiter().await(time);
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

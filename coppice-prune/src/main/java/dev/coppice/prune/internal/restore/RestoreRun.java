package dev.coppice.prune.internal.restore;

import dev.coppice.archive.PinnedSettings;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.ChunkGuard;
import dev.coppice.control.Lease;
import dev.coppice.control.Leases;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.prune.OnConflict;
import dev.coppice.prune.RestoreListener;
import dev.coppice.prune.RestoreProgress;
import dev.coppice.prune.RestoreState;
import dev.coppice.prune.internal.partition.PartitionLedger;
import dev.coppice.prune.internal.read.LongConnection;
import dev.coppice.prune.internal.restore.RestoreFaults.Stand;
import dev.coppice.prune.internal.restore.RestoreLedger.Reached;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process at work on a restore: chunk after chunk on one connection. Where it stands is read anew in each transaction, so
 * a commit of unknown ending needs no code of its own. For one thread.
 *
 * <p>Lock order: lease row, hold epoch, rows of the user's tables, record, audit trail.
 */
final class RestoreRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.prune");
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final int TRIES = 5;

    private final Hooks hooks;
    private final Database database;
    private final Selection selection;
    private final ChunkRestore chunks;
    private final Targets targets;
    private final long id;
    private final Leases leases;
    private Lease lease;
    private final LongConnection connection;
    private Reached reached = new Reached(OptionalLong.empty(), 0, 0);
    private long rows;
    private long beatAt = System.nanoTime();
    private int tries;

    RestoreRun(Job job, long id, Lease lease) {
        this.hooks = job.hooks();
        this.database = job.database();
        this.selection = job.selection();
        this.targets = job.targets();
        this.id = id;
        this.lease = lease;
        this.leases = new Leases(database.source());
        this.chunks = new ChunkRestore(job);
        this.connection = new LongConnection(database.source());
    }

    /** How a try at a chunk ended. */
    private enum Step {
        ON,
        DONE
    }

    /** Works until all is restored; the conflicts that stopped it, if some did. */
    Optional<InTheWay> run(RestoreListener listener) {
        while (true) {
            try {
                heartbeat();
                if (attempt() == Step.DONE) {
                    return Optional.empty();
                }
                tries = 0;
                listener.progressed(new RestoreProgress(
                        id, reached.done(), selection.chunks().size(), rows));
            } catch (InTheWay conflict) {
                rolledBack();
                stop(RestoreFaults.conflict(stand(), conflict.conflicts()));
                return Optional.of(conflict);
            } catch (SQLException | RuntimeException failure) {
                failed(failure);
            }
        }
    }

    /** What of it stopped it, told for people. */
    Fault told(InTheWay conflict) {
        return RestoreFaults.conflict(stand(), conflict.conflicts());
    }

    private Step attempt() throws SQLException {
        var here = connected();
        begin(here);
        var dsl = dsl(here);
        Leases.require(dsl, lease);
        if (selection.options().onConflict() == OnConflict.REPLACE) {
            ChunkGuard.enter(dsl);
        }
        var ledger = new RestoreLedger(dsl);
        reached = ledger.reached(id);
        var next = next();
        if (next.isEmpty()) {
            ledger.move(id, RestoreState.SUCCEEDED, "Everything that was wanted has been looked at.");
            audit(dsl, "restore.succeeded");
            commit(here);
            return Step.DONE;
        }
        var outcome = chunks.run(here, next.get());
        ledger.enter(id, next.get().number(), outcome);
        var after = ledger.reached(id);
        hooks.pausePoint().reached("restore.before-commit");
        commit(here);
        hooks.pausePoint().reached("restore.committed");
        reached = after;
        rows += outcome.all().restored();
        return Step.ON;
    }

    private Optional<ArchivedChunk> next() {
        return selection.chunks().stream()
                .filter(chunk -> reached.reached().isEmpty()
                        || chunk.number() < reached.reached().getAsLong())
                .findFirst();
    }

    private static void begin(Connection here) throws SQLException {
        PinnedSettings.apply(here);
        try (var statement = here.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = 0;"
                    + " SET LOCAL idle_in_transaction_session_timeout = '5min'");
        }
    }

    private void commit(Connection here) throws SQLException {
        try {
            here.commit();
        } catch (SQLException failure) {
            if (Database.error(failure).map(error -> error.isConnectionLoss()).orElse(true)) {
                connection.drop();
            }
            throw failure;
        }
    }

    /** Goes on with another try, or stops for good by throwing. */
    private void failed(Exception failure) {
        var stillThere = rolledBack();
        LOG.debug("restore={} chunk failed", id, failure);
        if (failure instanceof CoppiceException told) {
            throw told.code().equals("lease.lost")
                    ? RestoreFaults.takenOver(stand()).exception(told)
                    : stopped(RestoreFaults.frozenOrUnreadable(stand(), told.fault()), told);
        }
        tries++;
        var error = Database.error(failure);
        if (!stillThere || (error.isPresent() && error.get().isConnectionLoss())) {
            if (tries == TRIES || !waited()) {
                throw RestoreFaults.lost(stand()).exception(failure);
            }
        } else if (!mayPass(failure) || tries == TRIES || !waited()) {
            throw stopped(new Refusal(stand(), targets, this::missingPartitions).of(failure), failure);
        }
    }

    private List<String> missingPartitions() {
        try {
            return database.run(dsl -> new PartitionLedger(dsl).missing(selection.archive()));
        } catch (RuntimeException unable) {
            LOG.debug("restore={} partitions were not looked up", id, unable);
            return List.of();
        }
    }

    // A row or key that another session has added or changed meanwhile is seen by the next try.
    private boolean mayPass(Exception failure) {
        if (failure instanceof Suppressed) {
            return tries < 2;
        }
        return Database.error(failure)
                .map(error -> switch (error.state()) {
                    case "40001", "40P01", "55P03" -> true;
                    case "23505", "23P01" -> tries < 2;
                    default -> false;
                })
                .orElse(false);
    }

    private CoppiceException stopped(Fault fault, Exception failure) {
        stop(fault);
        return fault.exception(failure);
    }

    private void stop(Fault fault) {
        try {
            database.run(dsl -> {
                Leases.require(dsl, lease);
                new RestoreLedger(dsl).move(id, RestoreState.STOPPED, fault.refused() + " " + fault.found());
                audit(dsl, "restore.stopped");
                return id;
            });
        } catch (RuntimeException unable) {
            LOG.warn("restore={} stopped, and could not say so: {}", id, fault.message());
            LOG.debug("restore={} record not written", id, unable);
        }
    }

    private void audit(DSLContext dsl, String action) {
        AuditTrail.in(dsl).append(AuditEvent.of(selection.options().act(), action, "restore/" + id));
    }

    private Stand stand() {
        return new Stand(
                id,
                selection.archive(),
                next().map(ArchivedChunk::number).orElse(0L),
                reached.done(),
                selection.chunks().size(),
                reached.rows());
    }

    private Connection connected() throws SQLException {
        var here = connection.get();
        if (here == null) {
            here = connection.open();
            begin(here);
            var dsl = dsl(here);
            Leases.require(dsl, lease);
            var ledger = new RestoreLedger(dsl);
            if (!ledger.enter(id, lease.epoch(), lease.owner(), selection.options())) {
                throw RestoreFaults.wrongState(ledger.find(id).orElseThrow()).exception();
            }
            here.commit();
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
            return true;
        } catch (SQLException unable) {
            LOG.debug("restore={} could not roll back", id, unable);
            connection.drop();
            return false;
        }
    }

    private void heartbeat() {
        if (System.nanoTime() - beatAt > HEARTBEAT.toNanos()) {
            lease = leases.heartbeat(lease, Turn.LENGTH);
            beatAt = System.nanoTime();
        }
    }

    private boolean waited() {
        try {
            hooks.waiter().await(FIRST_WAIT.multipliedBy(1L << tries));
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static DSLContext dsl(Connection here) {
        return DSL.using(here, SQLDialect.POSTGRES, Database.QUIET);
    }

    @Override
    public void close() {
        connection.close();
    }
}

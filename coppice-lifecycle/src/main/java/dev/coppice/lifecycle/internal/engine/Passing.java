package dev.coppice.lifecycle.internal.engine;

import dev.coppice.control.Lease;
import dev.coppice.control.LeaseAttempt;
import dev.coppice.control.Leases;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.PassReport;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.lifecycle.internal.ledger.OperationWriter;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.ops.CoppiceException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes operations that are due, one after the other, each under its lease. Safe for any thread. */
final class Passing {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.lifecycle");

    /** Workers that look at the same time see the same ones first: each takes them from a longer list in another order. */
    private static final int SPREAD = 4;

    private final EngineParts parts;
    private final Hooks hooks;
    private final Transacting transactions;
    private final Leases leases;

    Passing(EngineParts parts, Hooks hooks) {
        this.parts = parts;
        this.hooks = hooks;
        this.transactions = new Transacting(parts.database());
        this.leases = new Leases(parts.database());
    }

    private static String lease(long operation) {
        return "operation/" + operation;
    }

    PassReport pass() throws InterruptedException {
        var ended = new ArrayList<Operation>();
        try (var heartbeat = new Heartbeat(leases, hooks.heartbeat()).started()) {
            for (var kind : parts.kinds().values()) {
                pass(kind, heartbeat, ended);
            }
        }
        return new PassReport(
                ended.size(), count(ended, Operation::finishedAt), count(ended, Operation::nextTryAt), (int)
                        ended.stream()
                                .filter(operation -> operation.state() == OperationState.PARKED)
                                .count());
    }

    /** One operation, whether it is due or not; left alone while another worker has it. */
    void advance(Kind kind, long id) throws InterruptedException {
        try (var heartbeat = new Heartbeat(leases, hooks.heartbeat()).started()) {
            var lease = acquire(id);
            if (lease.isPresent()) {
                carryOn(new Work(parts, hooks, kind, lease.get(), id), heartbeat, true);
            }
        }
    }

    private void pass(Kind kind, Heartbeat heartbeat, List<Operation> done) throws InterruptedException {
        var batch = kind.config().limits().batch();
        var due = new ArrayList<>(transactions.run(dsl -> new Ledger(dsl).due(kind.name(), batch * SPREAD)));
        Collections.shuffle(due);
        var taken = 0;
        for (var id : due) {
            if (taken == batch) {
                return;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted between two operations");
            }
            var lease = acquire(id);
            if (lease.isPresent() && stillDue(lease.get(), id)) {
                taken++;
                guarded(new Work(parts, hooks, kind, lease.get(), id), heartbeat);
                done.add(transactions.run(dsl -> new Ledger(dsl).find(id).orElseThrow()));
            }
        }
    }

    private boolean stillDue(Lease lease, long id) {
        var due = transactions.run(dsl -> new Ledger(dsl).isDue(id));
        if (!due) {
            release(leases, lease);
        }
        return due;
    }

    /** One that fails in an unforeseen way is put off, and keeps neither the others nor their turn. */
    private void guarded(Work work, Heartbeat heartbeat) throws InterruptedException {
        try {
            carryOn(work, heartbeat, false);
        } catch (RuntimeException failure) {
            var what = failure instanceof CoppiceException
                    ? failure.getMessage()
                    : failure.getClass().getName();
            LOG.warn("operation={} was left for a later pass: {}", work.operation(), what);
            LOG.debug("operation={} failed", work.operation(), failure);
            var pause = hooks.backoff().blocked();
            transactions.run(dsl -> new OperationWriter(dsl).putOff(work.operation(), pause));
        }
    }

    /** An Error says nothing of how this process stands: then the lease runs out by itself. */
    private void carryOn(Work work, Heartbeat heartbeat, boolean always) throws InterruptedException {
        heartbeat.keep(work.lease());
        try {
            new Run(work, heartbeat).carryOn(always);
            left(work, heartbeat.leave());
        } catch (InterruptedException | RuntimeException cut) {
            var lost = heartbeat.leave() || lost(cut);
            left(work, lost);
            if (!lost) {
                throw cut;
            }
        }
    }

    private static boolean lost(Exception cut) {
        return cut instanceof CoppiceException told && told.code().equals("lease.lost");
    }

    private void left(Work work, boolean lost) {
        if (lost) {
            LOG.info("operation={} was taken over by another worker", work.operation());
        } else {
            release(leases, work.lease());
        }
    }

    private Optional<Lease> acquire(long id) {
        return acquire(leases, id, parts.worker());
    }

    /** The right to work on an operation, if nobody has it. */
    static Optional<Lease> acquire(Leases leases, long id, String owner) {
        try {
            return leases.acquire(lease(id), owner, Heartbeat.LENGTH) instanceof LeaseAttempt.Acquired got
                    ? Optional.of(got.lease())
                    : Optional.empty();
        } catch (DataAccessException failure) {
            throw Transacting.told(failure);
        }
    }

    /** Gives it back; where that fails, it runs out. */
    static void release(Leases leases, Lease lease) {
        try {
            leases.release(lease);
        } catch (DataAccessException unreached) {
            LOG.debug("lease={} was not given back and runs out", lease.name(), unreached);
        }
    }

    private static int count(List<Operation> operations, Function<Operation, Optional<?>> having) {
        return (int) operations.stream()
                .filter(operation -> having.apply(operation).isPresent())
                .count();
    }
}

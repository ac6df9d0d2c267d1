package dev.coppice.prune.internal.restore;

import dev.coppice.archive.ArchiveReader;
import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.Lease;
import dev.coppice.control.Leases;
import dev.coppice.control.TableName;
import dev.coppice.prune.RestoreListener;
import dev.coppice.prune.RestoreOptions;
import dev.coppice.prune.RestoreRecord;
import dev.coppice.prune.RestoreReport;
import dev.coppice.prune.RestoreState;
import dev.coppice.prune.internal.read.ReadOnly;
import dev.coppice.prune.internal.restore.Outcome.Counts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Restores once: finds the unfinished restore of the same or begins one, works on it, and says what came of it. */
public final class Execution {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.prune");

    private final Database database;
    private final Hooks hooks;
    private final Leases leases;

    /** Restores into a database. */
    public Execution(DataSource target, Hooks hooks) {
        this.database = new Database(target);
        this.hooks = hooks;
        this.leases = new Leases(target);
    }

    /** Does it. */
    public RestoreReport restore(ArchiveReader archive, RestoreOptions options, RestoreListener listener) {
        var selection = Selection.of(archive.manifest(), archive.location(), options);
        checked(selection);
        var lease = new Turn(database, leases, hooks.waiter()).acquire(selection.archive());
        try {
            // Once more, now that nobody else restores of it: what was put back meanwhile is on record.
            var targets = checked(selection);
            var restore = begun(selection, targets);
            var job = new Job(database, archive, selection, made(selection, targets), hooks);
            return worked(job, restore.id(), lease, listener);
        } finally {
            release(lease);
        }
    }

    private RestoreReport worked(Job job, long id, Lease lease, RestoreListener listener) {
        try (var run = new RestoreRun(job, id, lease)) {
            var warnings = ReadOnly.run(database.source(), sql -> Overlap.warnings(sql, job.targets()));
            warnings.forEach(warning -> LOG.warn("restore={} {}", id, warning));
            return report(id, warnings, run, run.run(listener));
        }
    }

    private Targets checked(Selection selection) {
        return ReadOnly.run(database.source(), sql -> Checks.pass(sql, selection));
    }

    /** The tables as they are now that those another schema lacked are made. */
    private Targets made(Selection selection, Targets before) {
        return before.tables().values().stream().allMatch(TargetTable::there) ? before : checked(selection);
    }

    private RestoreRecord begun(Selection selection, Targets targets) {
        while (true) {
            var unfinished = database.run(dsl -> new RestoreLedger(dsl).unfinished(selection.request()));
            if (unfinished.isPresent()) {
                return unfinished.get();
            }
            var created = database.run(dsl -> created(dsl, selection, targets));
            if (created.isPresent()) {
                return created.get();
            }
        }
    }

    /** Makes the record and the tables that another schema lacks, and enters both in the audit trail, or does none of it. */
    private static Optional<RestoreRecord> created(DSLContext dsl, Selection selection, Targets targets) {
        var ledger = new RestoreLedger(dsl);
        var id = ledger.create(selection);
        if (id.isEmpty()) {
            return Optional.empty();
        }
        dsl.connection(connection -> {
            try (var statement = connection.createStatement()) {
                for (var making : Making.statements(selection, targets)) {
                    statement.execute(making);
                }
            }
        });
        audit(dsl, "restore.created", id.getAsLong(), selection.options().act());
        return ledger.find(id.getAsLong());
    }

    /** Gives an unfinished restore up. */
    public RestoreRecord abandon(long id, Act act) {
        var restore = database.run(dsl -> new RestoreLedger(dsl).find(id))
                .orElseThrow(() -> RestoreFaults.notFound(id).exception());
        if (restore.state().ended()) {
            throw RestoreFaults.wrongState(restore).exception();
        }
        var lease = new Turn(database, leases, hooks.waiter()).acquire(restore.archive());
        try {
            return database.run(dsl -> {
                Leases.require(dsl, lease);
                var ledger = new RestoreLedger(dsl);
                if (!ledger.move(id, RestoreState.ABANDONED, act.actor() + " gave it up: " + act.reason())) {
                    throw RestoreFaults.wrongState(ledger.find(id).orElseThrow())
                            .exception();
                }
                audit(dsl, "restore.abandoned", id, act);
                return ledger.find(id).orElseThrow();
            });
        } finally {
            release(lease);
        }
    }

    private static void audit(DSLContext dsl, String action, long id, Act act) {
        AuditTrail.in(dsl).append(AuditEvent.of(act, action, "restore/" + id));
    }

    // Whoever comes next finds a session that is gone, or waits for the lease to run out.
    private void release(Lease lease) {
        try {
            leases.release(lease);
        } catch (DataAccessException unable) {
            LOG.debug("lease {} was not released", lease.name(), unable);
        }
    }

    private RestoreReport report(long id, List<String> warnings, RestoreRun run, Optional<InTheWay> conflict) {
        return database.run(dsl -> {
            var ledger = new RestoreLedger(dsl);
            var tables = ledger.tables(id);
            var conflicts = new ArrayList<>(ledger.conflicts(id));
            conflict.ifPresent(stopped -> conflicts.addAll(stopped.conflicts()));
            return new RestoreReport(
                    ledger.find(id).orElseThrow(),
                    positive(tables, Counts::restored),
                    positive(tables, Counts::edited),
                    positive(tables, Counts::skipped),
                    conflicts,
                    warnings,
                    conflict.map(run::told));
        });
    }

    static Map<TableName, Long> positive(Map<TableName, Counts> tables, ToLongFunction<Counts> count) {
        var positive = new HashMap<TableName, Long>();
        tables.forEach((table, counts) -> {
            if (count.applyAsLong(counts) > 0) {
                positive.put(table, count.applyAsLong(counts));
            }
        });
        return positive;
    }
}

package dev.coppice.server.internal.schedule;

import dev.coppice.control.Freeze;
import dev.coppice.control.FreezeState;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.pruning.PruningHost;
import dev.coppice.server.internal.schedule.RunTable.Due;
import dev.coppice.server.internal.schedule.RunTable.Why;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has policies run at their times, as one of any number of servers. A pass enters each due time once, by the database's clock, then
 * decides what becomes of it. A server that dies in between leaves a time undecided to the next pass, whose server it may be; two
 * passes at once decide each time once. Safe for any thread.
 *
 * <p>After an outage the last time that was missed is made up for, where the window is still open; those before it are entered as
 * missed.
 */
public final class Schedules {
    private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);

    /** Of those that an outage took, each of the last ones is entered; those before share the row of their first. */
    private static final int MISSED_EACH = 100;

    private final HomeDatabase home;
    private final List<Scheduled> scheduled;
    private final Decision decision;
    private volatile boolean enrolled;

    /** For the policies of {@code host} that have a schedule. */
    public Schedules(PruningHost host, HomeDatabase home) {
        this.home = home;
        this.scheduled = Scheduled.of(host.policies());
        this.decision = new Decision(host, home);
    }

    /** Whether any policy has one. */
    public boolean any() {
        return !scheduled.isEmpty();
    }

    /** Enters what has become due, and decides what is open. A policy that cannot be dealt with keeps no other waiting. */
    public void runOnce() {
        enrol();
        RuntimeException first = null;
        for (var one : scheduled) {
            try {
                if (note(one)) {
                    decide(one);
                }
            } catch (RuntimeException failed) {
                LOG.debug("policy={} its due times could not be dealt with", one.name(), failed);
                first = first == null ? failed : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** The first pass of a server says what times its file has; each puts back what somebody has removed. */
    private void enrol() {
        home.transaction(db -> {
            var table = new ScheduleTable(db);
            if (enrolled) {
                table.keep(scheduled);
            } else {
                scheduled.forEach(table::enrol);
            }
            return db;
        });
        enrolled = true;
    }

    /** Enters what has become due; false where another server looks at other times of it, which are not this one's to decide. */
    boolean note(Scheduled one) {
        return home.transaction(db -> {
            var table = new ScheduleTable(db);
            var locked = table.lock(one);
            locked.ifPresent(span -> {
                enter(db, one, one.times().between(span.from(), span.until()));
                table.lookedUntil(one, span.until());
            });
            return locked.isPresent();
        });
    }

    private static void enter(DSLContext db, Scheduled one, List<Instant> times) {
        if (times.isEmpty()) {
            return;
        }
        var runs = new RunTable(db);
        var last = times.getLast();
        var before = times.subList(0, times.size() - 1);
        var older = before.subList(0, Math.max(0, before.size() - MISSED_EACH));
        if (!older.isEmpty()) {
            runs.missed(
                    one.name(),
                    older.getFirst(),
                    new Why(
                            "no-server",
                            "This and " + (older.size() - 1) + " more times until " + older.getLast()
                                    + " were missed: no server looked."));
        }
        before.subList(older.size(), before.size())
                .forEach(at -> runs.missed(
                        one.name(),
                        at,
                        new Why("no-server", "No server looked before the time after it had come as well.")));
        runs.due(one.name(), last);
    }

    private void decide(Scheduled one) {
        var open = home.transaction(db -> new RunTable(db).open(one.name()));
        for (var due : open) {
            var late = due.equals(open.getLast()) ? late(one, due) : Optional.of(overtaken());
            if (late.isPresent()) {
                home.transaction(db -> {
                    new RunTable(db).left(one.name(), due, "missed", late.get());
                    return db;
                });
            } else {
                decision.of(one, due);
            }
        }
    }

    private static Why overtaken() {
        return new Why("no-server", "No server could decide before the time after it had come as well.");
    }

    private static Optional<Why> late(Scheduled one, Due due) {
        return one.times().open(due.now())
                ? Optional.empty()
                : Optional.of(new Why("window-shut", "No server looked before its window was shut."));
    }

    /** Why everything stands still, where it does. */
    static Optional<Why> frozen(DSLContext db) {
        return Freeze.in(db).state() instanceof FreezeState.Frozen frozen
                ? Optional.of(new Why("frozen", "Everything is frozen, by " + frozen.by() + ": " + frozen.reason()))
                : Optional.empty();
    }
}

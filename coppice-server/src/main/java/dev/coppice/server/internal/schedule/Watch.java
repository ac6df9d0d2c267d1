package dev.coppice.server.internal.schedule;

import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Backlogs;
import dev.coppice.prune.KeepingUp;
import dev.coppice.prune.KeepingUp.Outlook;
import dev.coppice.prune.Policy;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.pruning.PruningHost;
import dev.coppice.server.internal.schedule.AlarmTable.Alarm;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;

/**
 * Looks whether policies keep up and run, as one of any number of servers, and tells once what is wrong and once that it is over.
 * Safe for any thread.
 */
public final class Watch {
    private static final String BEHIND = "policy.behind";
    private static final String SILENT = "policy.silent";
    private static final String INTERRUPTED = "campaign.interrupted";

    /** So many passes of this server, minutes apart, leave every other the time to begin. */
    private static final int BEGINNING = 2;

    private final PruningHost host;
    private final HomeDatabase home;
    private final AtomicInteger passes = new AtomicInteger();

    /** For the policies of {@code host}. */
    public Watch(PruningHost host, HomeDatabase home) {
        this.host = host;
        this.home = home;
    }

    /** Looks at each of them once. One that cannot be looked at keeps no other waiting. */
    public void runOnce() {
        var scheduled = Scheduled.of(host.policies());
        home.transaction(db -> {
            new ScheduleTable(db).keep(scheduled);
            return db;
        });
        RuntimeException first = null;
        for (var policy : host.policies()) {
            try {
                look(policy);
            } catch (RuntimeException failed) {
                first = first == null ? failed : first;
            }
        }
        forget(scheduled);
        if (first != null) {
            throw first;
        }
    }

    /** What policies left behind that nobody has any more. A server that has just begun does not know what others have. */
    private void forget(List<Scheduled> scheduled) {
        boolean begun = passes.incrementAndGet() > BEGINNING;
        home.transaction(db -> {
            new AlarmTable(db).forgetOthers(host.policies());
            new RunTable(db).forget();
            if (begun) {
                new ScheduleTable(db).forgetOthers(scheduled);
            }
            return db;
        });
    }

    /** One that no longer fits the database does not run either, which is told by what was found last. */
    private void look(Policy policy) {
        var backlogs = Backlogs.on(host.source());
        try {
            var look = backlogs.look(policy);
            settle(policy, Optional.of(look));
        } catch (CoppiceException unlooked) {
            settle(policy, backlogs.last(policy));
            throw unlooked;
        }
    }

    private void settle(Policy policy, Optional<KeepingUp> look) {
        home.transaction(db -> {
            var silence = new Silence(db, policy);
            look.ifPresent(found -> behind(db, found));
            if (silence.isOurs()) {
                settle(db, policy, SILENT, silence.found(look));
            }
            settle(db, policy, INTERRUPTED, silence.interrupted());
            return db;
        });
    }

    /** What cannot be told now is as it was. */
    private static void behind(DSLContext db, KeepingUp look) {
        var alarms = new AlarmTable(db);
        if (look.isBehind()) {
            alarms.raise(look.policy(), BEHIND, new Alarm(look.sentence(), Optional.empty()));
        } else if (!look.fallsBehind() && look.outlook() != Outlook.UNKNOWN) {
            alarms.clear(look.policy(), BEHIND);
        }
    }

    private static void settle(DSLContext db, Policy policy, String topic, Optional<Alarm> alarm) {
        var alarms = new AlarmTable(db);
        alarm.ifPresentOrElse(
                found -> alarms.raise(policy.name(), topic, found), () -> alarms.clear(policy.name(), topic));
    }
}

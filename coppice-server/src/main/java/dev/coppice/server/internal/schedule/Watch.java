package dev.coppice.server.internal.schedule;

import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Backlogs;
import dev.coppice.prune.KeepingUp;
import dev.coppice.prune.KeepingUp.Outlook;
import dev.coppice.prune.Policy;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.pruning.PruningHost;
import dev.coppice.server.internal.schedule.AlarmTable.Alarm;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * Looks whether policies keep up and run, as one of any number of servers, and tells once what is wrong and once that it is over.
 * Safe for any thread.
 */
public final class Watch {
    private static final String BEHIND = "policy.behind";
    private static final String SILENT = "policy.silent";
    private static final String INTERRUPTED = "campaign.interrupted";

    private final PruningHost host;
    private final HomeDatabase home;

    /** For the policies of {@code host}. */
    public Watch(PruningHost host, HomeDatabase home) {
        this.host = host;
        this.home = home;
    }

    /** Looks at each of them once. One that cannot be looked at keeps no other waiting. */
    public void runOnce() {
        RuntimeException first = null;
        for (var policy : host.policies()) {
            try {
                look(policy);
            } catch (RuntimeException failed) {
                first = first == null ? failed : first;
            }
        }
        home.transaction(db -> {
            new AlarmTable(db).forgetOthers();
            return db;
        });
        if (first != null) {
            throw first;
        }
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
            settle(db, policy, SILENT, silence.found(look));
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

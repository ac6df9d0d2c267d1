package dev.coppice.prune.internal.campaign;

import dev.coppice.prune.CampaignState;
import dev.coppice.prune.internal.ledger.BrakeLedger;
import dev.coppice.prune.internal.ledger.CampaignLedger;
import dev.coppice.prune.internal.ledger.Slot;
import dev.coppice.prune.internal.ledger.WorkerLedger;
import java.util.List;
import org.jooq.DSLContext;

/**
 * How a worker leaves a campaign. The last one says what becomes of it: under the campaign row's lock, so that of two that leave
 * at once neither takes the other for one that stays.
 */
final class Leaving {
    private Leaving() {}

    /** Leaves, in the transaction in which the worker has found that it must. */
    static Step leave(DSLContext dsl, Slot slot, Step.Stop stop) {
        new CampaignLedger(dsl).lock(slot.campaign());
        var last = new WorkerLedger(dsl).livingBeside(slot).isEmpty();
        if (last) {
            return ends(dsl, slot, stop);
        }
        goes(dsl, slot);
        return new Step.Left(
                stop.reason(), stop.state() == CampaignState.INTERRUPTED || stop.state() == CampaignState.FAILED);
    }

    /** Leaves as the last one, which the campaign row's lock keeps true since it was found out. */
    static Step.Stop ends(DSLContext dsl, Slot slot, Step.Stop stop) {
        goes(dsl, slot);
        move(dsl, stop);
        return stop;
    }

    /** Leaves where there is nothing to claim, unless it is the last one; whether it has left. */
    static boolean leavesOthers(DSLContext dsl, Slot slot) {
        new CampaignLedger(dsl).lock(slot.campaign());
        if (new WorkerLedger(dsl).livingBeside(slot).isEmpty()) {
            return false;
        }
        goes(dsl, slot);
        return true;
    }

    private static void goes(DSLContext dsl, Slot slot) {
        new BrakeLedger(dsl, slot.campaign()).hold(slot, List.of());
        new WorkerLedger(dsl).leave(slot);
    }

    private static void move(DSLContext dsl, Step.Stop stop) {
        var from = stop.standing().campaign().state();
        if (from == CampaignState.RUNNING || from != stop.state()) {
            new CampaignLedger(dsl)
                    .move(
                            stop.standing().campaign().id(),
                            from,
                            stop.state(),
                            stop.reason(),
                            stop.stoppedBy().isEmpty() ? null : stop.stoppedBy());
        }
    }
}

package dev.coppice.prune.internal.campaign;

import dev.coppice.control.Lease;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.internal.ledger.BrakeLedger;
import dev.coppice.prune.internal.ledger.CampaignLedger;
import dev.coppice.prune.internal.ledger.WorkerLedger;
import java.util.List;
import org.jooq.DSLContext;

/** How a process comes to be the one that works on a campaign. */
final class Entrance {
    private Entrance() {}

    /** Waits for whatever an earlier process has under way, and enters with the caller's session. */
    static void enter(DSLContext dsl, long campaign, Lease lease) {
        var worker = new WorkerLedger(dsl);
        var ledger = new CampaignLedger(dsl);
        worker.lock(campaign);
        if (!worker.enter(campaign, lease.owner(), lease.epoch())) {
            throw CampaignFaults.takenOver(ledger.find(campaign).orElseThrow().campaign())
                    .exception();
        }
        // A process that died could not note that nothing held it any more.
        new BrakeLedger(dsl, campaign).hold(List.of());
        for (var idle : new CampaignState[] {CampaignState.PLANNED, CampaignState.INTERRUPTED}) {
            ledger.move(campaign, idle, CampaignState.RUNNING, "Process " + lease.owner() + " works on it.", null);
        }
    }
}

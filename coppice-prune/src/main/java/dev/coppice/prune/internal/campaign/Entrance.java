package dev.coppice.prune.internal.campaign;

import dev.coppice.control.Lease;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.internal.ledger.BrakeLedger;
import dev.coppice.prune.internal.ledger.CampaignLedger;
import dev.coppice.prune.internal.ledger.DrainLedger;
import dev.coppice.prune.internal.ledger.Pass;
import dev.coppice.prune.internal.ledger.Slot;
import dev.coppice.prune.internal.ledger.Standing;
import dev.coppice.prune.internal.ledger.WorkerLedger;
import java.util.List;
import org.jooq.DSLContext;

/**
 * How a worker comes to work on a campaign. The first chunk and the last look are one worker's alone: under the campaign row's
 * lock nobody is let in beside a living one, and nobody begins the last look beside one.
 *
 * @param slot the place it works in
 * @param lease its lease of that place
 * @param helps whether it only helps: what is not at work it does not set to work
 */
record Entrance(Slot slot, Lease lease, boolean helps) {
    /** Whether a worker was let in. */
    enum Answer {
        /** It works. */
        IN,
        /** One worker is at the first chunk: ask again. */
        LATER,
        /** There is nothing for it to do. */
        NOTHING
    }

    /** Waits for whatever an earlier process has under way in its place, and enters with the caller's session. */
    Answer enter(DSLContext dsl) {
        var workers = new WorkerLedger(dsl);
        var ledger = new CampaignLedger(dsl);
        workers.lock(slot);
        if (!workers.enter(slot, lease.owner(), lease.epoch())) {
            throw CampaignFaults.takenOver(
                            ledger.find(slot.campaign()).orElseThrow().campaign())
                    .exception();
        }
        ledger.lock(slot.campaign());
        var standing = ledger.find(slot.campaign()).orElseThrow();
        var alone = workers.livingBeside(slot).isEmpty();
        if (helps && !standing.campaign().state().working()) {
            return Answer.NOTHING;
        }
        if (!alone && standing.pass() != Pass.WALK) {
            return standing.pass() == Pass.CANARY ? Answer.LATER : Answer.NOTHING;
        }
        settle(dsl, standing, alone);
        return Answer.IN;
    }

    private void settle(DSLContext dsl, Standing standing, boolean alone) {
        var workers = new WorkerLedger(dsl);
        var ledger = new CampaignLedger(dsl);
        workers.move(slot, standing.pass(), workers.inherited(slot, standing.pass()));
        workers.bury(slot.campaign(), workers.living(slot.campaign()));
        if (alone) {
            new DrainLedger(dsl, slot).adopt(workers.living(slot.campaign()));
        }
        // A process that died could not note that nothing held it any more.
        new BrakeLedger(dsl, slot.campaign()).hold(slot, List.of());
        for (var idle : new CampaignState[] {CampaignState.PLANNED, CampaignState.INTERRUPTED}) {
            ledger.move(
                    slot.campaign(), idle, CampaignState.RUNNING, "Process " + lease.owner() + " works on it.", null);
        }
    }
}

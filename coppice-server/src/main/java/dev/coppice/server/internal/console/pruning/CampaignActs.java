package dev.coppice.server.internal.console.pruning;

import dev.coppice.control.Durations;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignState;
import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.ActForm.Field;
import java.util.ArrayList;
import java.util.List;

/** What may be done with a campaign as it stands. */
final class CampaignActs {
    private CampaignActs() {}

    static List<ActForm> of(Campaign campaign) {
        var state = campaign.state();
        var address = CampaignPages.address(campaign.id());
        var acts = new ArrayList<ActForm>();
        if (state == CampaignState.PLANNED || state == CampaignState.RUNNING || state == CampaignState.INTERRUPTED) {
            acts.add(ActForm.of(
                    "Pause",
                    address + "/pause",
                    "It pauses after the chunk under way, which is committed, or rolled back where it keeps"
                            + " somebody waiting; resumed, it goes on from there."));
        }
        if (state == CampaignState.PLANNED || state == CampaignState.INTERRUPTED) {
            acts.add(ActForm.of("Carry on", address + "/carry-on", "The servers carry it on from where it stands."));
        }
        if (state == CampaignState.PAUSING || state == CampaignState.PAUSED) {
            acts.add(ActForm.of("Resume", address + "/resume", "It goes on where it paused."));
        }
        if (!state.ended()) {
            acts.add(retune(campaign, address));
        }
        if (!state.ended() && state != CampaignState.CANCELLING) {
            acts.add(ActForm.of(
                    "End it",
                    address + "/abort",
                    "It ends for good after the chunk under way, which is committed, or rolled back where it keeps"
                            + " somebody waiting. What is gone stays gone; what is archived can be put back."));
        }
        return acts;
    }

    private static ActForm retune(Campaign campaign, String address) {
        var tuning = campaign.tuning();
        return ActForm.of(
                        "Change its aim and limits",
                        address + "/retune",
                        "The next chunk follows what stands here. An empty limit is none; to raise a limit is an admin's.")
                .asking(Field.text("chunk-time", "A chunk aims to take", Durations.format(tuning.chunkTime()))
                        .needed())
                .asking(Field.text(
                        "rows",
                        "Rows that may go, those of other tables included",
                        tuning.rows().map(String::valueOf).orElse("")))
                .asking(Field.text(
                        "roots",
                        "Rows of " + campaign.table() + " that may go",
                        tuning.roots().map(String::valueOf).orElse("")))
                .asking(Field.text(
                        "runtime",
                        "Time it may run",
                        tuning.runtime().map(Durations::format).orElse("")));
    }
}

package dev.coppice.prune;

import dev.coppice.ops.CoppiceException;
import java.io.IOException;
import java.nio.file.Path;

/** A process of its own with several workers: executes the shop's policy, or joins whoever does. It can be killed. */
public final class WorkersProcess {
    private static final int MOST_TRIES = 20;

    private WorkersProcess() {}

    /** As {@link CampaignProcess}, with the number of workers behind an order. */
    public static void main(String[] args) throws IOException {
        CampaignProcess.obey(order -> worked(args, order));
    }

    private static String worked(String[] args, String[] order) {
        var stands = CampaignProcess.standing(order[1], Integer.parseInt(order[2]));
        var source = CampaignProcess.announcing(args[0], args[1], args[2], stands);
        var campaigns = Shop.campaigns(source, stands);
        var policy = Shop.archived(Path.of(order[0])).build();
        var options = Shop.OPTIONS.workers(Integer.parseInt(order[3]));
        var code = "";
        for (var tries = 0; tries < MOST_TRIES; tries++) {
            try {
                return "ended " + once(campaigns, policy, options).campaign().state();
            } catch (CoppiceException refused) {
                code = refused.code();
                if (!code.equals("campaign.running")
                        && !code.equals("campaign.wrong-state")
                        && !code.equals("campaign.taken-over")) {
                    break;
                }
            }
        }
        return "refused " + code;
    }

    /** Joins whoever is at work, or else executes the policy. */
    static CampaignReport once(Campaigns campaigns, Policy policy, CampaignOptions options) {
        var unfinished = campaigns.unfinished(policy);
        return unfinished.isPresent()
                ? campaigns.join(unfinished.get().id(), policy, options, CampaignListener.NONE)
                : campaigns.execute(policy, options, CampaignListener.NONE);
    }
}

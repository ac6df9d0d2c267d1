package dev.coppice.server.internal.pruning;

import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Policy;
import dev.coppice.server.internal.home.HomeDatabase;

/**
 * Hands campaigns to the servers on the database: whichever is free carries them on. Safe for any thread.
 *
 * @param host the policies
 * @param home where the servers look for what they were asked
 */
public record Handover(PruningHost host, HomeDatabase home) {
    /**
     * Begins a campaign of a policy, or takes its unfinished one, and asks the servers to carry it on.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link Campaigns#begin}
     */
    public Campaign begin(Policy policy, CampaignOptions options) {
        var campaign = Campaigns.on(host.source()).begin(policy, options);
        home.transaction(db -> {
            new ChargeTable(db).ask(campaign.id(), options.act());
            return AuditTrail.in(db)
                    .append(AuditEvent.of(options.act(), "campaign.asked", "campaign/" + campaign.id()));
        });
        return campaign;
    }
}

package dev.coppice.server.internal.console.pruning;

import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignState;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Badge.Tone;
import dev.coppice.server.internal.console.Moment;
import java.util.Locale;

/**
 * A campaign in a list.
 *
 * @param id its number
 * @param policy the policy's name
 * @param state where it stands
 * @param sentence what that means
 * @param reason how it came there, where that says more
 * @param rows how many rows are gone
 * @param began when it was created
 * @param ran how long it has worked
 */
public record CampaignRow(
        long id, String policy, Badge state, String sentence, String reason, String rows, Moment began, String ran) {
    static CampaignRow of(Campaign campaign) {
        var state = campaign.state();
        return new CampaignRow(
                campaign.id(),
                campaign.policy(),
                new Badge(state.name().toLowerCase(Locale.ROOT), tone(state)),
                state.sentence(),
                reason(campaign),
                Texts.grouped(campaign.counts().rows()),
                Moment.of(campaign.createdAt()),
                Texts.span(campaign.ranFor()));
    }

    /** The address of its page. */
    public String link() {
        return CampaignPages.address(id);
    }

    /** The address of its policy's page, or of the erasure it is part of. */
    public String policyLink() {
        return PolicyPages.owner(policy);
    }

    private static String reason(Campaign campaign) {
        return campaign.reason().equalsIgnoreCase(campaign.state().sentence() + ".") ? "" : campaign.reason();
    }

    private static Tone tone(CampaignState state) {
        return switch (state) {
            case RUNNING -> Tone.BUSY;
            case SUCCEEDED -> Tone.GOOD;
            case FAILED -> Tone.BAD;
            case PAUSING, PAUSED, INTERRUPTED, CANCELLING, PARTIAL -> Tone.WARN;
            case PLANNED, CANCELLED -> Tone.QUIET;
        };
    }
}

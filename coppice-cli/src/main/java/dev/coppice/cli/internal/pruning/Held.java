package dev.coppice.cli.internal.pruning;

import dev.coppice.server.document.CampaignDocument;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;

/** The brakes that hold a campaign, in words. */
final class Held {
    private Held() {}

    /** All that hold it; empty when none does. */
    static String words(CampaignDocument campaign) {
        return campaign.holding().stream().map(Held::words).collect(Collectors.joining("; "));
    }

    static String words(CampaignDocument.Brake brake) {
        var verb = brake.effect().equals("slows") ? "slowed by " : "held by ";
        return verb + brake.brake() + " since " + brake.since().truncatedTo(ChronoUnit.SECONDS) + ": " + brake.reason();
    }
}

package dev.coppice.prune;

import dev.coppice.control.TimeWindow;
import java.time.Instant;
import java.util.Optional;

/**
 * The window that a campaign keeps to, at one instant. A value for any thread.
 *
 * @param hours the window
 * @param open whether it is open
 * @param until when it closes, or opens where it is closed
 * @param overriddenUntil until when somebody lets the campaign go on outside of it, where that is not over
 */
public record CampaignWindow(TimeWindow hours, boolean open, Instant until, Optional<Instant> overriddenUntil) {
    static CampaignWindow at(Instant now, TimeWindow hours, Optional<Instant> overriddenUntil) {
        var open = hours.contains(now);
        return new CampaignWindow(
                hours,
                open,
                open ? hours.closesAfter(now) : hours.opensAfter(now),
                overriddenUntil.filter(now::isBefore));
    }
}

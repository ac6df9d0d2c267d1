package dev.coppice.server.document;

import dev.coppice.prune.Crossing;
import dev.coppice.prune.DueTimes;
import dev.coppice.prune.KeepingUp;
import dev.coppice.prune.KeepingUp.Outlook;
import dev.coppice.prune.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a policy keeps up, as it was when a server last looked. A value for any thread.
 *
 * @param policy its name
 * @param schedule when it runs by itself, in words
 * @param nextDueAt when that is next
 * @param lookedAt when somebody last looked; nothing below is known where nobody has
 * @param eligible rows of its own table that may go
 * @param eligibleExact whether they were counted, not estimated
 * @param oldestSeconds the age of the oldest of them
 * @param crossingPerDay how many become due a day
 * @param crossingExact whether that was counted, not estimated
 * @param gonePerDay how many go a day
 * @param outlook {@code keeps-up}, {@code drains}, {@code never} or {@code unknown}
 * @param drainedInDays in how many days nothing waits any more
 * @param behind how many looks in a row have found more to become due than goes
 * @param sentence how it goes on, in words
 */
public record KeepingUpDocument(
        String policy,
        @Nullable String schedule,
        @Nullable Instant nextDueAt,
        @Nullable Instant lookedAt,
        @Nullable Long eligible,
        @Nullable Boolean eligibleExact,
        @Nullable Long oldestSeconds,
        @Nullable Double crossingPerDay,
        @Nullable Boolean crossingExact,
        @Nullable Double gonePerDay,
        String outlook,
        @Nullable Long drainedInDays,
        int behind,
        String sentence) {
    /** Of a policy at a moment, with what the last look found. */
    public static KeepingUpDocument of(Policy policy, Instant now, Optional<KeepingUp> look) {
        var times = DueTimes.of(policy.config());
        var days = look.map(KeepingUp::drainedInDays);
        return new KeepingUpDocument(
                policy.name(),
                times.map(DueTimes::toString).orElse(null),
                times.map(each -> each.after(now)).orElse(null),
                look.map(KeepingUp::lookedAt).orElse(null),
                look.map(found -> found.eligible().count()).orElse(null),
                look.map(found -> found.eligible().exact()).orElse(null),
                look.flatMap(KeepingUp::oldest).map(Duration::toSeconds).orElse(null),
                look.flatMap(KeepingUp::crossing).map(Crossing::perDay).orElse(null),
                look.flatMap(KeepingUp::crossing).map(Crossing::exact).orElse(null),
                look.flatMap(KeepingUp::gone).orElse(null),
                word(look.map(KeepingUp::outlook).orElse(Outlook.UNKNOWN)),
                days.isPresent() && days.get().isPresent() ? days.get().getAsLong() : null,
                look.map(KeepingUp::behind).orElse(0),
                look.map(KeepingUp::sentence).orElse("Not known: no server has looked yet."));
    }

    private static String word(Outlook outlook) {
        return outlook.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

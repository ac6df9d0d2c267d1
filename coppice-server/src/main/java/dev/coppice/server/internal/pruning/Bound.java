package dev.coppice.server.internal.pruning;

import dev.coppice.control.Durations;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignProgress;
import dev.coppice.server.internal.http.RequestFaults;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far one call may go. Whatever is reached first ends it with the chunk that reached it. For one thread. */
final class Bound implements CampaignListener {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final long end;
    private final Optional<Long> rows;
    private final Optional<Long> roots;
    private boolean reached;

    private Bound(long end, Optional<Long> rows, Optional<Long> roots) {
        this.end = end;
        this.rows = rows;
        this.roots = roots;
    }

    /**
     * What a call may take.
     *
     * @param rows how many rows of all tables
     * @param roots how many rows of the policy's own table
     * @param runtime how long, at most half a minute
     */
    record Terms(Optional<Long> rows, Optional<Long> roots, Duration runtime) {
        static Terms of(@Nullable Long rows, @Nullable Long roots, @Nullable String runtime) {
            var time = time(runtime, "runtime").orElse(LONGEST);
            if (time.compareTo(LONGEST) > 0) {
                throw RequestFaults.invalid("The runtime must be " + Durations.format(LONGEST)
                        + " at most; a campaign that a server executes has no such bound.");
            }
            return new Terms(count(rows, "rows", 1), count(roots, "roots", 1), time);
        }
    }

    /** Begins now, where the campaign stands. */
    static Bound of(Terms terms, Campaign campaign) {
        var counts = campaign.counts();
        return new Bound(
                System.nanoTime() + terms.runtime().toNanos(),
                terms.rows().map(most -> counts.rows() + most),
                terms.roots().map(most -> counts.roots() + most));
    }

    static Optional<Long> count(@Nullable Long wanted, String field, long least) {
        if (wanted != null && wanted < least) {
            throw RequestFaults.invalid("The " + field + " must be " + least + " or more.");
        }
        return Optional.ofNullable(wanted);
    }

    static Optional<Duration> time(@Nullable String text, String field) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            var time = Durations.parse(text);
            if (time.toMillis() >= 1) {
                return Optional.of(time);
            }
        } catch (IllegalArgumentException malformed) {
            // Said below, as of one that is no time at all.
        }
        throw RequestFaults.invalid("The " + field + " must be a time such as 250ms, 30s or 2h.");
    }

    @Override
    public void progressed(CampaignProgress progress) {
        var counts = progress.campaign().counts();
        reached = rows.filter(most -> counts.rows() >= most).isPresent()
                || roots.filter(most -> counts.roots() >= most).isPresent();
    }

    @Override
    public boolean stopRequested() {
        return reached || System.nanoTime() - end >= 0;
    }
}

package dev.coppice.prune;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How a campaign has gone so far, its chunks drawn together into spans. Time counts while it works: where nothing happened
 * for two seconds or more, it rested. A value for any thread.
 *
 * @param spans its chunks in order; none where nothing happened
 * @param rests when it rested between two chunks, in order; the hundred longest
 */
public record CampaignHistory(List<Span> spans, List<Rest> rests) {
    /** Copies the lists. */
    public CampaignHistory {
        spans = List.copyOf(spans);
        rests = List.copyOf(rests);
    }

    /**
     * Chunks that followed each other.
     *
     * @param from when the first began
     * @param to when the last committed
     * @param worked how long the campaign had worked when the last committed
     * @param chunks how many
     * @param roots roots they removed
     * @param rows rows of all tables they removed
     * @param mean how long a chunk took on average
     * @param longest how long the longest took
     */
    public record Span(
            Instant from,
            Instant to,
            Duration worked,
            long chunks,
            long roots,
            long rows,
            Duration mean,
            Duration longest) {}

    /**
     * A time in which nothing happened.
     *
     * @param from when the chunk before it committed
     * @param to when the next began
     * @param worked how long the campaign had worked until then
     */
    public record Rest(Instant from, Instant to, Duration worked) {
        /** How long it was. */
        public Duration length() {
            return Duration.between(from, to);
        }
    }
}

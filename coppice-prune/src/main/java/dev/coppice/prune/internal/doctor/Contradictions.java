package dev.coppice.prune.internal.doctor;

import dev.coppice.control.Durations;
import dev.coppice.prune.Finding;
import dev.coppice.prune.PolicyConfig;
import dev.coppice.prune.Severity;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** Settings of a policy that cannot all do what they say. The subject is the key, as it stands in {@code coppice.yaml}. */
final class Contradictions implements Check {
    private static final String WORD = "contradiction";

    /** So many rows of the table go with the first chunk at most. */
    private static final long CANARY = 10;

    /** A statement of a chunk is cancelled after eight times the time it aims at, not before 2 s and not after 30 s. */
    private static final int TIMES_CHUNK = 8;

    private static final Duration SHORTEST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Override
    public Stream<Finding> look(Inspection inspection) {
        var policy = inspection.policy().policy();
        var config = policy.config();
        var path = "policies." + policy.name() + ".";
        return Stream.of(
                        rows(config),
                        share(config),
                        runtime(config),
                        keep(config),
                        chunkTime(config),
                        lockTimeout(config),
                        window(config),
                        approvals(config))
                .flatMap(Optional::stream)
                .map(said -> new Finding(WORD, Severity.WARN, path + said.key(), said.message(), said.cure()));
    }

    private record Said(String key, String message, String cure) {}

    private static Optional<Said> rows(PolicyConfig config) {
        return config.limits()
                .rows()
                .filter(rows -> rows < CANARY)
                .map(rows -> new Said(
                        "limits.rows",
                        "A campaign ends after " + rows + " rows, and its canary alone takes up to " + CANARY
                                + " of the policy's own table: none gets beyond that.",
                        "Raise limits.rows."));
    }

    private static Optional<Said> share(PolicyConfig config) {
        return config.limits()
                .maxShare()
                .filter(share -> share.fraction() == 0)
                .map(share -> new Said(
                        "limits.max-share",
                        "No share of the table may go: every campaign ends before its first row.",
                        "Raise limits.max-share, or take the policy out."));
    }

    private static Optional<Said> runtime(PolicyConfig config) {
        return config.limits()
                .runtime()
                .filter(longest -> longest.compareTo(config.chunkTime()) < 0)
                .map(longest -> new Said(
                        "limits.runtime",
                        "A campaign may run for " + text(longest) + ", and one chunk aims at "
                                + text(config.chunkTime()) + ": it ends with its first chunks.",
                        "Raise limits.runtime, or lower chunk-time."));
    }

    private static Optional<Said> keep(PolicyConfig config) {
        return config.keep()
                .filter(Duration::isZero)
                .map(none -> new Said(
                        "keep",
                        "Rows are kept for no time after their age: one goes as soon as that is past.",
                        "Raise keep, or say the condition under when and leave out age and keep."));
    }

    private static Optional<Said> chunkTime(PolicyConfig config) {
        return Optional.of(config.chunkTime())
                .filter(aim -> aim.compareTo(LONGEST) >= 0)
                .map(aim -> new Said(
                        "chunk-time",
                        "A chunk aims at " + text(aim) + ", and each of its statements is cancelled after "
                                + text(LONGEST) + ".",
                        "Lower chunk-time; 250ms to 5s serve."));
    }

    private static Optional<Said> lockTimeout(PolicyConfig config) {
        var statement = shorter(LONGEST, longer(SHORTEST, config.chunkTime().multipliedBy(TIMES_CHUNK)));
        return Optional.of(config.lockTimeout())
                .filter(wait -> wait.compareTo(statement) > 0)
                .map(wait -> new Said(
                        "lock-timeout",
                        "A lock may be waited for " + text(wait) + ", and a statement of a chunk of "
                                + text(config.chunkTime()) + " is cancelled after " + text(statement) + ".",
                        "Lower lock-timeout, or raise chunk-time."));
    }

    private static Optional<Said> window(PolicyConfig config) {
        var needed = longer(config.chunkTime(), config.lockTimeout());
        return config.window()
                .filter(hours -> hours.length().compareTo(needed) < 0)
                .map(hours -> new Said(
                        "window",
                        "It is open for " + text(hours.length()) + ", and one chunk may take " + text(needed) + ".",
                        "Have it open for longer."));
    }

    private static Optional<Said> approvals(PolicyConfig config) {
        return config.schedule()
                .filter(times -> config.approvals() > 0)
                .map(times -> new Said(
                        "approvals",
                        "It has a schedule, and every campaign needs an approval that is not older than 24 hours: at a time of"
                                + " its schedule without one it is refused.",
                        "Approve its plan before each of these times, or leave out one of the two."));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static String text(Duration time) {
        return Durations.format(time);
    }
}

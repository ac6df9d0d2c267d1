package dev.coppice.server.internal.schedule;

import dev.coppice.prune.Backlogs;
import dev.coppice.prune.Policy;
import dev.coppice.server.document.DueTimeDocument;
import dev.coppice.server.document.KeepingUpDocument;
import dev.coppice.server.document.PolicyRunDocument;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.pruning.PruningHost;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** What is due when, what became of it, and whether policies keep up. Reads only; safe for any thread. */
public final class Calendar {
    // language=SQL
    private static final String RUNS = """
            SELECT policy, due_at, decision, campaign_id, code, reason, decided_at
            FROM coppice.policy_run
            WHERE policy = ? AND due_at < to_timestamp(?)
            ORDER BY due_at DESC
            LIMIT ?
            """;

    /** Later than any time that may be due, in seconds since 1970. */
    static final long LATEST = Instant.parse("9999-12-31T00:00:00Z").getEpochSecond();

    private static final Duration AHEAD = Duration.ofDays(31);

    private final PruningHost host;
    private final HomeDatabase home;

    /** For the policies of {@code host}. */
    public Calendar(PruningHost host, HomeDatabase home) {
        this.host = host;
        this.home = home;
    }

    /** The next times of all policies together, as far as a month ahead. */
    public List<DueTimeDocument> coming(int limit) {
        var now = now();
        return Scheduled.of(host.policies()).stream()
                .flatMap(one -> Stream.iterate(
                                one.times().after(now),
                                at -> at.isBefore(now.plus(AHEAD)),
                                at -> one.times().after(at))
                        .limit(limit)
                        .map(at ->
                                new DueTimeDocument(one.name(), at, one.times().toString())))
                .sorted(Comparator.comparing(DueTimeDocument::dueAt).thenComparing(DueTimeDocument::policy))
                .limit(limit)
                .toList();
    }

    /** Times of a policy before a moment, in seconds since 1970, the newest first. */
    List<PolicyRunDocument> runs(Policy policy, long before, int limit) {
        return home.transaction(
                db -> db.fetch(RUNS, policy.name(), before, limit).map(Calendar::run));
    }

    /** The last times of a policy, the newest first. */
    public List<PolicyRunDocument> runs(Policy policy, int limit) {
        return runs(policy, LATEST, limit);
    }

    /** Whether a policy keeps up, as it was when a server last looked. */
    public KeepingUpDocument keepingUp(Policy policy) {
        return KeepingUpDocument.of(policy, now(), Backlogs.on(host.source()).last(policy));
    }

    private Instant now() {
        return home.transaction(db -> db.fetchSingle("SELECT now() AS now")
                .get("now", OffsetDateTime.class)
                .toInstant());
    }

    private static PolicyRunDocument run(Record row) {
        return new PolicyRunDocument(
                row.get("policy", String.class),
                row.get("due_at", OffsetDateTime.class).toInstant(),
                row.get("decision", String.class),
                row.get("campaign_id", Long.class),
                row.get("code", String.class),
                row.get("reason", String.class),
                instant(row.get("decided_at", OffsetDateTime.class)));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant).orElse(null);
    }
}

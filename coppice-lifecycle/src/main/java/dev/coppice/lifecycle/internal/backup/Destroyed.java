package dev.coppice.lifecycle.internal.backup;

import dev.coppice.lifecycle.Backup;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * When a teardown, and those below it, were at what they destroy, and when nothing of it was left.
 *
 * @param at when each step had ended for the first time: what a disposal of leftovers ended later, came later
 * @param attempts at anything that is destroyed, whatever came of them
 * @param known whether there is a journal at all
 */
record Destroyed(Map<Part, Instant> at, List<Attempt> attempts, boolean known) {
    // language=SQL
    private static final String STEPS = """
            WITH RECURSIVE tree AS (
                SELECT o.id, o.resource_id
                FROM coppice.operation AS o
                JOIN unnest(?::text[], ?::bigint[]) AS root (id, epoch) ON root.id = o.resource_id AND root.epoch = o.epoch
                WHERE o.kind = ?
                UNION
                SELECT o.id, o.resource_id FROM coppice.operation AS o JOIN tree ON o.parent_id = tree.id
            )
            SELECT tree.resource_id, s.name, s.state, s.finished_at, a.intent_at, a.outcome_at
            FROM tree
            JOIN coppice.operation_step AS s ON s.operation_id = tree.id
            LEFT JOIN coppice.operation_attempt AS a ON a.operation_id = s.operation_id AND a.step = s.name
            WHERE s.destroys
            """;

    private static final Set<String> ENDED = Set.of("done", "resolved", "unseen");

    /** Copies both. */
    Destroyed {
        at = Map.copyOf(at);
        attempts = List.copyOf(attempts);
    }

    /** What a step has to destroy of a resource. */
    record Part(String resource, String step) {}

    /** From its intent to its outcome; one that was cut short has no end. */
    record Attempt(Instant from, Instant to) {}

    /** By the teardowns that backups were taken for. */
    static Destroyed behind(DSLContext dsl, List<Backup> backups) {
        var at = new HashMap<Part, Instant>();
        var attempts = new ArrayList<Attempt>();
        var ids = backups.stream().map(backup -> backup.resource().id()).toArray(String[]::new);
        var epochs = backups.stream().map(Backup::epoch).toArray(Long[]::new);
        var rows = dsl.fetch(STEPS, ids, epochs, backups.getFirst().resource().kind());
        rows.forEach(row -> {
            if (ENDED.contains(row.get("state", String.class))) {
                at.merge(
                        new Part(row.get("resource_id", String.class), row.get("name", String.class)),
                        row.get("finished_at", OffsetDateTime.class).toInstant(),
                        (one, other) -> one.isBefore(other) ? one : other);
            }
            time(row.get("intent_at", OffsetDateTime.class))
                    .ifPresent(from -> attempts.add(new Attempt(
                            from,
                            time(row.get("outcome_at", OffsetDateTime.class)).orElse(Instant.MAX))));
        });
        return new Destroyed(at, attempts, rows.isNotEmpty());
    }

    private static Optional<Instant> time(@Nullable OffsetDateTime value) {
        return Optional.ofNullable(value).map(OffsetDateTime::toInstant);
    }

    /** Whether it had been destroyed before a backup was begun, so that what this has of it was written afterwards. */
    boolean before(Backup backup, String resource, String step) {
        var gone = at.get(new Part(resource, step));
        return gone != null && gone.isBefore(backup.createdAt());
    }

    /** Whether anything may have been destroyed behind one backup before the next was begun. */
    boolean between(Backup backup, Backup next) {
        return !known
                || attempts.stream()
                        .anyMatch(attempt -> attempt.from().isBefore(next.createdAt())
                                && attempt.to().isAfter(backup.createdAt()));
    }
}

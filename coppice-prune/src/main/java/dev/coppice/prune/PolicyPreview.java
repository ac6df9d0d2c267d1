package dev.coppice.prune;

import dev.coppice.prune.internal.plan.Planner;
import dev.coppice.prune.internal.plan.Verdicts;
import dev.coppice.prune.internal.read.ReadOnly;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * What a policy would do to each row of its table, and why: for tests of policies and for the question "why is this row
 * still here?". One READ ONLY transaction; every row of the table is judged, so the table of a test is meant, not one of
 * production. Safe for any thread.
 *
 * <pre>{@code
 * PolicyPreview.of(policy, dataSource).requireExactly("1", "7");
 * }</pre>
 */
public final class PolicyPreview {
    private final Policy policy;
    private final List<Verdict> verdicts;

    private PolicyPreview(Policy policy, List<Verdict> verdicts) {
        this.policy = policy;
        this.verdicts = List.copyOf(verdicts);
    }

    /** Why a row goes or stays. */
    public enum Reason {
        /** It meets the policy and goes. */
        GOES,
        /** The condition does not hold. */
        CONDITION,
        /** It has no age. */
        NO_AGE,
        /** It is too young. */
        TOO_YOUNG,
        /** It, or a row behind it, is held. */
        HELD,
        /** A row that stays names it, or a row behind it. */
        REFERENCED
    }

    /**
     * What happens to one row.
     *
     * @param key its key as text; the columns of a longer key are joined by a comma
     * @param reason why
     */
    public record Verdict(String key, Reason reason) {
        @Override
        public String toString() {
            return key + " " + reason;
        }
    }

    /** The policy's view of a database, now. */
    public static PolicyPreview of(Policy policy, DataSource source) {
        return read(policy, source, Optional.empty());
    }

    /** The policy's view of a database, as if it were {@code now}. */
    public static PolicyPreview of(Policy policy, DataSource source, Instant now) {
        return read(policy, source, Optional.of(now));
    }

    private static PolicyPreview read(Policy policy, DataSource source, Optional<Instant> now) {
        return ReadOnly.run(source, sql -> new PolicyPreview(policy, Verdicts.of(sql, Planner.of(sql, policy, now))));
    }

    /** One verdict per row, by key. */
    public List<Verdict> verdicts() {
        return verdicts;
    }

    /** The keys of the rows that would go. */
    public List<String> going() {
        return verdicts.stream()
                .filter(verdict -> verdict.reason() == Reason.GOES)
                .map(Verdict::key)
                .toList();
    }

    /**
     * Passes when exactly these rows would go.
     *
     * @throws AssertionError with every row that should go and stays, and every one that should stay and goes, each with its
     *     reason
     */
    public void requireExactly(String... keys) {
        var wanted = List.of(keys);
        var unexpected = verdicts.stream()
                .filter(verdict -> (verdict.reason() == Reason.GOES) != wanted.contains(verdict.key()))
                .map(verdict -> verdict.reason() == Reason.GOES
                        ? "row " + verdict.key() + " should stay, but meets the policy"
                        : "row " + verdict.key() + " should go, but stays: " + verdict.reason())
                .collect(Collectors.toList());
        wanted.stream()
                .filter(key ->
                        verdicts.stream().noneMatch(verdict -> verdict.key().equals(key)))
                .forEach(key -> unexpected.add("row " + key + " should go, but does not exist"));
        if (!unexpected.isEmpty()) {
            throw new AssertionError(
                    policy + " would not delete exactly these rows:\n  " + String.join("\n  ", unexpected));
        }
    }
}

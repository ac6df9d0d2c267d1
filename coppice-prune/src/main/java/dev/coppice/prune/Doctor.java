package dev.coppice.prune;

import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.internal.doctor.Inspection;
import dev.coppice.prune.internal.plan.Planner;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.ReadOnly;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import javax.sql.DataSource;

/**
 * Looks at policies and the tables they reach, and says what would hurt. It reports; whether a block is overridden is decided
 * aloud when a campaign starts. Each policy is one READ ONLY transaction that takes no row lock, assigns no transaction id
 * and needs nothing but SELECT. Safe for any thread.
 */
public final class Doctor {
    private static final Duration COUNTING = Duration.ofSeconds(3);

    private final DataSource source;

    private Doctor(DataSource source) {
        this.source = source;
    }

    /** A doctor for a database. */
    public static Doctor on(DataSource source) {
        return new Doctor(source);
    }

    /** What is found of one policy, what matters most first. A policy that cannot be planned is a block. */
    public List<Finding> examine(Policy policy) {
        return examine(List.of(policy));
    }

    /** What is found of several policies; what they share is told once. */
    public List<Finding> examine(Collection<Policy> policies) {
        return policies.stream()
                .flatMap(policy -> findings(policy).stream())
                .distinct()
                .sorted(Comparator.comparing(Finding::severity))
                .toList();
    }

    /**
     * What of a policy's settings contradicts itself or the database: limits, times and brakes that cannot do what they say, holds
     * that nobody has given an end. Looks into no table of the policy.
     *
     * @throws CoppiceException {@code policy.…} when the policy does not fit the database
     */
    public List<Finding> settings(Policy policy) {
        return ReadOnly.run(source, sql -> Inspection.settings(sql, CheckedPolicy.of(sql, policy)));
    }

    private List<Finding> findings(Policy policy) {
        try {
            return ReadOnly.run(
                    source, sql -> Planner.of(sql, policy).plan(COUNTING).findings());
        } catch (CoppiceException refused) {
            return switch (refused.code()) {
                case "database.connection-lost" -> throw refused;
                case "policy.not-permitted", "policy.row-security", "database.not-permitted", "database.row-security" ->
                    unreadable(policy, refused);
                default -> List.of(block(policy, refused));
            };
        }
    }

    /** One table that this role may not read hides nothing of the other policies. */
    private List<Finding> unreadable(Policy policy, CoppiceException refused) {
        var findings = ReadOnly.run(source, sql -> Inspection.unreadable(sql, policy));
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.BLOCK)
                ? findings
                : List.of(block(policy, refused));
    }

    private static Finding block(Policy policy, CoppiceException refused) {
        var fault = refused.fault();
        return new Finding(
                refused.code().replaceFirst("^(policy|database)\\.", ""),
                Severity.BLOCK,
                policy.name(),
                fault.found(),
                fault.next());
    }
}

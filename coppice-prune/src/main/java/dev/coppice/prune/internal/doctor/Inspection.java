package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Policy;
import dev.coppice.prune.Severity;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.ClosureReader;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.policy.Eligibility;
import dev.coppice.prune.internal.read.Row;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.read.SqlFailure;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One look at one policy.
 *
 * @param sql the read-only transaction
 * @param policy the policy
 * @param roots how many of its own rows would go
 * @param holdsSeen whether this role can see holds
 */
public record Inspection(Sql sql, CheckedPolicy policy, long roots, boolean holdsSeen) {
    /** A table below this size may be read whole without anybody noticing. */
    static final long LARGE = 10_000;

    // Not permitted; no table of holds yet; or a state or rule that another check tells of.
    private static final Set<String> NOT_FOR_US = Set.of("42501", "42P01", "3F000", "55000", "0A000");

    /** What policies say of themselves, and who can keep them from it: no table is looked into. */
    private static final List<Check> SETTINGS =
            List.of(new Contradictions(), new Brakes(), new EndlessHolds(), new MachineClock(InstantSource.system()));

    private static final List<Check> CHECKS = List.of(
            new RelationIndex(),
            new ClaimPlan(),
            new StatementPlan(),
            new Circles(),
            new SetNullOnNotNull(),
            new Triggers(),
            new Rules(),
            new RowSecurity(),
            new Publications(),
            new ReplicaIdentity(),
            new WholePartitions(),
            new DroppedPartitions(),
            new PartitionAdvice(),
            new OldSnapshots(),
            new DeadRows(),
            new Brakes(),
            new Rights(),
            new VacuumRight(),
            new AgeNull(),
            new InvalidIndexes(),
            new HoldsPresent(),
            new ReadOnlyServer(),
            new Inheritance(),
            new Share(),
            new UnusualSize(),
            new Archive(),
            new OtherRows(),
            new Contradictions(),
            new EndlessHolds(),
            new MachineClock(InstantSource.system()));

    /** What all checks find, what matters most first. */
    public List<Finding> findings() {
        return found(CHECKS);
    }

    /** What is found of the settings of a policy alone. */
    public static List<Finding> settings(Sql sql, CheckedPolicy policy) {
        return new Inspection(sql, policy, 0, true).found(SETTINGS);
    }

    private List<Finding> found(List<Check> checks) {
        return checks.stream()
                .flatMap(check -> check.look(this))
                .distinct()
                .sorted(Comparator.comparing(Finding::severity))
                .toList();
    }

    /** What keeps this role from reading the tables of a policy, whatever the policy means; needs no right on them. */
    public static List<Finding> unreadable(Sql sql, Policy policy) {
        var closure = ClosureReader.read(sql, policy);
        var everything = new Eligibility(closure.rootTable(), Optional.empty(), Optional.empty(), true);
        var inspection = new Inspection(sql, new CheckedPolicy(policy, closure, everything), 0, false);
        return Stream.of(new RowSecurity(), new Rights())
                .flatMap(check -> check.look(inspection))
                .filter(finding -> finding.severity() != Severity.INFO)
                .sorted(Comparator.comparing(Finding::severity))
                .toList();
    }

    Closure closure() {
        return policy.closure();
    }

    /** The numbers of the tables whose rows go. */
    List<Long> going() {
        return closure().goingTables().stream().map(ClosureTable::oid).toList();
    }

    /** The numbers of the tables whose rows are changed. */
    List<Long> edited() {
        return closure().edited().stream()
                .map(Relation::child)
                .distinct()
                .map(table -> closure().table(table).oid())
                .toList();
    }

    /** The rows of a query; none where this role may not make it. */
    <T> List<T> rows(String query, Row.Reader<T> reader, Object... parameters) {
        return tried(() -> sql.list(query, reader, parameters))
                .flatMap(List::stream)
                .toList();
    }

    /** What a read yields; nothing where it may not be asked here. */
    <T> Stream<T> tried(Supplier<T> read) {
        try {
            return Stream.of(sql.guarded(read));
        } catch (SqlFailure refused) {
            if (!NOT_FOR_US.contains(refused.state())) {
                throw refused;
            }
            return Stream.empty();
        }
    }
}

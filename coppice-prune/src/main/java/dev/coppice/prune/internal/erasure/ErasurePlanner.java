package dev.coppice.prune.internal.erasure;

import dev.coppice.control.TableName;
import dev.coppice.prune.Erasure;
import dev.coppice.prune.ErasurePlan;
import dev.coppice.prune.ErasurePlan.HeldRow;
import dev.coppice.prune.ErasurePlan.Part;
import dev.coppice.prune.Finding;
import dev.coppice.prune.PlanContract;
import dev.coppice.prune.Subject;
import dev.coppice.prune.SubjectTable;
import dev.coppice.prune.SubjectTable.Action;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.plan.Planner;
import dev.coppice.prune.internal.plan.SubjectCount;
import dev.coppice.prune.internal.plan.SubjectCount.Held;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.Sql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Plans the erasure of one subject inside one read-only transaction.
 *
 * @param sql the transaction
 * @param checked the kind of subject
 * @param one the subject
 */
public record ErasurePlanner(Sql sql, CheckedSubject checked, CheckedSubject.One one) {
    /** A subject held against the database. */
    public static ErasurePlanner of(Sql sql, Subject subject, List<String> key) {
        var checked = CheckedSubject.of(sql, subject);
        return new ErasurePlanner(sql, checked, checked.one(sql, key));
    }

    /**
     * A plan that lacks what was recorded earlier.
     *
     * @param digest the subject's digest
     * @param plan the plan
     */
    public record Planned(String digest, ErasurePlan plan) {
        /** The plan with the last erasure of the same subject. */
        public ErasurePlan with(Optional<Erasure> earlier) {
            return new ErasurePlan(
                    plan.contract(),
                    plan.there(),
                    plan.tables(),
                    plan.holds(),
                    plan.findings(),
                    earlier,
                    plan.approvals());
        }
    }

    /** What is kept of the subject. */
    public String digest() {
        return one.digest();
    }

    /** What is promised. */
    PlanContract contract() {
        return checked.contract(one.digest());
    }

    /** What keeps it from beginning, and what else the doctor says. */
    List<Finding> findings() {
        // A hold is told with its number; that of the policy's own row would be told twice.
        return Planner.of(sql, checked.policy(one.key())).plan(Duration.ZERO).findings().stream()
                .filter(finding -> !finding.check().equals("holds"))
                .toList();
    }

    /** The holds in the way. */
    List<Held> held(Sql here) {
        return SubjectCount.held(here, policy());
    }

    /** The plan, counted for no longer than this. */
    public Planned plan(Duration counting) {
        var counts = SubjectCount.of(sql, policy(), counting);
        var closure = checked.closure();
        var parts = new ArrayList<Part>();
        var going = closure.goingTables();
        for (var i = 0; i < going.size(); i++) {
            var table = going.get(i).name();
            parts.add(new Part(
                    table,
                    Action.DELETE,
                    counts.deleted().get(i),
                    List.of(),
                    closure.into(table).stream().map(Relation::toString).toList(),
                    Optional.empty()));
        }
        for (var i = 0; i < closure.edited().size(); i++) {
            var relation = closure.edited().get(i);
            var spoken = spoken(relation.child());
            parts.add(new Part(
                    relation.child(),
                    spoken.map(SubjectTable::action).filter(Action.KEEP::equals).orElse(Action.NULLIFY),
                    counts.edited().get(i),
                    relation.rule().setColumns(),
                    List.of(relation.toString()),
                    spoken.flatMap(SubjectTable::reason)));
        }
        return new Planned(
                one.digest(),
                new ErasurePlan(
                        contract(),
                        one.there(),
                        parts,
                        held(sql).stream()
                                .map(hold -> new HeldRow(hold.id(), hold.table(), hold.reason()))
                                .toList(),
                        findings(),
                        Optional.empty(),
                        checked.subject().config().approvals()));
    }

    private CheckedPolicy policy() {
        return CheckedPolicy.of(sql, checked.policy(one.key()));
    }

    private Optional<SubjectTable> spoken(TableName table) {
        return checked.subject().config().tables().stream()
                .filter(each -> each.table().equals(table))
                .findFirst();
    }
}

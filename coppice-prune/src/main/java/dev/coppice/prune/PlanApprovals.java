package dev.coppice.prune;

import static java.util.Objects.requireNonNull;

import dev.coppice.control.Act;
import dev.coppice.control.Approval;
import dev.coppice.control.ApprovalRequest;
import dev.coppice.control.Approvals;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.prune.internal.campaign.Transacting;
import javax.sql.DataSource;

/**
 * Signatures under plans. One is bound to the policy and the hash of its plan, lapses after 24 hours and is good for one
 * campaign. Safe for any thread; needs the schema {@code coppice}.
 */
public final class PlanApprovals {
    private final DataSource database;

    private PlanApprovals(DataSource database) {
        this.database = requireNonNull(database, "database");
    }

    /** The approvals of the database that {@code database} connects to. */
    public static PlanApprovals on(DataSource database) {
        return new PlanApprovals(database);
    }

    /** What approvals of a policy's plans are filed under. */
    public static String subject(Policy policy) {
        return "policy/" + policy.name();
    }

    /**
     * Signs a plan, as one of as many people as the policy wants; one transaction of its own.
     *
     * @throws dev.coppice.ops.CoppiceException {@code approval.same-person}, {@code approval.already-complete}, {@code
     *     schema.…}
     */
    public Approval approve(Policy policy, PlanContract plan, Act act) {
        new CoppiceSchema(database).requireCurrent();
        var request = ApprovalRequest.of(subject(policy), plan.fullHash(), act);
        var wanted = policy.config().approvals() > 1 ? request.withSecondPerson() : request;
        return Transacting.guarded(
                () -> new Transacting(database).run(dsl -> Approvals.in(dsl).approve(wanted)));
    }
}

package dev.coppice.prune.internal.campaign;

import dev.coppice.control.Approval;
import dev.coppice.control.ApprovalRequest;
import dev.coppice.control.Approvals;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.PlanApprovals;
import org.jooq.DSLContext;

/**
 * Uses up the approval of a plan in the transaction that creates its campaign.
 *
 * @param dsl the transaction
 * @param work what is executed
 */
record Approving(DSLContext dsl, Work work) {
    /** The approval, used up. */
    Approval used(String consumer) {
        var policy = work.policy().policy();
        var subject = PlanApprovals.subject(policy);
        var actor = work.options().act().actor();
        var approval = consumed(subject, consumer);
        if (approval.requiredApprovers() > 1
                && approval.signatures().stream()
                        .anyMatch(signature -> signature.act().actor().equals(actor))) {
            throw CampaignFaults.executorApproved(policy.name(), actor).exception();
        }
        return approval;
    }

    private Approval consumed(String subject, String consumer) {
        var approvals = Approvals.in(dsl);
        var hash = work.contract().fullHash();
        try {
            return approvals.consume(subject, hash, consumer);
        } catch (CoppiceException refused) {
            if (!approves() || refused.code().equals("approval.incomplete")) {
                throw refused;
            }
            approvals.approve(ApprovalRequest.of(subject, hash, work.options().act()));
            return approvals.consume(subject, hash, consumer);
        }
    }

    /** Whoever names the hash of the plan approves it by that, where one person is enough. */
    private boolean approves() {
        return work.policy().policy().config().approvals() == 1
                && work.options().plan().isPresent();
    }
}

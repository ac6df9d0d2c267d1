package dev.coppice.server.document;

import dev.coppice.control.Approval;
import dev.coppice.prune.PlanContract;
import java.time.Instant;
import java.util.List;

/**
 * An approval of a plan as scripts see it. A value for any thread.
 *
 * @param policy the policy's name
 * @param hash the hash as people see it
 * @param fullHash the hash in full
 * @param approvedBy who has signed it
 * @param required how many must
 * @param complete whether all have
 * @param lapsesAt until when it is good
 */
public record PlanApprovalDocument(
        String policy,
        String hash,
        String fullHash,
        List<String> approvedBy,
        int required,
        boolean complete,
        Instant lapsesAt) {
    /** Copies the list. */
    public PlanApprovalDocument {
        approvedBy = List.copyOf(approvedBy);
    }

    /** An approval of what the plan of this policy promises. */
    public static PlanApprovalDocument of(String policy, PlanContract contract, Approval approval) {
        return new PlanApprovalDocument(
                policy,
                contract.hash(),
                contract.fullHash(),
                approval.signatures().stream()
                        .map(signature -> signature.act().actor())
                        .toList(),
                approval.requiredApprovers(),
                approval.complete(),
                approval.lapsesAt());
    }
}

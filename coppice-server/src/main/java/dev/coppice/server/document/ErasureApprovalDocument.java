package dev.coppice.server.document;

import dev.coppice.control.Approval;
import java.time.Instant;
import java.util.List;

/**
 * An approval of an erasure as scripts see it. A value for any thread.
 *
 * @param hash the hash of its plan, as it was given
 * @param approvedBy who has signed it
 * @param required how many must
 * @param complete whether all have
 * @param lapsesAt until when it is good
 */
public record ErasureApprovalDocument(
        String hash, List<String> approvedBy, int required, boolean complete, Instant lapsesAt) {
    /** Copies the list. */
    public ErasureApprovalDocument {
        approvedBy = List.copyOf(approvedBy);
    }

    /** An approval of the plan of this hash. */
    public static ErasureApprovalDocument of(String hash, Approval approval) {
        return new ErasureApprovalDocument(
                hash,
                approval.signatures().stream().map(each -> each.act().actor()).toList(),
                approval.requiredApprovers(),
                approval.complete(),
                approval.lapsesAt());
    }
}

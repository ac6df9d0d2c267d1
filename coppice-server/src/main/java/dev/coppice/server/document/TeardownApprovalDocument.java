package dev.coppice.server.document;

import dev.coppice.control.Approval;
import java.time.Instant;
import java.util.List;

/**
 * An approval of the plan of a teardown as scripts see it. A value for any thread.
 *
 * @param hash the plan
 * @param approvedBy who has signed it
 * @param required how many must
 * @param complete whether all have
 * @param lapsesAt until when it is good
 */
public record TeardownApprovalDocument(
        String hash, List<String> approvedBy, int required, boolean complete, Instant lapsesAt) {
    /** Copies the list. */
    public TeardownApprovalDocument {
        approvedBy = List.copyOf(approvedBy);
    }

    /** An approval as a document. */
    public static TeardownApprovalDocument of(Approval approval) {
        return new TeardownApprovalDocument(
                approval.planHash(),
                approval.signatures().stream()
                        .map(signature -> signature.act().actor())
                        .toList(),
                approval.requiredApprovers(),
                approval.complete(),
                approval.lapsesAt());
    }
}

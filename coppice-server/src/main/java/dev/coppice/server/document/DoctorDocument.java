package dev.coppice.server.document;

import dev.coppice.prune.Finding;
import java.util.List;

/**
 * What would hurt if policies ran. A value for any thread.
 *
 * @param findings what was found, what matters most first
 */
public record DoctorDocument(List<FindingDocument> findings) {
    /** Copies the list. */
    public DoctorDocument {
        findings = List.copyOf(findings);
    }

    /** Findings as a document. */
    public static DoctorDocument of(List<Finding> findings) {
        return new DoctorDocument(FindingDocument.of(findings));
    }
}

package dev.coppice.server.document;

import dev.coppice.prune.Finding;
import java.util.List;

/**
 * A finding of the doctor as scripts see it.
 *
 * @param check the stable name of the check
 * @param severity block, warn or info
 * @param subject what it is about
 * @param message what was found
 * @param cure what cures it; empty where nothing is to be done
 */
public record FindingDocument(String check, String severity, String subject, String message, String cure) {

    /** A finding as a document. */
    public static FindingDocument of(Finding finding) {
        return new FindingDocument(
                finding.check(), finding.severity().toString(), finding.subject(), finding.message(), finding.cure());
    }

    /** Several findings. */
    public static List<FindingDocument> of(List<Finding> findings) {
        return findings.stream().map(FindingDocument::of).toList();
    }
}

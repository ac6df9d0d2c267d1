package dev.coppice.server.document;

import dev.coppice.prune.ArchiveRepair;

/**
 * What became of a manifest that was to be written again. A value for any thread.
 *
 * @param campaign the campaign's number
 * @param written whether it was; otherwise it is as it was written before
 * @param manifestSha256 its digest
 */
public record RepairDocument(long campaign, boolean written, String manifestSha256) {
    /** A repair as a document. */
    public static RepairDocument of(long campaign, ArchiveRepair repair) {
        return new RepairDocument(campaign, repair instanceof ArchiveRepair.Written, repair.manifestSha256());
    }
}

package dev.coppice.prune;

/** How the repair of an archive ended. A value for any thread. */
public sealed interface ArchiveRepair {
    /** The digest of its manifest. */
    String manifestSha256();

    /**
     * The manifest was as it had been written; nothing was changed.
     *
     * @param manifestSha256 its digest
     */
    record Whole(String manifestSha256) implements ArchiveRepair {}

    /**
     * The manifest was lost, damaged, another one, or behind, and has been written again.
     *
     * @param manifestSha256 its digest
     */
    record Written(String manifestSha256) implements ArchiveRepair {}
}

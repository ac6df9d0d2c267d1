package dev.coppice.prune;

import dev.coppice.control.TableName;

/** What a campaign has decided about a partition that was old enough as a whole. A value for any thread. */
public sealed interface PartitionOutcome {
    /** The partition. */
    TableName partition();

    /**
     * It was archived and dropped.
     *
     * @param partition the partition
     * @param rows how many rows it held
     * @param bytes how many bytes it took, which are free for everybody again
     * @param statement what makes it again, empty
     */
    record Dropped(TableName partition, long rows, long bytes, String statement) implements PartitionOutcome {}

    /**
     * Its rows go one by one.
     *
     * @param partition the partition
     * @param reason why, as a sentence
     */
    record Kept(TableName partition, String reason) implements PartitionOutcome {}
}

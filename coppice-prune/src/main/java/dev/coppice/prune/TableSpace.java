package dev.coppice.prune;

import dev.coppice.control.TableName;
import java.time.Duration;
import java.util.Optional;

/**
 * What a campaign means for the space of a table, partitions included. A value for any thread.
 *
 * @param table the table
 * @param before how many bytes it took when the campaign began, indexes and all
 * @param after what is known since it ended; empty before, and where its process was gone by then
 * @param vacuum how it was vacuumed; empty where the policy does not want that, or nobody came to it
 */
public record TableSpace(TableName table, long before, Optional<After> after, Optional<Vacuum> vacuum) {
    /**
     * What is known of a table after its campaign.
     *
     * @param bytes how many bytes it took then
     * @param returned how many bytes the file system got back: those of dropped partitions, or by how much it is smaller
     * @param reusable how many bytes in its files new rows may take, or may once it is vacuumed
     * @param measure how that was found out
     */
    public record After(long bytes, long returned, long reusable, Measure measure) {}

    /** How reusable bytes were found out. */
    public enum Measure {
        /** By the free space map, as the extension pg_freespacemap shows it: all free space, whoever made it. */
        FREE_SPACE_MAP,
        /** By the rows the campaign has deleted and how long a row is by the statistics. */
        ROWS_DELETED
    }

    /**
     * How a table was vacuumed.
     *
     * @param skipped why it was not, or not all of it; empty where it was
     * @param took how long that took
     */
    public record Vacuum(Optional<String> skipped, Duration took) {}
}

package dev.coppice.prune;

import dev.coppice.control.TableName;
import java.util.List;
import java.util.Optional;

/**
 * A partition whose bounds say that every row in it is old enough, where the policy drops such partitions. A value for any
 * thread.
 *
 * @param partition the partition
 * @param bounds which rows it takes, as the catalogue says it
 * @param bytes how many bytes it takes, indexes and all
 * @param reason why its rows would go one by one; empty where it would be dropped
 * @param looked whether its rows were looked at; a large one is not before a campaign comes to it
 * @param statements what a campaign runs besides looking at its rows and archiving them
 */
public record PartitionPlan(
        TableName partition,
        String bounds,
        long bytes,
        Optional<String> reason,
        boolean looked,
        List<String> statements) {
    /** Copies the statements. */
    public PartitionPlan {
        statements = List.copyOf(statements);
    }
}

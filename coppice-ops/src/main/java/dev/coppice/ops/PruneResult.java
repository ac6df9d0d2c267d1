package dev.coppice.ops;

import java.util.List;
import java.util.Map;
import org.jooq.Record;

/**
 * What a prune has deleted, and what it has left. A value for any thread.
 *
 * @param count how many rows of the pruner's own table
 * @param keys their keys, in the order in which they were chosen
 * @param tables rows deleted by table, as {@code schema.table}, in the order of the deletes: associations, children, and
 *     the pruner's own table last; a table without rows is there with 0
 * @param more whether one more row at least was eligible and free beyond the limit; another call would take it
 * @param skippedLocked how many eligible rows, up to the last one taken, or in the whole table when there were no more,
 *     were left because others held them, and still do
 */
public record PruneResult(long count, List<Record> keys, Map<String, Long> tables, boolean more, long skippedLocked) {}

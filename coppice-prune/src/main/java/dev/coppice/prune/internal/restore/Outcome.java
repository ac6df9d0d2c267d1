package dev.coppice.prune.internal.restore;

import dev.coppice.control.TableName;
import dev.coppice.prune.RestoreConflict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What came of a chunk, table by table. For one thread. */
final class Outcome {
    private final Map<TableName, Counts> tables = new HashMap<>();
    private final List<RestoreConflict> met = new ArrayList<>();
    private final List<RestoreConflict> unmet = new ArrayList<>();

    /**
     * What came of a table's rows.
     *
     * @param restored put back, or given their old values
     * @param edited got back what the delete had taken
     * @param skipped left out
     */
    record Counts(long restored, long edited, long skipped) {
        Counts plus(Counts other) {
            return new Counts(restored + other.restored, edited + other.edited, skipped + other.skipped);
        }
    }

    void restored(TableName table, long rows) {
        add(table, new Counts(rows, 0, 0));
    }

    void edited(TableName table, long rows) {
        add(table, new Counts(0, rows, 0));
    }

    void skipped(TableName table, long rows) {
        add(table, new Counts(0, 0, rows));
    }

    /** Rows in the way got the old values. */
    void met(TableName table, String constraint, long rows) {
        met.add(new RestoreConflict(table, constraint, rows));
    }

    /** Rows were left out because of what is in the way. */
    void left(TableName table, String constraint, long rows) {
        skipped(table, rows);
        unmet.add(new RestoreConflict(table, constraint, rows));
    }

    private void add(TableName table, Counts counts) {
        tables.merge(table, counts, Counts::plus);
    }

    Map<TableName, Counts> tables() {
        return Map.copyOf(tables);
    }

    Counts all() {
        return tables.values().stream().reduce(new Counts(0, 0, 0), Counts::plus);
    }

    /** What was left out because of what is in the way. */
    List<RestoreConflict> unmet() {
        return List.copyOf(unmet);
    }

    /** All that was in the way. */
    List<RestoreConflict> conflicts() {
        return Stream.concat(met.stream(), unmet.stream()).toList();
    }
}

package dev.coppice.lifecycle.internal.step;

import static java.util.stream.Collectors.joining;

import dev.coppice.lifecycle.internal.sql.RowDigest;
import dev.coppice.lifecycle.internal.step.RowTable.Leaf;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Deletes rows that are locked, and compares what went with what the backup has, in the deleting transaction: a difference
 * rolls it back. So does a row of any other table that fell as well, by a cascade or a trigger.
 */
final class RowDeletion {
    private static final String FALLEN = """
            SELECT relid::bigint, schemaname || '.' || relname, n_tup_del
            FROM pg_catalog.pg_stat_xact_user_tables
            WHERE n_tup_del > 0 AND schemaname <> 'coppice'
            """;

    private final Connection connection;
    private final DoomedRows rows;
    private final Optional<SavedParts> backup;

    RowDeletion(Connection connection, DoomedRows rows, Optional<SavedParts> backup) {
        this.connection = connection;
        this.rows = rows;
        this.backup = backup;
    }

    /** Deletes them, and says how many there were. */
    long run(RowCatalogue catalogue) throws SQLException {
        var fallenBefore = fallen();
        for (var group : RowOrder.of(catalogue.tables().values(), catalogue.links())) {
            delete(group.stream().filter(table -> rows.count(table) > 0).toList());
        }
        requireNoOthersFell(fallenBefore);
        return rows.count();
    }

    private void delete(List<RowTable> group) throws SQLException {
        if (group.isEmpty()) {
            return;
        }
        var deletes = new ArrayList<String>();
        var counts = new ArrayList<String>();
        for (var table : group) {
            var gone = new ArrayList<String>();
            for (var leaf : leaves(table)) {
                var name = "gone_" + leaf.oid();
                deletes.add(name + " AS (DELETE FROM " + leaf.sql() + " AS t WHERE " + rows.here(leaf) + " RETURNING "
                        + table.columnsOf("t") + ")");
                gone.add("SELECT * FROM " + name);
            }
            counts.add("SELECT " + counts.size() + " AS place, gone.* FROM ("
                    + RowDigest.of(String.join(" UNION ALL ", gone)) + ") AS gone (count, digest)");
        }
        var sql = "WITH " + String.join(", ", deletes) + " " + String.join(" UNION ALL ", counts) + " ORDER BY place";
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            for (var table : group) {
                row.next();
                compare(table, row.getLong(2), row.getString(3));
            }
        }
    }

    private void compare(RowTable table, long count, String digest) {
        if (count != rows.count(table)) {
            throw ended(new StepOutcome.Failed(
                    "rows.kept-back",
                    "%d of %d rows of %s were deleted; a trigger keeps the others back. Nothing was removed"
                            .formatted(count, rows.count(table), table.name())));
        }
        if (backup.isEmpty()) {
            return;
        }
        var saved = backup.get().find(table.name());
        if (saved.isEmpty()
                || saved.get().rows() != count
                || !saved.get().digest().equals(digest)) {
            throw ended(new StepOutcome.Blocked(
                    "backup.outdated",
                    "the rows of %s are not those of backup %d any more. Nothing was removed"
                            .formatted(table.name(), backup.get().backup()),
                    List.of("backup " + backup.get().backup())));
        }
    }

    private void requireNoOthersFell(Map<Long, Fallen> before) throws SQLException {
        ToLongFunction<Fallen> earlier =
                fallen -> before.getOrDefault(fallen.oid(), fallen.none()).count();
        var meant = new HashMap<Long, Long>();
        rows.counts().forEach((leaf, count) -> meant.put(leaf.oid(), count));
        var others = fallen().values().stream()
                .filter(fallen -> fallen.count() - earlier.applyAsLong(fallen) > meant.getOrDefault(fallen.oid(), 0L))
                .map(Fallen::table)
                .sorted()
                .toList();
        if (!others.isEmpty()) {
            throw ended(new StepOutcome.Blocked(
                    "rows.others-fall",
                    others.stream()
                            .collect(joining(", ", "rows of ", " that are not to be removed would fall as well")),
                    others));
        }
    }

    private record Fallen(long oid, String table, long count) {
        Fallen none() {
            return new Fallen(oid, table, 0);
        }
    }

    private Map<Long, Fallen> fallen() throws SQLException {
        var fallen = new HashMap<Long, Fallen>();
        try (var statement = connection.createStatement()) {
            requireCounting(statement.executeQuery("SELECT pg_catalog.current_setting('track_counts')"));
            try (var row = statement.executeQuery(FALLEN)) {
                while (row.next()) {
                    fallen.put(row.getLong(1), new Fallen(row.getLong(1), row.getString(2), row.getLong(3)));
                }
            }
        }
        return fallen;
    }

    private static void requireCounting(ResultSet setting) throws SQLException {
        try (setting) {
            setting.next();
            if (!setting.getBoolean(1)) {
                throw ended(new StepOutcome.Failed(
                        "rows.uncounted", "track_counts is off, so rows of others that fall would not be seen"));
            }
        }
    }

    private List<Leaf> leaves(RowTable table) {
        return table.leaves().stream().filter(rows.counts()::containsKey).toList();
    }

    private static StepEnded ended(StepOutcome outcome) {
        return new StepEnded(outcome);
    }
}

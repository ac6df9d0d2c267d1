package dev.coppice.prune.internal.restore;

import dev.coppice.archive.ArchiveReader;
import dev.coppice.archive.ArchivedColumn;
import dev.coppice.prune.OnConflict;
import dev.coppice.prune.RestoreConflict;
import dev.coppice.prune.RestoreOptions;
import dev.coppice.prune.internal.read.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Gives rows that had stayed back what the delete took from them. Only a row that still holds what the delete left is
 * touched: null, or the default where that is the foreign key's rule.
 */
final class Edits {
    private static final int GONE = 1;
    private static final int CHANGED = 2;

    private final Staged staged;
    private final List<String> edited;
    private final List<String> left;
    private final RestoreOptions options;

    private Edits(Staged staged, List<String> edited, List<String> left, RestoreOptions options) {
        this.staged = staged;
        this.edited = edited;
        this.left = left;
        this.options = options;
    }

    /** Loads the edits of a chunk, frame by frame. */
    static List<Edits> load(
            Connection connection, ArchiveReader archive, Targets targets, RestoreOptions options, List<Piece> pieces)
            throws SQLException {
        var edits = new ArrayList<Edits>();
        for (var piece : pieces) {
            var content = piece.segment().content();
            var table = targets.of(content.table());
            var columns = content.columns().stream().map(ArchivedColumn::name).toList();
            var edited = columns.stream()
                    .filter(column -> !content.table().key().contains(column))
                    .toList();
            var staged = new Staged(table, "coppice_edits_" + edits.size(), columns)
                    .load(connection, archive, List.of(piece));
            edits.add(new Edits(staged, edited, left(targets, table, edited), options));
        }
        return edits;
    }

    private static List<String> left(Targets targets, TargetTable table, List<String> edited) {
        var toDefault = targets.references().stream()
                .anyMatch(reference -> reference.toDefault()
                        && reference.child().equals(table.name())
                        && new HashSet<>(reference.sets()).equals(new HashSet<>(edited)));
        return edited.stream()
                .map(column -> {
                    var held = "there." + Names.quoted(column);
                    var defaults = table.find(column).flatMap(TargetColumn::defaults);
                    // As texts, because an operator of equality may lie outside of the empty search path.
                    return toDefault && defaults.isPresent()
                            ? held + "::text IS NOT DISTINCT FROM (" + defaults.get() + ")::text"
                            : held + " IS NULL";
                })
                .toList();
    }

    /** The condition that a row is the staged one's, by its primary key. */
    static String sameKey(TargetTable table) {
        return table.key().orElseThrow().parts().stream()
                .map(part -> part.of("there") + " " + part.operator() + " " + part.of("staged"))
                .collect(Collectors.joining(" AND "));
    }

    void run(Sql sql, Outcome outcome) {
        var table = staged.table();
        var counts = staged.decide(sql, fates());
        outcome.skipped(table.name(), counts.getOrDefault(Fates.UNWANTED, 0L));
        tell(outcome, RestoreConflict.ROW_GONE, counts.getOrDefault(GONE, 0L));
        tell(outcome, RestoreConflict.VALUE_CHANGED, counts.getOrDefault(CHANGED, 0L));
        var expected = counts.getOrDefault(Fates.INSERTED, 0L) + counts.getOrDefault(Fates.REPLACED, 0L);
        var done = sql.execute("UPDATE " + table.from() + " AS there SET "
                + edited.stream()
                        .map(column -> Names.quoted(column) + " = staged." + Names.quoted(column))
                        .collect(Collectors.joining(", "))
                + " FROM " + staged.from() + " AS staged WHERE " + sameKey(table) + " AND (staged.coppice_fate = "
                + Fates.REPLACED + " OR (staged.coppice_fate IS NULL AND " + stillLeft() + "))");
        if (done != expected) {
            throw new Suppressed(table.name(), expected, done);
        }
        outcome.edited(table.name(), done);
    }

    private void tell(Outcome outcome, String what, long rows) {
        if (rows > 0) {
            outcome.left(staged.table().name(), what, rows);
        }
    }

    // In another schema the row was never there to stay.
    private String fates() {
        var there = "EXISTS (SELECT FROM " + staged.table().from() + " AS there WHERE " + sameKey(staged.table());
        var unasked =
                options.key().isEmpty() ? "" : " WHEN NOT (" + Fates.keyed(staged.table()) + ") THEN " + Fates.UNWANTED;
        return "SELECT staged.ctid AS coppice_place, CASE" + unasked + " WHEN NOT " + there + ") THEN "
                + (options.into().isPresent() ? Fates.UNWANTED : GONE) + " WHEN NOT " + there + " AND " + stillLeft()
                + ") THEN " + (options.onConflict() == OnConflict.REPLACE ? Fates.REPLACED : CHANGED) + " ELSE "
                + Fates.INSERTED + " END AS coppice_fate FROM " + staged.from() + " AS staged";
    }

    private String stillLeft() {
        return String.join(" AND ", left);
    }
}

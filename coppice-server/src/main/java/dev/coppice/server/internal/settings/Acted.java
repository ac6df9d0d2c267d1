package dev.coppice.server.internal.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an act was, for its caller and for the audit trail.
 *
 * @param answer what the caller gets
 * @param entry what the audit trail keeps; empty when nothing was done
 */
record Acted<A>(A answer, Optional<TrailEntry> entry) {
    private static final int MOST_SUBJECTS = 100;

    /** One row. */
    static Acted<RowDocument> one(String action, Object wanted, RowDocument row) {
        return new Acted<>(row, Optional.of(TrailEntry.of(action, wanted, row)));
    }

    /** All rows of a batch. */
    static Acted<BulkRows> all(String action, List<?> wanted, List<RowDocument> rows) {
        return new Acted<>(new BulkRows(rows), entry(action, wanted, rows, 0));
    }

    /** Each row of a batch. */
    static Acted<BulkOutcome> each(String action, List<?> wanted, BulkOutcome outcome) {
        var entry = entry(action, wanted, outcome.items(), outcome.failed().size());
        return new Acted<>(outcome, entry);
    }

    /** The same with how much went that hung on the rows. */
    Acted<A> with(Hanging hanging) {
        return new Acted<>(answer, entry.map(hanging::enteredIn));
    }

    private static Optional<TrailEntry> entry(String action, List<?> wanted, List<RowDocument> rows, int failed) {
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        var first = rows.stream().limit(MOST_SUBJECTS).toList();
        var subjects = first.stream().map(RowDocument::subject).toList();
        var entry = new TrailEntry(action, "settings", Map.of())
                .with("done", rows.size())
                .with("failed", failed)
                .with("subjects", subjects);
        if (wanted.stream().anyMatch(TrailEntry::isRanked)) {
            entry = entry.with("ranks", ranks(first));
        }
        return Optional.of(rows.size() > MOST_SUBJECTS ? entry.with("further", rows.size() - MOST_SUBJECTS) : entry);
    }

    /** The own rank of each, null for none. */
    private static List<@Nullable Integer> ranks(List<RowDocument> rows) {
        var ranks = new ArrayList<@Nullable Integer>();
        rows.forEach(row -> ranks.add(row.ownRank()));
        return ranks;
    }
}

package dev.coppice.prune.internal.restore;

import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.prune.internal.restore.RestoreFaults.Stand;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Why a chunk cannot be put back, made from what was thrown.
 *
 * @param stand where the restore stood
 * @param targets the tables, to name the parent of a foreign key
 * @param partitions the statements that make partitions again which the campaign has dropped and which are not there
 */
record Refusal(Stand stand, Targets targets, Supplier<List<String>> partitions) {
    Fault of(Exception failure) {
        if (failure instanceof Suppressed kept) {
            return RestoreFaults.suppressed(stand, kept.table(), kept.expected(), kept.found());
        }
        return Database.error(failure)
                .map(this::of)
                .orElseGet(() -> RestoreFaults.refused(stand, "none", Optional.empty()));
    }

    private Fault of(DatabaseError error) {
        return switch (error.state()) {
            case "23503" -> parentMissing(error);
            case "40001", "40P01", "55P03" -> RestoreFaults.locked(stand);
            case "25006" ->
                RestoreFaults.stopped("restore.read-only", Kind.UNAVAILABLE, stand)
                        .found("The database takes no writes.")
                        .next("Restore the same again on the primary; it goes on from this chunk.");
            case "42501" ->
                RestoreFaults.stopped("restore.not-permitted", Kind.REFUSED, stand)
                        .found("The role lacks a right, or row security hides rows from it.")
                        .next("Grant INSERT and SELECT on the tables, UPDATE too to replace or to undo edits, and"
                                + " BYPASSRLS where row security is on.");
            case "23514" ->
                error.constraint().isPresent()
                        ? RestoreFaults.refused(stand, error.state(), error.constraint())
                        : RestoreFaults.partitionMissing(stand, error.table().orElse("a table"), partitions.get());
            default -> RestoreFaults.refused(stand, error.state(), error.constraint());
        };
    }

    private Fault parentMissing(DatabaseError error) {
        var child = error.table().orElse("a table");
        var name = error.constraint().orElse("a foreign key");
        return RestoreFaults.parentMissing(stand, child, name, targets.parent(child, name));
    }
}

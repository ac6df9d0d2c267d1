package dev.coppice.prune;

import dev.coppice.control.TableName;
import dev.coppice.ops.Fault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a restore has come to, all runs of it together. A value for any thread.
 *
 * @param record the restore as it is recorded
 * @param restored rows put back, by the table they are in now; with {@link OnConflict#REPLACE} also those that got their values
 * @param edited rows that had stayed and got back what the delete had taken from them
 * @param skipped rows and edits left out, because of a conflict or because they were not asked for
 * @param conflicts what was in the way: left out or replaced, or, where {@code stopped} is present, what stopped it
 * @param warnings a sentence for each campaign, unfinished when the restore began, that may delete again what came back
 * @param stopped why it stopped at a conflict, and how to go on; empty when it succeeded
 */
public record RestoreReport(
        RestoreRecord record,
        Map<TableName, Long> restored,
        Map<TableName, Long> edited,
        Map<TableName, Long> skipped,
        List<RestoreConflict> conflicts,
        List<String> warnings,
        Optional<Fault> stopped) {
    /** Copies the collections. */
    public RestoreReport {
        restored = Map.copyOf(restored);
        edited = Map.copyOf(edited);
        skipped = Map.copyOf(skipped);
        conflicts = List.copyOf(conflicts);
        warnings = List.copyOf(warnings);
    }
}

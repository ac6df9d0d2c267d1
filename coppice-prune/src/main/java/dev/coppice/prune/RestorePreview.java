package dev.coppice.prune;

import dev.coppice.control.TableName;
import java.util.List;
import java.util.Map;

/**
 * What a restore would do now; where one of the same is unfinished, what is left of it. A value for any thread.
 *
 * @param restored rows that would be put back, by the table they would go to; edits of rows that stayed are not among them
 * @param skipped rows that would be left out
 * @param conflicts what is in the way; with {@link OnConflict#FAIL} the restore would stop there
 * @param chunks how many transactions it would take
 * @param made tables that would be made
 * @param triggers the users' triggers that would fire, as {@code schema.table trigger}
 * @param warnings a sentence for each unfinished campaign that may delete again what comes back
 * @param keyless tables without any unique constraint: nothing keeps a row from being there twice
 */
public record RestorePreview(
        Map<TableName, Long> restored,
        Map<TableName, Long> skipped,
        List<RestoreConflict> conflicts,
        int chunks,
        List<TableName> made,
        List<String> triggers,
        List<String> warnings,
        List<TableName> keyless) {
    /** Copies the collections. */
    public RestorePreview {
        restored = Map.copyOf(restored);
        skipped = Map.copyOf(skipped);
        conflicts = List.copyOf(conflicts);
        made = List.copyOf(made);
        triggers = List.copyOf(triggers);
        warnings = List.copyOf(warnings);
        keyless = List.copyOf(keyless);
    }
}

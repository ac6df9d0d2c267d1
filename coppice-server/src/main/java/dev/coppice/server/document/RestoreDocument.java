package dev.coppice.server.document;

import dev.coppice.control.TableName;
import dev.coppice.ops.Fault;
import dev.coppice.prune.RestoreConflict;
import dev.coppice.prune.RestorePreview;
import dev.coppice.prune.RestoreReport;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a restore has done, or would do, as scripts see it. A value for any thread.
 *
 * @param dryRun whether nothing was written
 * @param restore its number; none of a dry run
 * @param state where it stands; none of a dry run
 * @param restored rows that came back, by table
 * @param edited rows that had stayed and got back what the delete had taken from them
 * @param skipped rows left out
 * @param conflicts what was in the way
 * @param stopped why it stopped
 * @param made tables that would be made
 * @param triggers triggers that would fire
 * @param warnings campaigns that may delete again what comes back
 * @param keyless tables where a row may come to be there twice
 */
public record RestoreDocument(
        boolean dryRun,
        @Nullable Long restore,
        @Nullable String state,
        Map<String, Long> restored,
        Map<String, Long> edited,
        Map<String, Long> skipped,
        List<Conflict> conflicts,
        @Nullable String stopped,
        List<String> made,
        List<String> triggers,
        List<String> warnings,
        List<String> keyless) {

    /**
     * Rows that could not simply be put back.
     *
     * @param table their table
     * @param constraint what was in the way
     * @param rows how many
     */
    public record Conflict(String table, String constraint, long rows) {
        static Conflict of(RestoreConflict conflict) {
            return new Conflict(conflict.table().toString(), conflict.constraint(), conflict.rows());
        }
    }

    /** What a restore has done. */
    public static RestoreDocument of(RestoreReport report) {
        return new RestoreDocument(
                false,
                report.record().id(),
                report.record().state().name(),
                Named.rows(report.restored()),
                Named.rows(report.edited()),
                Named.rows(report.skipped()),
                report.conflicts().stream().map(Conflict::of).toList(),
                report.stopped().map(Fault::code).orElse(null),
                List.of(),
                List.of(),
                report.warnings(),
                List.of());
    }

    /** What a restore would do. */
    public static RestoreDocument of(RestorePreview preview) {
        return new RestoreDocument(
                true,
                null,
                null,
                Named.rows(preview.restored()),
                Map.of(),
                Named.rows(preview.skipped()),
                preview.conflicts().stream().map(Conflict::of).toList(),
                null,
                names(preview.made()),
                preview.triggers(),
                preview.warnings(),
                names(preview.keyless()));
    }

    private static List<String> names(List<TableName> tables) {
        return tables.stream().map(TableName::toString).toList();
    }
}

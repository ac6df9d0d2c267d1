package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.control.TableName;
import dev.coppice.ops.Fault;
import dev.coppice.prune.RestoreConflict;
import dev.coppice.prune.RestorePreview;
import dev.coppice.prune.RestoreReport;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a restore has done, or would do, as scripts see it.
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
record RestoreDocument(
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

    /** Rows that could not simply be put back. */
    record Conflict(String table, String constraint, long rows) {
        static Conflict of(RestoreConflict conflict) {
            return new Conflict(conflict.table().toString(), conflict.constraint(), conflict.rows());
        }
    }

    static RestoreDocument of(RestoreReport report) {
        return new RestoreDocument(
                false,
                report.record().id(),
                report.record().state().name(),
                ArchiveDocument.byName(report.restored()),
                ArchiveDocument.byName(report.edited()),
                ArchiveDocument.byName(report.skipped()),
                report.conflicts().stream().map(Conflict::of).toList(),
                report.stopped().map(Fault::code).orElse(null),
                List.of(),
                List.of(),
                report.warnings(),
                List.of());
    }

    static RestoreDocument of(RestorePreview preview) {
        return new RestoreDocument(
                true,
                null,
                null,
                ArchiveDocument.byName(preview.restored()),
                Map.of(),
                ArchiveDocument.byName(preview.skipped()),
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

    String text() {
        var tables = new TreeSet<>(restored.keySet());
        tables.addAll(edited.keySet());
        tables.addAll(skipped.keySet());
        var said = new StringBuilder();
        if (tables.isEmpty()) {
            said.append(dryRun ? "Nothing would come back." : "Nothing came back.")
                    .append('\n');
        } else {
            var rows = TextTable.of("TABLE", dryRun ? "WOULD COME BACK" : "CAME BACK", "SET BACK", "LEFT OUT");
            tables.forEach(table -> rows.row(
                    table, count(restored, table), dryRun ? "-" : count(edited, table), count(skipped, table)));
            said.append(rows).append('\n');
        }
        conflicts.forEach(conflict -> said.append("Conflict in ")
                .append(conflict.table())
                .append(": ")
                .append(Figures.count(conflict.rows(), "row", "rows"))
                .append(" against ")
                .append(conflict.constraint())
                .append('\n'));
        lines(said, "Would be made: ", made);
        lines(said, "Would fire: trigger ", triggers);
        lines(said, "", warnings);
        lines(said, "Has no unique key, so that a row may come to be there twice: ", keyless);
        return said.toString();
    }

    private static void lines(StringBuilder said, String head, List<String> items) {
        items.forEach(item -> said.append(head).append(item).append('\n'));
    }

    private static String count(Map<String, Long> rows, String table) {
        return Figures.count(rows.getOrDefault(table, 0L));
    }
}

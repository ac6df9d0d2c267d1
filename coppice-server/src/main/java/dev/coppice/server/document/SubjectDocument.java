package dev.coppice.server.document;

import dev.coppice.prune.ArchiveConfig;
import dev.coppice.prune.Subject;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A declared kind of subject as scripts see it. A value for any thread.
 *
 * @param subject its name
 * @param table the table whose rows are subjects
 * @param tables what becomes of rows of other tables
 * @param archive where deleted rows go, encrypted
 * @param approvals how many people must approve an erasure before it runs
 */
public record SubjectDocument(
        String subject,
        String table,
        List<Part> tables,
        @Nullable String archive,
        int approvals) {
    /** Copies the list. */
    public SubjectDocument {
        tables = List.copyOf(tables);
    }

    /**
     * What becomes of rows of one table.
     *
     * @param table the table
     * @param action delete, nullify or keep
     * @param reason why they are kept
     */
    public record Part(
            String table, String action, @Nullable String reason) {}

    /** A kind of subject as a document. */
    public static SubjectDocument of(Subject subject) {
        var config = subject.config();
        return new SubjectDocument(
                subject.name(),
                config.table().spelled(),
                config.tables().stream()
                        .map(each -> new Part(
                                each.table().spelled(),
                                each.action().name().toLowerCase(Locale.ROOT),
                                each.reason().orElse(null)))
                        .toList(),
                config.archive().map(ArchiveConfig::to).map(to -> to.address()).orElse(null),
                config.approvals());
    }
}

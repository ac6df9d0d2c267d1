package dev.coppice.server.document;

import dev.coppice.prune.ErasurePlan;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The plan of an erasure as scripts see it. A value for any thread.
 *
 * @param subject the kind of subject
 * @param hash its hash as people see it
 * @param there whether there is such a row
 * @param blocked whether something keeps it from beginning
 * @param tables what becomes of each table
 * @param holds holds on rows that would go or change
 * @param findings what the doctor says of it
 * @param approvals how many people must approve it
 * @param earlier the last erasure of this subject
 */
public record ErasurePlanDocument(
        String subject,
        String hash,
        boolean there,
        boolean blocked,
        List<Part> tables,
        List<HoldPart> holds,
        List<FindingDocument> findings,
        int approvals,
        @Nullable ErasureDocument earlier) {
    /** Copies the lists. */
    public ErasurePlanDocument {
        tables = List.copyOf(tables);
        holds = List.copyOf(holds);
        findings = List.copyOf(findings);
    }

    /**
     * What becomes of some rows.
     *
     * @param table their table
     * @param action delete, nullify or keep
     * @param rows how many
     * @param exact whether that was counted
     * @param columns the columns that change in rows that stay
     * @param via the relations that lead to them
     * @param reason why they are kept
     */
    public record Part(
            String table,
            String action,
            long rows,
            boolean exact,
            List<String> columns,
            List<String> via,
            @Nullable String reason) {
        /** Copies the lists. */
        public Part {
            columns = List.copyOf(columns);
            via = List.copyOf(via);
        }
    }

    /**
     * A hold in the way.
     *
     * @param hold its number
     * @param table on which table
     * @param reason why
     */
    public record HoldPart(long hold, String table, String reason) {}

    /** A plan as a document. */
    public static ErasurePlanDocument of(String subject, ErasurePlan plan) {
        return new ErasurePlanDocument(
                subject,
                plan.hash(),
                plan.there(),
                plan.blocked() || !plan.holds().isEmpty(),
                plan.tables().stream()
                        .map(part -> new Part(
                                part.table().spelled(),
                                part.action().name().toLowerCase(Locale.ROOT),
                                part.rows().count(),
                                part.rows().exact(),
                                part.columns(),
                                part.via(),
                                part.reason().orElse(null)))
                        .toList(),
                plan.holds().stream()
                        .map(hold -> new HoldPart(hold.hold(), hold.table().spelled(), hold.reason()))
                        .toList(),
                FindingDocument.of(plan.findings()),
                plan.approvals(),
                plan.earlier().map(ErasureDocument::of).orElse(null));
    }
}

package dev.coppice.cli.internal.erasure;

import dev.coppice.prune.ErasurePlan;
import dev.coppice.server.document.FindingDocument;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The plan of an erasure as scripts see it. */
record ErasurePlanDocument(
        String subject,
        String hash,
        boolean there,
        boolean blocked,
        List<Part> tables,
        List<HoldPart> holds,
        List<FindingDocument> findings,
        int approvals,
        @Nullable ErasureDocument earlier) {

    /** What becomes of some rows. */
    record Part(
            String table,
            String action,
            long rows,
            boolean exact,
            List<String> columns,
            List<String> via,
            @Nullable String reason) {}

    /** A hold in the way. */
    record HoldPart(long hold, String table, String reason) {}

    static ErasurePlanDocument of(String subject, ErasurePlan plan) {
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

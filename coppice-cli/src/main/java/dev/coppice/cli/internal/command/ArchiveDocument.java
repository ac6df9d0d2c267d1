package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.control.TableName;
import dev.coppice.prune.CampaignArchive;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An archive of a campaign as scripts see it.
 *
 * @param described whether its manifest tells of all its frames
 */
record ArchiveDocument(
        long campaign,
        String policy,
        String state,
        String archive,
        String location,
        Map<String, Long> rows,
        long edited,
        long frames,
        long bytes,
        boolean described,
        Instant createdAt,
        @Nullable Instant endedAt) {

    static ArchiveDocument of(CampaignArchive known) {
        return new ArchiveDocument(
                known.campaign(),
                known.policy(),
                known.state().name(),
                known.id(),
                known.location(),
                byName(known.rows()),
                known.edited(),
                known.frames(),
                known.bytes(),
                known.manifestSha256().isPresent(),
                known.createdAt(),
                known.endedAt().orElse(null));
    }

    void addTo(TextTable table) {
        table.row(campaign, policy, state, count(rows), Figures.bytes(bytes), createdAt, archive, location);
    }

    static String count(Map<String, Long> rows) {
        return Figures.count(rows.values().stream().mapToLong(Long::longValue).sum());
    }

    /** Rows by the names of their tables, in their order. */
    static Map<String, Long> byName(Map<TableName, Long> rows) {
        var named = new TreeMap<String, Long>();
        rows.forEach((table, count) -> named.put(table.toString(), count));
        return named;
    }
}

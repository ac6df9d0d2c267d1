package dev.coppice.prune.internal.erasure;

import dev.coppice.archive.Archive;
import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.Encryption;
import dev.coppice.archive.KeyFile;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.Erasure;
import dev.coppice.prune.SubjectTable;
import dev.coppice.prune.SubjectTable.Action;
import dev.coppice.prune.internal.erasure.ErasureLedger.Change;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes receipts. What stands in one is numbers, names of tables, and who acted; nothing of the subject but its digest. */
final class Receipts {
    private Receipts() {}

    /** The receipt of an erasure after a look that found nothing. */
    static String text(
            CheckedSubject checked, Erasure erasure, Campaign campaign, List<Change> changes, Instant looked) {
        var receipt = new LinkedHashMap<String, Object>();
        receipt.put("format", "coppice erasure receipt, format 1");
        receipt.put("erasure", erasure.id());
        receipt.put("subject", erasure.subject());
        receipt.put("table", erasure.table().spelled());
        receipt.put("digest", erasure.digest());
        receipt.put("plan", erasure.planHash());
        receipt.put("requestedBy", erasure.requested().actor());
        receipt.put("reason", erasure.requested().reason());
        receipt.put("begunAt", erasure.createdAt());
        receipt.put("campaign", campaign.id());
        receipt.put("tables", changes.stream().map(Receipts::change).toList());
        receipt.put(
                "kept",
                checked.subject().config().tables().stream()
                        .filter(table -> table.action() == Action.KEEP)
                        .map(Receipts::kept)
                        .toList());
        receipt.put("archive", archive(checked, campaign));
        receipt.put(
                "verification",
                ordered(
                        "at",
                        looked,
                        "rowsLeft",
                        0,
                        "rowsSwept",
                        changes.stream().mapToLong(Change::swept).sum()));
        return ReceiptText.of(receipt) + "\n";
    }

    private static Map<String, Object> change(Change change) {
        return ordered(
                "table",
                change.table().spelled(),
                "deleted",
                change.deleted(),
                "changes",
                change.edited(),
                "swept",
                change.swept());
    }

    private static Map<String, Object> kept(SubjectTable table) {
        return ordered(
                "table", table.table().spelled(), "reason", table.reason().orElse(""));
    }

    private static Optional<Map<String, Object>> archive(CheckedSubject checked, Campaign campaign) {
        return campaign.archive()
                .flatMap(location -> campaign.archiveId()
                        .map(id -> ordered(
                                "location",
                                location,
                                "archive",
                                id,
                                "keyId",
                                checked.subject()
                                        .config()
                                        .archive()
                                        .flatMap(each -> each.keyFile())
                                        .flatMap(file -> keyId(location, id, file)))));
    }

    private static Optional<String> keyId(String location, String id, Path file) {
        try (var store = ArchiveStores.open(location)) {
            return Archive.in(store, id).sealedBy(KeyFile.at(file)).encryption().map(Encryption::keyId);
        }
    }

    private static Map<String, Object> ordered(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (var i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i].toString(), pairs[i + 1]);
        }
        return map;
    }
}

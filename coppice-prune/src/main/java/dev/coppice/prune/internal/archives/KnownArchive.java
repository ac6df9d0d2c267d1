package dev.coppice.prune.internal.archives;

import dev.coppice.archive.Archive;
import dev.coppice.archive.ArchiveReader;
import dev.coppice.archive.Verification;
import dev.coppice.archive.Verification.Problem;
import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.CampaignArchive;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * An archive with what the ledger says of it.
 *
 * @param reader what reads it
 * @param ledger what the ledger says; empty where no database is asked
 */
public record KnownArchive(ArchiveReader reader, Optional<CampaignArchive> ledger) {
    /** What is said of a manifest that can be written again. */
    static final Set<String> REPAIRABLE =
            Set.of("archive.store-missing", "archive.manifest-damaged", "archive.manifest-differs");

    /** An archive as its manifest describes it. */
    public static KnownArchive described(ArchiveReader reader) {
        return new KnownArchive(reader, Optional.empty());
    }

    /** An archive as the ledger of its database knows it: by the manifest it has the digest of, else by its own frames. */
    public static KnownArchive of(DataSource database, CampaignArchive known, Archive archive) {
        var reader = known.manifestSha256()
                .map(digest -> read(known, archive, digest))
                .orElseGet(() -> archive.readBy(LedgerManifest.of(database, known, archive)));
        return new KnownArchive(reader, Optional.of(known));
    }

    private static ArchiveReader read(CampaignArchive known, Archive archive, String digest) {
        try {
            return archive.read(digest);
        } catch (CoppiceException refused) {
            throw REPAIRABLE.contains(refused.code())
                    ? ArchiveFaults.repairable(known, refused.fault()).exception(refused)
                    : refused;
        }
    }

    /** Reads every frame; then compares the sums with the ledger's. */
    public Verification verify() {
        var read = reader.verify();
        return ledger.map(known -> compared(read, known)).orElse(read);
    }

    // A frame that cannot be read has been told of already: what is missing then needs no second problem.
    private static Verification compared(Verification read, CampaignArchive known) {
        var problems = new ArrayList<>(read.problems());
        var remarks = new ArrayList<>(read.remarks());
        if (known.manifestSha256().isEmpty()) {
            remarks.add(new Problem(
                    "archive.manifest-behind",
                    "",
                    OptionalInt.empty(),
                    "The manifest does not tell of all frames yet; the ledger does, and was used."));
        }
        var told = told(known.rows());
        if (problems.isEmpty() && !told.equals(read.rows())) {
            problems.add(new Problem(
                    "archive.rows-differ",
                    "",
                    OptionalInt.empty(),
                    "The ledger says " + told + " were deleted, and the frames hold " + new TreeMap<>(read.rows())
                            + "."));
        }
        return new Verification(read.frames(), read.rows(), problems, remarks);
    }

    private static Map<String, Long> told(Map<TableName, Long> rows) {
        return rows.entrySet().stream()
                .collect(Collectors.toMap(
                        table -> table.getKey().toString(), Map.Entry::getValue, Long::sum, TreeMap::new));
    }
}

package dev.coppice.prune.internal.archives;

import dev.coppice.archive.Archive;
import dev.coppice.archive.ArchivedTable;
import dev.coppice.archive.FrameContent;
import dev.coppice.archive.Manifest;
import dev.coppice.archive.Origin;
import dev.coppice.archive.PinnedSettings;
import dev.coppice.archive.Segment;
import dev.coppice.archive.SourceDatabase;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.CampaignArchive;
import dev.coppice.prune.internal.campaign.Transacting;
import dev.coppice.prune.internal.ledger.ArchiveLedger;
import dev.coppice.prune.internal.ledger.ArchiveLedger.StoredSegment;
import dev.coppice.prune.internal.read.SqlFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/**
 * What the manifest of an archive would say now: the frames of the ledger. Which columns they have comes from the manifest
 * that is there, as far as it goes, and else from the catalogue: a campaign does not go on when its tables change.
 */
final class LedgerManifest {
    private final CampaignArchive known;
    private final Archive archive;
    private final Optional<Manifest> written;

    private LedgerManifest(CampaignArchive known, Archive archive) {
        this.known = known;
        this.archive = archive;
        this.written = written(archive);
    }

    static Manifest of(DataSource database, CampaignArchive known, Archive archive) {
        var manifest = new LedgerManifest(known, archive);
        return Transacting.guarded(() -> new Transacting(database).run(manifest::now));
    }

    private static Optional<Manifest> written(Archive archive) {
        try {
            return Optional.of(archive.manifest());
        } catch (CoppiceException unreadable) {
            if (unreadable.code().equals("archive.store-missing")
                    || unreadable.code().equals("archive.manifest-damaged")) {
                return Optional.empty();
            }
            throw unreadable;
        }
    }

    private Manifest now(DSLContext transaction) {
        var ledger = new ArchiveLedger(transaction, known.campaign());
        return transaction.connectionResult(connection -> {
            var segments = ledger.segments().stream()
                    .map(stored ->
                            new Segment(stored.name(), content(connection, stored), ledger.frames(stored.number())))
                    .toList();
            return new Manifest(
                    archive.id(),
                    known.createdAt(),
                    origin(connection),
                    PinnedSettings.asMap(),
                    written.map(Manifest::encryption).orElseGet(archive::encryption),
                    segments);
        });
    }

    private FrameContent content(Connection connection, StoredSegment stored) {
        return written.stream()
                .flatMap(manifest -> manifest.segments().stream())
                .filter(segment -> segment.name().equals(stored.name()))
                .findFirst()
                .map(Segment::content)
                .orElseGet(() -> fromCatalogue(connection, stored));
    }

    private FrameContent fromCatalogue(Connection connection, StoredSegment stored) {
        try {
            var table = ArchivedTable.read(
                    connection, stored.table().schema(), stored.table().name());
            return stored.edited().isEmpty() ? FrameContent.rows(table) : FrameContent.edits(table, stored.edited());
        } catch (IllegalArgumentException gone) {
            throw ArchiveFaults.notDescribed(known, stored.table()).exception(gone);
        } catch (SQLException refused) {
            throw new SqlFailure(refused);
        }
    }

    private Origin origin(Connection connection) throws SQLException {
        return written.isPresent()
                ? written.get().origin()
                : new Origin(known.policy(), "", "", SourceDatabase.read(connection));
    }
}

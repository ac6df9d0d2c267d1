package dev.coppice.prune.internal.archives;

import dev.coppice.archive.Archive;
import dev.coppice.archive.Encryption;
import dev.coppice.archive.FrameContent;
import dev.coppice.archive.Manifest;
import dev.coppice.archive.Origin;
import dev.coppice.archive.PinnedSettings;
import dev.coppice.archive.Segment;
import dev.coppice.archive.SourceDatabase;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.CampaignArchive;
import dev.coppice.prune.PlanContract;
import dev.coppice.prune.internal.campaign.Transacting;
import dev.coppice.prune.internal.ledger.ArchiveLedger;
import dev.coppice.prune.internal.ledger.ArchiveLedger.StoredSegment;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/**
 * What the manifest of an archive would say now, by the ledger: frames, and which columns they have. The catalogue is not asked,
 * because a table may have changed since its rows went. What was begun before the ledger kept columns is described by the
 * manifest that is there.
 */
final class LedgerManifest {
    // language=SQL
    private static final String PLAN = "SELECT plan_hash, fingerprint FROM coppice.campaign WHERE id = ?";

    private final CampaignArchive known;
    private final Archive archive;
    private final Optional<Manifest> written;

    private LedgerManifest(CampaignArchive known, Archive archive) {
        this.known = known;
        this.archive = archive;
        this.written = written(archive);
    }

    /** In a transaction of its own. */
    static Manifest of(DataSource database, CampaignArchive known, Archive archive) {
        return Transacting.guarded(() -> new Transacting(database).run(dsl -> in(dsl, known, archive)));
    }

    /** As a transaction sees the ledger. */
    static Manifest in(DSLContext transaction, CampaignArchive known, Archive archive) {
        return new LedgerManifest(known, archive).now(transaction);
    }

    /** The manifest that is there, if it can be read. */
    static Optional<Manifest> written(Archive archive) {
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
        var segments = ledger.segments().stream()
                .map(stored -> new Segment(stored.name(), content(stored), ledger.frames(stored.number())))
                .toList();
        return new Manifest(
                archive.id(),
                known.createdAt(),
                transaction.connectionResult(connection -> origin(transaction, connection)),
                PinnedSettings.asMap(),
                encryption(segments),
                segments);
    }

    private FrameContent content(StoredSegment stored) {
        return stored.content()
                .or(() -> written.stream()
                        .flatMap(manifest -> manifest.segments().stream())
                        .filter(segment -> segment.name().equals(stored.name()))
                        .findFirst()
                        .map(Segment::content))
                .orElseThrow(
                        () -> ArchiveFaults.notDescribed(known, stored.table()).exception());
    }

    // Only a frame that is not encrypted has a digest of its CSV.
    private Optional<Encryption> encryption(List<Segment> segments) {
        var frames =
                segments.stream().flatMap(segment -> segment.frames().stream()).toList();
        if (frames.isEmpty()) {
            return written.flatMap(Manifest::encryption);
        }
        return frames.stream().noneMatch(frame -> frame.csvSha256().isEmpty())
                ? Optional.empty()
                : Optional.of(archive.encryption()
                        .or(() -> written.flatMap(Manifest::encryption))
                        .orElseThrow(() -> ArchiveFaults.keyNeeded(known).exception()));
    }

    private Origin origin(DSLContext transaction, Connection connection) throws SQLException {
        var plan = transaction.fetchSingle(PLAN, known.campaign());
        var fingerprint = plan.get("fingerprint", String.class).lines().toList();
        return new Origin(
                known.policy(),
                plan.get("plan_hash", String.class),
                new PlanContract(known.policy(), List.of(), fingerprint).fullHash(),
                SourceDatabase.read(connection));
    }
}

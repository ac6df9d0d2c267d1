package dev.coppice.prune.internal.archives;

import dev.coppice.archive.Archive;
import dev.coppice.archive.Frame;
import dev.coppice.archive.Manifest;
import dev.coppice.archive.Segment;
import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.ArchiveRepair;
import dev.coppice.prune.CampaignArchive;
import dev.coppice.prune.internal.campaign.Transacting;
import dev.coppice.prune.internal.ledger.CampaignLedger;
import dev.coppice.prune.internal.ledger.WorkerLedger;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/** Writes the manifest of an archive again, as the ledger knows it. */
public final class Repair {
    private final long campaign;
    private final Archive archive;
    private final Act act;

    /** Of the archive of a campaign. */
    public Repair(long campaign, Archive archive, Act act) {
        this.campaign = campaign;
        this.archive = archive;
        this.act = act;
    }

    /** Does it, unless the manifest is as it was written. */
    public ArchiveRepair run(DataSource database) {
        return Transacting.guarded(() -> new Transacting(database).run(this::repaired));
    }

    private ArchiveRepair repaired(DSLContext dsl) {
        // No chunk commits meanwhile, so the manifest tells of all frames there are.
        new WorkerLedger(dsl).lockAll(campaign);
        new CampaignLedger(dsl).lock(campaign);
        var known = new ArchiveRows(dsl).find(campaign).orElseThrow();
        var manifest = LedgerManifest.in(dsl, known, archive);
        if (whole(known, manifest)) {
            return new ArchiveRepair.Whole(known.manifestSha256().orElseThrow());
        }
        LedgerManifest.written(archive)
                .filter(written -> tellsMore(written, manifest))
                .ifPresent(newer -> {
                    throw ArchiveFaults.ledgerBehind(known).exception();
                });
        requireFrames(known, manifest);
        requireKey(manifest);
        var digest = archive.write(manifest);
        new CampaignLedger(dsl).manifestWritten(campaign, digest);
        AuditTrail.in(dsl).append(AuditEvent.of(act, "archive.repaired", "archive/" + archive.id()));
        return new ArchiveRepair.Written(digest);
    }

    private boolean whole(CampaignArchive known, Manifest manifest) {
        if (known.manifestSha256().isEmpty()) {
            return false;
        }
        try {
            var written = archive.read(known.manifestSha256().get()).manifest();
            return written.archive().equals(archive.id()) && !tellsMore(manifest, written);
        } catch (CoppiceException damaged) {
            if (KnownArchive.REPAIRABLE.contains(damaged.code())) {
                return false;
            }
            throw damaged;
        }
    }

    /** Whether a manifest tells of frames that another does not. */
    public static boolean tellsMore(Manifest manifest, Manifest other) {
        return manifest.segments().stream()
                .anyMatch(segment -> segment.frames().size()
                        > other.segments().stream()
                                .filter(same -> same.name().equals(segment.name()))
                                .mapToInt(same -> same.frames().size())
                                .sum());
    }

    private void requireFrames(CampaignArchive known, Manifest manifest) {
        var ends = new TreeMap<String, Long>();
        manifest.segments().stream()
                .flatMap(segment -> segment.frames().stream())
                .map(Frame::extent)
                .forEach(extent -> ends.merge(extent.object(), extent.end(), Math::max));
        var missing = ends.entrySet().stream()
                .filter(object -> !reaches(object))
                .map(Map.Entry::getKey)
                .toList();
        if (!missing.isEmpty()) {
            throw ArchiveFaults.framesMissing(known, missing).exception();
        }
    }

    private boolean reaches(Map.Entry<String, Long> object) {
        try {
            return archive.store().length(object.getKey()).orElse(0L) >= object.getValue();
        } catch (IOException failure) {
            throw ArchiveFaults.notListed(archive.store().location()).exception(failure);
        }
    }

    // A manifest that named another key would keep the right one out.
    private void requireKey(Manifest manifest) {
        if (manifest.encryption().isPresent()) {
            manifest.segments().stream()
                    .filter(segment -> !segment.frames().isEmpty())
                    .findFirst()
                    .ifPresent(segment -> read(manifest, segment));
        }
    }

    private void read(Manifest manifest, Segment segment) {
        try (var csv = archive.readBy(manifest).open(segment, segment.frames().getFirst())) {
            csv.transferTo(OutputStream.nullOutputStream());
        } catch (IOException failure) {
            throw ArchiveFaults.notListed(archive.store().location()).exception(failure);
        }
    }
}

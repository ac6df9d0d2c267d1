package dev.coppice.prune;

import static java.util.Objects.requireNonNull;

import dev.coppice.archive.Archive;
import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.spi.KeySource;
import dev.coppice.control.Act;
import dev.coppice.control.Listing;
import dev.coppice.prune.internal.archives.ArchiveFaults;
import dev.coppice.prune.internal.archives.ArchiveRows;
import dev.coppice.prune.internal.archives.KnownArchive;
import dev.coppice.prune.internal.archives.Repair;
import dev.coppice.prune.internal.campaign.Transacting;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * The archives of one database's campaigns, found through the ledger. Safe for any thread; needs the schema {@code coppice}
 * and the right to read it. Every call takes connections of its own from the data source and returns them; none is held
 * while an archive is open.
 */
public final class Archives {
    private final DataSource database;
    private final Optional<KeySource> keys;

    private Archives(DataSource database, Optional<KeySource> keys) {
        this.database = requireNonNull(database, "database");
        this.keys = keys;
    }

    /** The archives of the database that {@code database} connects to. */
    public static Archives on(DataSource database) {
        return new Archives(database, Optional.empty());
    }

    /** The same with keys for those that are encrypted. */
    public Archives keys(KeySource source) {
        return new Archives(database, Optional.of(source));
    }

    /** The archive of a campaign; empty when there is no such campaign, or it keeps no archive. Locks nothing. */
    public Optional<CampaignArchive> find(long campaign) {
        return read(rows -> rows.find(campaign));
    }

    /** One page, newest first; {@code next} goes into {@link CampaignQuery#before(long)}. */
    public Listing<CampaignArchive> list(CampaignQuery query) {
        var found = read(rows -> rows.list(query));
        var items = found.stream().limit(query.limit()).toList();
        return new Listing<>(
                items,
                found.size() > query.limit() ? OptionalLong.of(items.getLast().campaign()) : OptionalLong.empty());
    }

    /** The stores that campaigns have archived into, each once. */
    public List<String> locations() {
        return read(ArchiveRows::locations);
    }

    /**
     * Opens the archive of a campaign for reading. What was committed by then can be read, also while its campaign runs or
     * after its process died: the ledger says which frames there are.
     *
     * @throws dev.coppice.ops.CoppiceException {@code archive.unknown-campaign}, {@code archive.not-kept}, {@code
     *     archive.not-described}, and what opening an {@link dev.coppice.archive.Archive} throws
     */
    public OpenArchive open(long campaign) {
        var found = find(campaign).orElseThrow(() -> missing(campaign));
        return OpenArchive.of(found.location(), found.id(), keys, archive -> KnownArchive.of(database, found, archive));
    }

    /**
     * Writes the manifest of a campaign's archive again, where it is lost, damaged or another one: the ledger knows all that it
     * says. One transaction, entered in the audit trail; a chunk of the campaign waits for it. Safe to call again.
     *
     * @throws dev.coppice.ops.CoppiceException {@code archive.frames-missing} when bytes of its frames are gone too, {@code
     *     archive.ledger-behind} when the manifest there tells of more than this ledger, {@code archive.key-missing}, {@code
     *     archive.frame-damaged} with a key that is not the archive's, {@code archive.not-described}, and as {@link #open}
     */
    public ArchiveRepair repair(long campaign, Act act) {
        var found = find(campaign).orElseThrow(() -> missing(campaign));
        try (var store = ArchiveStores.open(found.location())) {
            var archive = Archive.in(store, found.id());
            return new Repair(campaign, keys.map(archive::sealedBy).orElse(archive), act).run(database);
        }
    }

    private RuntimeException missing(long campaign) {
        return Campaigns.on(database)
                .find(campaign)
                .map(ArchiveFaults::notKept)
                .orElseGet(() -> ArchiveFaults.unknownCampaign(campaign))
                .exception();
    }

    private <T> T read(Function<ArchiveRows, T> question) {
        return Transacting.guarded(() -> new Transacting(database).run(dsl -> question.apply(new ArchiveRows(dsl))));
    }
}

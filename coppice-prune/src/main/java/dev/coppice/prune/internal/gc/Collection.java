package dev.coppice.prune.internal.gc;

import dev.coppice.archive.Archive;
import dev.coppice.archive.Frame;
import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.archive.spi.Extent;
import dev.coppice.archive.spi.StoredObject;
import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.Lease;
import dev.coppice.control.LeaseAttempt;
import dev.coppice.control.Leases;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import dev.coppice.prune.GcPlan;
import dev.coppice.prune.GcPlan.Waste;
import dev.coppice.prune.internal.ledger.CampaignLedger;
import dev.coppice.prune.internal.ledger.Slot;
import dev.coppice.prune.internal.ledger.WorkerLedger;
import dev.coppice.prune.internal.restore.Database;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/**
 * One look at a store. Objects are listed before the ledger is read: what is committed in between is in the ledger then.
 *
 * <p>Of an unfinished campaign the lease of the first place is taken and all workers are let go, as by another process that goes on
 * with it: one that was only slow finds out at its next chunk, and none of its bytes are lost. None enters meanwhile, since that
 * needs the campaign row. Lock order: lease, worker rows, campaign row.
 */
public final class Collection {
    private static final Duration YOUNG = Duration.ofHours(24);
    private static final Duration LENGTH = Duration.ofSeconds(60);

    // language=SQL
    private static final String CAMPAIGN =
            "SELECT id, ended_at IS NOT NULL AS ended FROM coppice.campaign WHERE archive_id = ? AND archive_location IS NOT NULL";

    // language=SQL
    private static final String FRAMES = """
            SELECT object, max(start_byte + length_bytes) AS kept
            FROM coppice.campaign_frame
            WHERE campaign_id = ?
            GROUP BY object
            """;

    private final Database database;
    private final Leases leases;
    private final ArchiveStore store;
    private final InstantSource clock;
    private final List<Waste> waste = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();
    private final List<String> foreign = new ArrayList<>();

    /** A look at a store, by the ledger of a database. */
    public Collection(Database database, ArchiveStore store, InstantSource clock) {
        this.database = database;
        this.leases = new Leases(database.source());
        this.store = store;
        this.clock = clock;
    }

    /** What may go; {@code act} removes it. */
    public GcPlan run(Optional<Act> act) {
        archives().forEach((archive, objects) -> look(archive, objects, act));
        return new GcPlan(waste, ignored, foreign);
    }

    private Map<String, List<StoredObject>> archives() {
        try {
            return store.list("").stream()
                    .collect(Collectors.groupingBy(
                            object -> object.name().split("/", 2)[0], TreeMap::new, Collectors.toList()));
        } catch (IOException failure) {
            throw stored("was not looked at", failure).exception(failure);
        }
    }

    private record Known(long id, boolean ended) {}

    private void look(String archive, List<StoredObject> objects, Optional<Act> act) {
        var campaign = database.run(dsl -> dsl.fetchOptional(CAMPAIGN, archive)
                .map(row -> new Known(row.get("id", Long.class), row.get("ended", Boolean.class))));
        if (campaign.isEmpty()) {
            foreign.add(archive);
            return;
        }
        var leftovers = new Leftovers(archive, objects);
        foreign.addAll(leftovers.strangers());
        if (act.isPresent()) {
            remove(archive, leftovers, campaign.get(), act.get());
        } else if (!campaign.get().ended() && alive(campaign.get().id())) {
            ignore(campaign.get().id());
        } else {
            waste.addAll(database.run(
                    dsl -> waste(dsl, archive, leftovers, campaign.get().id())));
        }
    }

    private List<Waste> waste(DSLContext dsl, String archive, Leftovers leftovers, long campaign) {
        var committed = dsl.fetch(FRAMES, campaign).stream()
                .collect(Collectors.toMap(row -> row.get("object", String.class), row -> row.get("kept", Long.class)));
        if (believed(archive, committed)) {
            return leftovers.waste(committed, clock.instant().minus(YOUNG));
        }
        ignored.add("The manifest of " + archive + " cannot be read, or tells of frames this ledger does not know.");
        return List.of();
    }

    // The ledger of a database that was copied or set back knows less than the archive holds by right.
    private boolean believed(String archive, Map<String, Long> committed) {
        try {
            return Archive.in(store, archive).manifest().segments().stream()
                    .flatMap(segment -> segment.frames().stream())
                    .map(Frame::extent)
                    .allMatch(extent -> extent.end() <= committed.getOrDefault(extent.object(), 0L));
        } catch (CoppiceException unreadable) {
            return unreadable.code().equals("archive.store-missing");
        }
    }

    private void remove(String archive, Leftovers leftovers, Known campaign, Act act) {
        if (campaign.ended()) {
            waste.addAll(database.run(dsl -> removed(dsl, archive, leftovers, campaign.id(), act)));
            return;
        }
        var lease = lease(campaign.id());
        if (lease.isEmpty()) {
            ignore(campaign.id());
            return;
        }
        try {
            waste.addAll(database.run(dsl -> {
                Leases.require(dsl, lease.get());
                var workers = new WorkerLedger(dsl);
                workers.lockAll(campaign.id());
                new CampaignLedger(dsl).lock(campaign.id());
                if (!workers.living(campaign.id()).isEmpty()) {
                    ignore(campaign.id());
                    return List.of();
                }
                workers.bury(campaign.id(), List.of());
                return removed(dsl, archive, leftovers, campaign.id(), act);
            }));
        } finally {
            leases.release(lease.get());
        }
    }

    private List<Waste> removed(DSLContext dsl, String archive, Leftovers leftovers, long campaign, Act act) {
        new WorkerLedger(dsl).lockAll(campaign);
        var found = waste(dsl, archive, leftovers, campaign);
        for (var one : found) {
            try {
                remove(one);
            } catch (IOException failure) {
                throw stored("was not cleaned: " + one.object() + " was not removed", failure)
                        .exception(failure);
            }
        }
        if (!found.isEmpty()) {
            var bytes = found.stream().mapToLong(Waste::bytes).sum();
            AuditTrail.in(dsl)
                    .append(AuditEvent.of(act, "archive.gc", "archive/" + archive)
                            .after("{\"objects\": " + found.size() + ", \"bytes\": " + bytes + "}"));
        }
        return found;
    }

    // Opening a segment behind its last committed byte is what cuts off the rest.
    private void remove(Waste one) throws IOException {
        if (one.kept() == 0) {
            store.delete(one.object());
            return;
        }
        var suffix = one.object().substring(one.object().lastIndexOf(".csv.zst"));
        var name = one.object().substring(0, one.object().length() - suffix.length());
        store.append(name, suffix, Optional.of(new Extent(one.object(), 0, one.kept())))
                .close();
    }

    private Optional<Lease> lease(long campaign) {
        var name = Slot.first(campaign).lease();
        var owner = "gc-" + ProcessHandle.current().pid() + "-"
                + UUID.randomUUID().toString().substring(0, 8);
        if (alive(campaign)) {
            return Optional.empty();
        }
        for (var look = 0; look < 2; look++) {
            switch (leases.acquire(name, owner, LENGTH)) {
                case LeaseAttempt.Acquired acquired -> {
                    return Optional.of(acquired.lease());
                }
                case LeaseAttempt.Taken taken -> {
                    if (alive(campaign)) {
                        return Optional.empty();
                    }
                    taken.lease().ifPresent(leases::release);
                }
            }
        }
        return Optional.empty();
    }

    private boolean alive(long campaign) {
        return database.run(dsl -> new WorkerLedger(dsl).alive(campaign));
    }

    private void ignore(long campaign) {
        ignored.add("A living process works on campaign " + campaign + ".");
    }

    private Fault stored(String what, IOException failure) {
        return Fault.of("gc.store-failed", Kind.UNAVAILABLE)
                .refused("The store " + store.location() + " " + what + ".")
                .found("It says: " + failure.getMessage() + ".")
                .changed("What was removed before belonged to no frame and stays removed.")
                .next("Look at the store, and try again.")
                .leaving(Effect.COMMITTED, Retry.SAFE);
    }
}

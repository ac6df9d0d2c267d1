package dev.coppice.lifecycle.internal.certificate;

import static dev.coppice.lifecycle.internal.certificate.CertificateTables.BURIED_AT;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.CLOCK;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.KIND;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.LIFTED_AT;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.OPERATION_ID;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.RESOURCE_ID;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.STORED_AT;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.TOMBSTONE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.internal.backup.MarkedStore;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import tools.jackson.core.JacksonException;

/**
 * Who is gone. A restore of an older copy of the database brings resources back and takes their tombstones away, so each is
 * also an object in the store of backups, under {@code tombstones/}.
 *
 * <p>The row has the last word. One that is lifted stays, so that an object the store still has of it counts for nothing
 * until it is taken out; an object is only written or removed with its row under lock.
 */
public final class Tombstones {
    /** What the names of tombstones in a store begin with. */
    public static final String PREFIX = "tombstones/";

    private static final int BATCH = 1000;

    /** Not in the store yet, or still in it. */
    private static final Condition DUE =
            LIFTED_AT.isNull().and(STORED_AT.isNull()).or(LIFTED_AT.isNotNull().and(STORED_AT.isNotNull()));

    private final Transacting transacting;

    Tombstones(Transacting transacting) {
        this.transacting = transacting;
    }

    /** Writes those of a kind into its store that are not there yet, and takes those out that were lifted. */
    void store(Kind kind) {
        var location = kind.config().backup().map(backup -> backup.to().address());
        if (location.isEmpty()) {
            return;
        }
        var waiting = transacting.run(dsl -> dsl.select(RESOURCE_ID)
                .from(TOMBSTONE)
                .where(KIND.eq(kind.name()))
                .and(DUE)
                .orderBy(RESOURCE_ID)
                .limit(BATCH)
                .fetch(RESOURCE_ID));
        if (waiting.isEmpty()) {
            return;
        }
        try (var store = open(location.get())) {
            for (var id : waiting) {
                transacting.run(dsl -> stored(dsl, store, kind, id));
            }
        } catch (IOException | UncheckedIOException failure) {
            throw unusable("written to", kind, failure);
        }
    }

    /** A store that is known must be there: one that is not lists nothing, as if nobody had been buried. */
    private ArchiveStore open(String address) throws IOException {
        return MarkedStore.open(address, transacting.run(dsl -> MarkedStore.known(dsl, address)));
    }

    /** One that another process is at, or that has changed meanwhile, is left to it. */
    private static boolean stored(DSLContext dsl, ArchiveStore store, Kind kind, String id) {
        var found = dsl.select(OPERATION_ID, BURIED_AT, LIFTED_AT)
                .from(TOMBSTONE)
                .where(is(kind.name(), id))
                .and(DUE)
                .forUpdate()
                .skipLocked()
                .fetchOptional();
        found.ifPresent(row -> {
            var lifted = row.get(LIFTED_AT) != null;
            try {
                if (lifted) {
                    store.delete(object(kind.name(), id));
                } else {
                    put(store, kind.name(), id, row);
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            dsl.update(TOMBSTONE)
                    .set(STORED_AT, lifted ? DSL.castNull(STORED_AT) : CLOCK)
                    .where(is(kind.name(), id))
                    .execute();
        });
        return found.isPresent();
    }

    /** Locks the tombstone of a resource that is being brought back, so that nobody is at it in the end. Joins the transaction. */
    public static void claim(DSLContext transaction, ResourceId id) {
        transaction
                .selectOne()
                .from(TOMBSTONE)
                .where(is(id.kind(), id.id()))
                .forUpdate()
                .execute();
    }

    /**
     * Lifts the tombstone of a resource that was brought back on a person's word, and revokes its certificates: they no
     * longer say what is. Joins the caller's transaction.
     */
    public static void lift(DSLContext transaction, ResourceId id, String actor, String reason) {
        transaction
                .update(TOMBSTONE)
                .set(LIFTED_AT, CLOCK)
                .set(STORED_AT, DSL.coalesce(STORED_AT, CLOCK))
                .where(is(id.kind(), id.id()))
                .and(LIFTED_AT.isNull())
                .execute();
        Revocation.of(transaction, is(id.kind(), id.id()), actor, reason);
    }

    /** Whether the tombstone of a resource was lifted. */
    static boolean lifted(DSLContext dsl, ResourceId id) {
        return dsl.fetchExists(
                DSL.selectOne().from(TOMBSTONE).where(is(id.kind(), id.id())).and(LIFTED_AT.isNotNull()));
    }

    /** Those of a kind, here and in its store, with the time each was buried. */
    Map<ResourceId, Instant> all(Kind kind) {
        return corrected(kind, inStore(kind));
    }

    /** Those of a kind that this database knows of. */
    Map<ResourceId, Instant> remembered(Kind kind) {
        return corrected(kind, Map.of());
    }

    private Map<ResourceId, Instant> corrected(Kind kind, Map<String, Instant> stored) {
        var all = new TreeMap<>(stored);
        transacting
                .run(dsl -> dsl.select(RESOURCE_ID, BURIED_AT, LIFTED_AT)
                        .from(TOMBSTONE)
                        .where(KIND.eq(kind.name()))
                        .fetch())
                .forEach(row -> {
                    if (row.get(LIFTED_AT) == null) {
                        all.put(row.get(RESOURCE_ID), row.get(BURIED_AT).toInstant());
                    } else {
                        all.remove(row.get(RESOURCE_ID));
                    }
                });
        var byId = new LinkedHashMap<ResourceId, Instant>();
        all.forEach((id, at) -> byId.put(new ResourceId(kind.name(), id), at));
        return byId;
    }

    private Map<String, Instant> inStore(Kind kind) {
        var stones = new LinkedHashMap<String, Instant>();
        kind.config().backup().ifPresent(backup -> {
            try (var store = open(backup.to().address())) {
                for (var object : store.list(PREFIX + kind.name() + "/")) {
                    var stone = Statement.JSON.readTree(store.get(object.name()));
                    stones.put(
                            stone.path("resource").asString(),
                            Instant.parse(stone.path("buriedAt").asString()));
                }
            } catch (IOException | JacksonException failure) {
                throw unusable("read from", kind, failure);
            }
        });
        return stones;
    }

    private static Condition is(String kind, String id) {
        return KIND.eq(kind).and(RESOURCE_ID.eq(id));
    }

    private static String object(String kind, String id) {
        return PREFIX + kind + "/" + Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(UTF_8))
                + ".json";
    }

    private static void put(ArchiveStore store, String kind, String id, Record row) throws IOException {
        var text = Statement.JSON.createObjectNode();
        text.put("kind", kind).put("resource", id).put("operation", row.get(OPERATION_ID));
        text.put("buriedAt", row.get(BURIED_AT).toInstant().toString());
        store.put(object(kind, id), Statement.JSON.writeValueAsBytes(text));
    }

    private static CoppiceException unusable(String what, Kind kind, Exception cause) {
        return Fault.of("tombstone.store-unusable", Fault.Kind.UNAVAILABLE)
                .refused("Tombstones of kind " + kind.name() + " were not " + what + " the store of its backups.")
                .found("The store failed.")
                .changed("Nothing was changed in the database.")
                .next("Look at the store, and try again.")
                .exception(cause);
    }
}

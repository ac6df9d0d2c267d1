package dev.coppice.lifecycle.internal.certificate;

import static dev.coppice.lifecycle.internal.certificate.CertificateTables.BURIED_AT;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.CLOCK;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.KIND;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.OPERATION_ID;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.RESOURCE_ID;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.STORED_AT;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.TOMBSTONE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import tools.jackson.core.JacksonException;

/**
 * Who is gone. A restore of an older copy of the database brings resources back and takes their tombstones away, so each is
 * also an object in the store of backups, under {@code tombstones/}.
 */
public final class Tombstones {
    /** What the names of tombstones in a store begin with. */
    public static final String PREFIX = "tombstones/";

    private static final int BATCH = 1000;

    private final DataSource database;

    Tombstones(DataSource database) {
        this.database = database;
    }

    /** Writes those of a kind into its store that are not there yet. */
    void store(Kind kind) {
        var location = kind.config().backup().map(backup -> backup.to().address());
        if (location.isEmpty()) {
            return;
        }
        var waiting = dsl().select(RESOURCE_ID, OPERATION_ID, BURIED_AT)
                .from(TOMBSTONE)
                .where(KIND.eq(kind.name()))
                .and(STORED_AT.isNull())
                .orderBy(RESOURCE_ID)
                .limit(BATCH)
                .fetch();
        if (waiting.isEmpty()) {
            return;
        }
        try (var store = ArchiveStores.open(location.get())) {
            for (var row : waiting) {
                var id = row.get(RESOURCE_ID);
                put(
                        store,
                        kind.name(),
                        id,
                        row.get(OPERATION_ID),
                        row.get(BURIED_AT).toInstant());
                dsl().update(TOMBSTONE)
                        .set(STORED_AT, CLOCK)
                        .where(KIND.eq(kind.name()))
                        .and(RESOURCE_ID.eq(id))
                        .execute();
            }
        } catch (IOException failure) {
            throw unusable("written to", kind, failure);
        }
    }

    /**
     * Takes the tombstone of a resource away that was brought back on a person's word, and revokes its certificates: they no
     * longer say what is. Joins the caller's transaction.
     */
    public static void lift(DSLContext transaction, String kind, String id, String reason) {
        transaction
                .deleteFrom(TOMBSTONE)
                .where(KIND.eq(kind))
                .and(RESOURCE_ID.eq(id))
                .execute();
        transaction
                .update(CertificateTables.CERTIFICATE)
                .set(CertificateTables.REVOKED_AT, CertificateTables.CLOCK)
                .set(CertificateTables.REVOKED_REASON, reason)
                .where(KIND.eq(kind))
                .and(RESOURCE_ID.eq(id))
                .and(CertificateTables.REVOKED_AT.isNull())
                .execute();
    }

    /** Removes the tombstones of resources from the store of their kind, after {@link #lift} was committed. */
    public static void removeStored(Kind kind, List<String> ids) {
        kind.config().backup().ifPresent(backup -> {
            try (var store = ArchiveStores.open(backup.to().address())) {
                for (var id : ids) {
                    store.delete(object(kind.name(), id));
                }
            } catch (IOException failure) {
                throw unusable("removed from", kind, failure);
            }
        });
    }

    private static String object(String kind, String id) {
        return PREFIX + kind + "/" + Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(UTF_8))
                + ".json";
    }

    private static void put(ArchiveStore store, String kind, String id, long operation, Instant buriedAt)
            throws IOException {
        var text = Statement.JSON.createObjectNode();
        text.put("kind", kind).put("resource", id).put("operation", operation).put("buriedAt", buriedAt.toString());
        store.put(object(kind, id), Statement.JSON.writeValueAsBytes(text));
    }

    /** Those of a kind, here and in its store, with the time each was buried. */
    Map<ResourceId, Instant> all(Kind kind) {
        var all = new TreeMap<String, Instant>(dsl().select(RESOURCE_ID, BURIED_AT)
                .from(TOMBSTONE)
                .where(KIND.eq(kind.name()))
                .fetchMap(row -> row.get(RESOURCE_ID), row -> row.get(BURIED_AT).toInstant()));
        kind.config().backup().ifPresent(backup -> {
            try (var store = ArchiveStores.open(backup.to().address())) {
                for (var object : store.list(PREFIX + kind.name() + "/")) {
                    var stone = Statement.JSON.readTree(store.get(object.name()));
                    all.putIfAbsent(
                            stone.path("resource").asString(),
                            Instant.parse(stone.path("buriedAt").asString()));
                }
            } catch (IOException | JacksonException failure) {
                throw unusable("read from", kind, failure);
            }
        });
        var byId = new LinkedHashMap<ResourceId, Instant>();
        all.forEach((id, at) -> byId.put(new ResourceId(kind.name(), id), at));
        return byId;
    }

    private DSLContext dsl() {
        return DSL.using(database, SQLDialect.POSTGRES);
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

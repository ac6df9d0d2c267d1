package dev.coppice.lifecycle.internal.certificate;

import static dev.coppice.lifecycle.internal.certificate.CertificateTables.ATTEMPTS;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.BODY;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.CERTIFICATE;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.CERTIFICATE_ID;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.CLOCK;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.DUE_AT;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.ID;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.KEY_ID;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.ORDINAL;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.OUTCOME;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.PROBE;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.PROBED_AT;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.REVOKED_AT;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.REVOKED_REASON;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.SIGNATURE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.LeaseAttempt;
import dev.coppice.control.Leases;
import dev.coppice.control.Notification;
import dev.coppice.control.Notifications;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.spi.SigningKey;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * Looks again at what certificates speak of. One process at a time looks at one certificate. A store that cannot be seen
 * postpones the look by an hour; it never counts as empty.
 */
final class Probing {
    static final String ACTOR = "coppice/probe-certificates";
    private static final int BATCH = 100;
    private static final Duration LEASE = Duration.ofMinutes(10);

    private final DataSource database;
    private final Function<String, Optional<Kind>> kinds;
    private final SigningKey key;
    private final String worker;

    Probing(DataSource database, Function<String, Optional<Kind>> kinds, SigningKey key, String worker) {
        this.database = database;
        this.kinds = kinds;
        this.key = key;
        this.worker = worker;
    }

    /** Does what is due, and says how many looks that were. */
    int run() {
        var leases = new Leases(database);
        var done = 0;
        for (var due : due()) {
            if (leases.acquire("certificate/" + due.certificate(), worker, LEASE)
                    instanceof LeaseAttempt.Acquired held) {
                try {
                    done += stillDue(due) && look(due) ? 1 : 0;
                } finally {
                    leases.release(held.lease());
                }
            }
        }
        return done;
    }

    private boolean look(Due due) {
        var kind = kinds.apply(due.resource().kind());
        var sighting = kind.map(known -> Sighting.of(database, known, due.resource(), Optional.of(due.operation())));
        if (sighting.isEmpty() || !sighting.get().unseen().isEmpty()) {
            postpone(due);
            return false;
        }
        dsl().transaction(tx -> write(tx.dsl(), due, sighting.get()));
        return true;
    }

    private void write(DSLContext dsl, Due due, Sighting sighting) {
        var at = dsl.select(CLOCK).fetchSingle(CLOCK);
        var keyId = Signatures.idOf(key.publicKey());
        var body = LaterLook.of(
                due.digest(), due.number(), at.toInstant().truncatedTo(ChronoUnit.MICROS), sighting.seen(), keyId);
        dsl.update(PROBE)
                .set(OUTCOME, sighting.found() ? "found" : "nothing")
                .set(PROBED_AT, at)
                .set(BODY, body)
                .set(KEY_ID, keyId)
                .set(SIGNATURE, key.sign(body.getBytes(UTF_8)))
                .set(ATTEMPTS, ATTEMPTS.plus(1))
                .where(CERTIFICATE_ID.eq(due.certificate()))
                .and(ORDINAL.eq(due.number()))
                .and(OUTCOME.isNull())
                .execute();
        if (sighting.found()) {
            revoke(dsl, due, "A later look found " + String.join(", ", sighting.foundTexts()) + ".");
        }
    }

    private static void revoke(DSLContext dsl, Due due, String reason) {
        dsl.update(CERTIFICATE)
                .set(REVOKED_AT, CLOCK)
                .set(REVOKED_REASON, reason)
                .where(ID.eq(due.certificate()))
                .and(REVOKED_AT.isNull())
                .execute();
        var payload = Statement.JSON
                .createObjectNode()
                .put("certificate", due.certificate())
                .put("operation", due.operation())
                .put("reason", reason);
        var text = Statement.JSON.writeValueAsString(payload);
        AuditTrail.in(dsl)
                .append(AuditEvent.of(
                                ACTOR, "certificate.revoked", due.resource().toString())
                        .after(text));
        Notifications.in(dsl)
                .publish(new Notification("certificate.revoked", due.resource().toString(), text));
    }

    private void postpone(Due due) {
        dsl().update(PROBE)
                .set(ATTEMPTS, ATTEMPTS.plus(1))
                .set(DUE_AT, DSL.field("clock_timestamp() + interval '1 hour'", DUE_AT.getDataType()))
                .where(CERTIFICATE_ID.eq(due.certificate()))
                .and(ORDINAL.eq(due.number()))
                .and(OUTCOME.isNull())
                .execute();
    }

    private boolean stillDue(Due due) {
        return dsl().fetchExists(DSL.selectOne()
                .from(PROBE.join(CERTIFICATE).on(ID.eq(CERTIFICATE_ID)))
                .where(CERTIFICATE_ID.eq(due.certificate()))
                .and(ORDINAL.eq(due.number()))
                .and(OUTCOME.isNull())
                .and(DUE_AT.le(CLOCK))
                .and(REVOKED_AT.isNull()));
    }

    /** Looks that are due at certificates that still stand; a resource that is being disposed of again is left alone. */
    private List<Due> due() {
        return dsl().resultQuery("""
                        SELECT c.id, p.ordinal, c.kind, c.resource_id, c.operation_id, c.sha256
                        FROM coppice.certificate_probe AS p
                        JOIN coppice.certificate AS c ON c.id = p.certificate_id
                        WHERE p.outcome IS NULL
                            AND p.due_at <= clock_timestamp()
                            AND c.revoked_at IS NULL
                            AND EXISTS (
                                SELECT FROM coppice.tombstone AS t
                                WHERE t.kind = c.kind AND t.resource_id = c.resource_id)
                            AND NOT EXISTS (
                                SELECT FROM coppice.operation AS o
                                WHERE o.kind = c.kind AND o.resource_id = c.resource_id AND o.finished_at IS NULL)
                        ORDER BY p.due_at, c.id, p.ordinal
                        LIMIT {0}
                        """, BATCH)
                .fetch(row -> new Due(
                        row.get(0, Long.class),
                        row.get(1, Integer.class),
                        new ResourceId(row.get(2, String.class), row.get(3, String.class)),
                        row.get(4, Long.class),
                        row.get(5, String.class)));
    }

    /** The resources of revoked certificates that nobody has disposed of since. */
    List<ResourceId> leftBehind() {
        return dsl().resultQuery("""
                        SELECT DISTINCT c.kind, c.resource_id
                        FROM coppice.certificate AS c
                        WHERE c.revoked_at IS NOT NULL
                            AND EXISTS (
                                SELECT FROM coppice.tombstone AS t
                                WHERE t.kind = c.kind AND t.resource_id = c.resource_id)
                            AND NOT EXISTS (
                                SELECT FROM coppice.operation AS o
                                WHERE o.kind = c.kind AND o.resource_id = c.resource_id AND o.id > c.operation_id)
                        ORDER BY c.kind, c.resource_id
                        LIMIT {0}
                        """, BATCH)
                .fetch(row -> new ResourceId(row.get(0, String.class), row.get(1, String.class)));
    }

    private DSLContext dsl() {
        return DSL.using(database, SQLDialect.POSTGRES);
    }

    /**
     * A look that is due.
     *
     * @param certificate the certificate
     * @param number which look
     * @param resource the resource
     * @param operation its teardown
     * @param digest the digest of the certificate
     */
    private record Due(long certificate, int number, ResourceId resource, long operation, String digest) {}
}

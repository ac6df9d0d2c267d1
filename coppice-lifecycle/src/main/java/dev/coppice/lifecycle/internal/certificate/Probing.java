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
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.SIGNATURE;

import dev.coppice.control.LeaseAttempt;
import dev.coppice.control.Leases;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.lifecycle.spi.SigningKey;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again at what certificates speak of. One process at a time looks at one certificate. A store that cannot be seen
 * postpones the look by an hour; it never counts as empty. So does a resource that is being brought back: what a restore has
 * put into a store is seen before the restore is committed, and is nothing that was left behind.
 */
final class Probing {
    static final String ACTOR = "coppice/probe-certificates";
    private static final int BATCH = 100;
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.lifecycle");

    private final DataSource database;
    private final Transacting transacting;
    private final Function<String, Optional<Kind>> kinds;
    private final Signer signer;
    private final String worker;

    Probing(DataSource database, Function<String, Optional<Kind>> kinds, SigningKey key, String worker) {
        this.database = database;
        this.transacting = new Transacting(database);
        this.kinds = kinds;
        this.signer = new Signer(key);
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
                    done += stillDue(due) && guarded(due) ? 1 : 0;
                } finally {
                    leases.release(held.lease());
                }
            }
        }
        return done;
    }

    /** A look that fails in an unforeseen way comes again later, and does not keep the others. */
    private boolean guarded(Due due) {
        var looked = false;
        try {
            looked = kinds.apply(due.resource().kind())
                    .filter(kind -> look(kind, due))
                    .isPresent();
        } catch (RuntimeException failure) {
            LOG.warn("resource={} was not looked at again: {}", due.resource(), failure.getMessage());
        }
        if (!looked) {
            postpone(due);
        }
        return looked;
    }

    private boolean look(Kind kind, Due due) {
        var id = due.resource().id();
        if (transacting.run(dsl -> isBack(dsl, kind, id))) {
            return false;
        }
        var sighting = Sighting.of(database, kind, due.resource(), Optional.of(due.operation()));
        return sighting.unseen().isEmpty()
                && transacting.run(dsl -> !isBack(dsl, kind, id) && written(dsl, due, sighting));
    }

    /** Whether the row of a resource says that it lives, or another transaction has it; lasting where it has a row. */
    private static boolean isBack(DSLContext dsl, Kind kind, String id) {
        return kind.table().find(dsl, id).isPresent()
                && kind.table()
                        .tryLock(dsl, id)
                        .filter(row -> row.status() == ResourceStatus.DEPROVISIONED)
                        .isEmpty();
    }

    private boolean written(DSLContext dsl, Due due, Sighting sighting) {
        var at = dsl.select(CLOCK).fetchSingle(CLOCK);
        var keyId = signer.id();
        var body = LaterLook.of(
                due.digest(), due.number(), at.toInstant().truncatedTo(ChronoUnit.MICROS), sighting.seen(), keyId);
        dsl.update(PROBE)
                .set(OUTCOME, sighting.found() ? "found" : "nothing")
                .set(PROBED_AT, at)
                .set(BODY, body)
                .set(KEY_ID, keyId)
                .set(SIGNATURE, signer.sign(body))
                .set(ATTEMPTS, ATTEMPTS.plus(1))
                .where(CERTIFICATE_ID.eq(due.certificate()))
                .and(ORDINAL.eq(due.number()))
                .and(OUTCOME.isNull())
                .execute();
        if (sighting.found()) {
            var reason = "A later look found " + String.join(", ", sighting.foundTexts()) + ".";
            Revocation.of(dsl, ID.eq(due.certificate()), ACTOR, reason);
        }
        return true;
    }

    private void postpone(Due due) {
        transacting.run(dsl -> dsl.update(PROBE)
                .set(ATTEMPTS, ATTEMPTS.plus(1))
                .set(DUE_AT, DSL.field("clock_timestamp() + interval '1 hour'", DUE_AT.getDataType()))
                .where(CERTIFICATE_ID.eq(due.certificate()))
                .and(ORDINAL.eq(due.number()))
                .and(OUTCOME.isNull())
                .execute());
    }

    private boolean stillDue(Due due) {
        return transacting.run(dsl -> dsl.fetchExists(DSL.selectOne()
                .from(PROBE.join(CERTIFICATE).on(ID.eq(CERTIFICATE_ID)))
                .where(CERTIFICATE_ID.eq(due.certificate()))
                .and(ORDINAL.eq(due.number()))
                .and(OUTCOME.isNull())
                .and(DUE_AT.le(CLOCK))
                .and(REVOKED_AT.isNull())));
    }

    /** Looks that are due at certificates that still stand; a resource that is being disposed of again is left alone. */
    private List<Due> due() {
        return transacting.run(dsl -> dsl.resultQuery("""
                        SELECT c.id, p.ordinal, c.kind, c.resource_id, c.operation_id, c.sha256
                        FROM coppice.certificate_probe AS p
                        JOIN coppice.certificate AS c ON c.id = p.certificate_id
                        WHERE p.outcome IS NULL
                            AND p.due_at <= clock_timestamp()
                            AND c.revoked_at IS NULL
                            AND EXISTS (
                                SELECT FROM coppice.tombstone AS t
                                WHERE t.kind = c.kind AND t.resource_id = c.resource_id AND t.lifted_at IS NULL)
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
                        row.get(5, String.class))));
    }

    /** The resources of revoked certificates that nobody has disposed of since. */
    List<ResourceId> leftBehind() {
        return transacting.run(dsl -> dsl.resultQuery("""
                        SELECT DISTINCT c.kind, c.resource_id
                        FROM coppice.certificate AS c
                        WHERE c.revoked_at IS NOT NULL
                            AND EXISTS (
                                SELECT FROM coppice.tombstone AS t
                                WHERE t.kind = c.kind AND t.resource_id = c.resource_id AND t.lifted_at IS NULL)
                            AND NOT EXISTS (
                                SELECT FROM coppice.operation AS o
                                WHERE o.kind = c.kind AND o.resource_id = c.resource_id AND o.id > c.operation_id
                                    AND o.state <> 'cancelled')
                        ORDER BY c.kind, c.resource_id
                        LIMIT {0}
                        """, BATCH)
                .fetch(row -> new ResourceId(row.get(0, String.class), row.get(1, String.class))));
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

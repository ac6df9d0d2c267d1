package dev.coppice.lifecycle.internal.certificate;

import static dev.coppice.lifecycle.internal.certificate.CertificateTables.BODY;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.CERTIFICATE;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.CERTIFICATE_ID;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.CLOCK;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.DUE_AT;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.ID;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.ISSUED_AT;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.KEY_ID;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.KIND;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.OPERATION_ID;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.ORDINAL;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.PREVIOUS_SHA256;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.PROBE;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.RESOURCE_ID;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.SHA256;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.SIGNATURE;

import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.spi.SigningKey;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * Issues certificates, each with the digest of the one before it. Joins the caller's transaction, in which the operation ends:
 * an operation that ended without a person's doubt has its certificate. Issuing is serialised.
 */
public final class Certification {
    private static final List<Duration> LOOKS = List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(30));

    /** Serialises the chain: no two certificates follow the same one. */
    private static final long CHAIN_LOCK = 0x636f_7070_6963_6501L;

    private final Optional<Signer> signer;

    /** With a key, or none: then nothing is issued. */
    public Certification(Optional<SigningKey> key) {
        this.signer = key.map(Signer::new);
    }

    /** Issues the certificate of an operation that ends in this transaction. Call it late: it holds the chain's lock. */
    public void issue(DSLContext dsl, Operation operation) {
        signer.ifPresent(key -> issue(dsl, operation, key));
    }

    private static void issue(DSLContext dsl, Operation operation, Signer signer) {
        dsl.execute("SELECT pg_advisory_xact_lock({0})", CHAIN_LOCK);
        var at = dsl.select(CLOCK).fetchSingle(CLOCK).toInstant().truncatedTo(ChronoUnit.MICROS);
        var keyId = signer.id();
        var previous = previous(dsl);
        var body = Statement.of(new Statement.Facts(
                operation, KeptBackups.of(dsl, operation), children(dsl, operation), at, previous, keyId, version()));
        var id = dsl.insertInto(CERTIFICATE)
                .set(OPERATION_ID, operation.id())
                .set(KIND, operation.resource().kind())
                .set(RESOURCE_ID, operation.resource().id())
                .set(BODY, body)
                .set(SHA256, Sha256.hex(body))
                .set(PREVIOUS_SHA256, previous.orElse(null))
                .set(KEY_ID, keyId)
                .set(SIGNATURE, signer.sign(body))
                .set(ISSUED_AT, stored(at))
                .returning(ID)
                .fetchSingle(ID);
        for (var number = 1; number <= LOOKS.size(); number++) {
            dsl.insertInto(PROBE)
                    .set(CERTIFICATE_ID, id)
                    .set(ORDINAL, number)
                    .set(DUE_AT, stored(at.plus(LOOKS.get(number - 1))))
                    .execute();
        }
    }

    private static Optional<String> previous(DSLContext dsl) {
        return dsl.select(SHA256).from(CERTIFICATE).orderBy(ID.desc()).limit(1).fetchOptional(SHA256);
    }

    private static List<Statement.Child> children(DSLContext dsl, Operation operation) {
        return dsl.resultQuery("""
                        SELECT o.resource_id, o.id, c.sha256
                        FROM coppice.operation AS o
                        LEFT JOIN coppice.certificate AS c ON c.operation_id = o.id
                        WHERE o.parent_id = {0} AND o.state <> 'cancelled'
                        ORDER BY o.id
                        """, operation.id())
                .fetch(row -> new Statement.Child(
                        row.get(0, String.class),
                        row.get(1, Long.class),
                        Optional.ofNullable(row.get(2, String.class))));
    }

    private static OffsetDateTime stored(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    private static String version() {
        return Optional.ofNullable(Certification.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}

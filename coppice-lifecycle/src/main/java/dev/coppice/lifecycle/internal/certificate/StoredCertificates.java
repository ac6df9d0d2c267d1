package dev.coppice.lifecycle.internal.certificate;

import static dev.coppice.lifecycle.internal.certificate.CertificateTables.BODY;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.CERTIFICATE;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.CERTIFICATE_ID;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.DUE_AT;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.ID;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.ISSUED_AT;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.KEY_ID;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.KIND;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.OPERATION_ID;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.ORDINAL;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.OUTCOME;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.PROBE;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.PROBED_AT;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.RESOURCE_ID;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.REVOKED_AT;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.REVOKED_REASON;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.SIGNATURE;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.Certificate;
import dev.coppice.lifecycle.Certificates;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.Resurrection;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.Teardowns;
import dev.coppice.lifecycle.internal.certificate.CertificateDocument.Signed;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.spi.SigningKey;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Certificates as the database has them, and what later looks come to. */
public final class StoredCertificates implements Certificates {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.lifecycle");

    private final DataSource database;
    private final Map<String, Kind> kinds;
    private final Optional<SigningKey> key;
    private final Teardowns teardowns;
    private final String worker;

    /** The certificates of a database. */
    public StoredCertificates(
            DataSource database,
            Map<String, Kind> kinds,
            Optional<SigningKey> key,
            Teardowns teardowns,
            String worker) {
        this.database = database;
        this.kinds = Map.copyOf(kinds);
        this.key = key;
        this.teardowns = teardowns;
        this.worker = worker;
    }

    @Override
    public Optional<Certificate> ofOperation(long operation) {
        return read(OPERATION_ID.eq(operation)).stream().findFirst();
    }

    @Override
    public List<Certificate> of(ResourceId resource) {
        return read(KIND.eq(resource.kind()).and(RESOURCE_ID.eq(resource.id())));
    }

    @Override
    public int probe() {
        var tombstones = new Tombstones(database);
        kinds.values().forEach(tombstones::store);
        if (key.isEmpty()) {
            requireNoneDue();
            return 0;
        }
        var probing = new Probing(database, name -> Optional.ofNullable(kinds.get(name)), key.get(), worker);
        var done = probing.run();
        for (var resource : probing.leftBehind()) {
            begin(resource, Act.of(Probing.ACTOR, "a later look found leftovers"));
        }
        return done;
    }

    @Override
    public List<Resurrection> resurrections() {
        return kinds.values().stream().flatMap(this::resurrections).toList();
    }

    @Override
    public List<Operation> buryAgain(Act act) {
        return resurrections().stream()
                .filter(back -> !back.found().isEmpty())
                .flatMap(back -> begin(back.resource(), act).stream())
                .toList();
    }

    private Stream<Resurrection> resurrections(Kind kind) {
        return new Tombstones(database)
                .all(kind).entrySet().stream()
                        .filter(stone -> !leaving(stone.getKey()))
                        .map(stone -> look(kind, stone.getKey(), stone.getValue()))
                        .filter(back ->
                                !back.found().isEmpty() || !back.unseen().isEmpty());
    }

    private Resurrection look(Kind kind, ResourceId id, Instant buriedAt) {
        var found = new ArrayList<String>();
        var row = dsl().transactionResult(tx -> kind.table().find(tx.dsl(), id.id()));
        row.filter(back -> back.status() != ResourceStatus.DEPROVISIONED)
                .ifPresent(back -> found.add("status: " + back.status().stored()));
        var sighting = Sighting.of(database, kind, id, lastOperation(id));
        found.addAll(sighting.foundTexts());
        return new Resurrection(id, buriedAt, found, sighting.unseen());
    }

    // What one resource refuses must not keep the others from being disposed of; its refusal is in the audit trail.
    private Optional<Operation> begin(ResourceId resource, Act act) {
        try {
            return Optional.of(teardowns.begin(TeardownRequest.of(resource, act)));
        } catch (CoppiceException refused) {
            LOG.warn("resource={} not disposed of again: {}", resource, refused.getMessage());
            return Optional.empty();
        }
    }

    private boolean leaving(ResourceId id) {
        return dsl().fetchExists(DSL.selectOne()
                .from("coppice.operation")
                .where(KIND.eq(id.kind()))
                .and(RESOURCE_ID.eq(id.id()))
                .and("finished_at IS NULL"));
    }

    private Optional<Long> lastOperation(ResourceId id) {
        return dsl().select(DSL.max(ID))
                .from("coppice.operation")
                .where(KIND.eq(id.kind()))
                .and(RESOURCE_ID.eq(id.id()))
                .fetchOptional()
                .map(row -> row.value1());
    }

    private void requireNoneDue() {
        if (dsl().fetchExists(
                        DSL.selectOne().from(PROBE).where(OUTCOME.isNull()).and(DUE_AT.le(CertificateTables.CLOCK)))) {
            throw Fault.of("certificate.no-key", Fault.Kind.USAGE)
                    .refused("Certificates were not looked at again.")
                    .found("Looks are due, and there is no key to sign what is seen.")
                    .changed("Nothing was changed.")
                    .next("Give the key that certificates are signed with: certificates.key-file in coppice.yaml.")
                    .exception();
        }
    }

    private List<Certificate> read(Condition wanted) {
        return dsl().select().from(CERTIFICATE).where(wanted).orderBy(ID.desc()).fetch(this::certificate);
    }

    private Certificate certificate(Record row) {
        var looks = dsl().select()
                .from(PROBE)
                .where(CERTIFICATE_ID.eq(row.get(ID)))
                .orderBy(ORDINAL)
                .fetch();
        var signed = looks.stream()
                .filter(look -> look.get(OUTCOME) != null)
                .map(StoredCertificates::signed)
                .toList();
        return new Certificate(
                row.get(ID),
                new ResourceId(row.get(KIND), row.get(RESOURCE_ID)),
                row.get(OPERATION_ID),
                CertificateDocument.of(signed(row), signed),
                row.get(ISSUED_AT).toInstant(),
                looks.map(StoredCertificates::probe),
                at(row.get(REVOKED_AT)),
                Optional.ofNullable(row.get(REVOKED_REASON)));
    }

    private static Signed signed(Record row) {
        return new Signed(row.get(BODY), row.get(KEY_ID), row.get(SIGNATURE));
    }

    private static Certificate.Probe probe(Record row) {
        return new Certificate.Probe(
                row.get(ORDINAL),
                row.get(DUE_AT).toInstant(),
                at(row.get(PROBED_AT)),
                Optional.ofNullable(row.get(OUTCOME)).map("nothing"::equals));
    }

    private static Optional<Instant> at(OffsetDateTime time) {
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
    }

    private DSLContext dsl() {
        return DSL.using(database, SQLDialect.POSTGRES);
    }
}

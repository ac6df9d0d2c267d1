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
import dev.coppice.lifecycle.Burials;
import dev.coppice.lifecycle.Certificate;
import dev.coppice.lifecycle.CertificateCheck;
import dev.coppice.lifecycle.CertificateVerifier;
import dev.coppice.lifecycle.Certificates;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.Page;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.Resurrection;
import dev.coppice.lifecycle.Resurrections;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.TeardownRequest.Cause;
import dev.coppice.lifecycle.Teardowns;
import dev.coppice.lifecycle.internal.certificate.CertificateDocument.Signed;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.lifecycle.spi.SigningKey;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Certificates as the database has them, and what later looks come to. */
public final class StoredCertificates implements Certificates {
    private static final int LARGEST_PAGE = 1000;
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.lifecycle");

    private final DataSource database;
    private final Transacting transacting;
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
        this.transacting = new Transacting(database);
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
    public Page<Certificate> list(OptionalLong before, int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException("limit must be 1 to " + LARGEST_PAGE + ", was: " + limit);
        }
        var found = read(ID.lt(before.orElse(Long.MAX_VALUE)), limit + 1);
        var items = found.stream().limit(limit).toList();
        return new Page<>(
                items,
                found.size() > limit
                        ? Optional.of(String.valueOf(items.getLast().id()))
                        : Optional.empty());
    }

    @Override
    public List<Certificate> of(ResourceId resource) {
        var spelled = Optional.ofNullable(kinds.get(resource.kind()))
                .map(kind -> kind.resource(resource.id()))
                .orElse(resource);
        return read(KIND.eq(spelled.kind()).and(RESOURCE_ID.eq(spelled.id())));
    }

    @Override
    public Optional<CertificateCheck> check(long operation) {
        return key.map(SigningKey::publicKey)
                .flatMap(signer ->
                        ofOperation(operation).map(found -> CertificateVerifier.verify(found.document(), signer)));
    }

    @Override
    public int probe() {
        var failures = storeTombstones();
        if (key.isEmpty()) {
            requireNoneDue();
        }
        var done = key.map(this::probe).orElse(0);
        failures.stream().findFirst().ifPresent(failure -> {
            throw failure;
        });
        return done;
    }

    private int probe(SigningKey signer) {
        var probing = new Probing(database, name -> Optional.ofNullable(kinds.get(name)), signer, worker);
        var done = probing.run();
        for (var resource : probing.leftBehind()) {
            begin(resource, Act.of(Probing.ACTOR, "a later look found leftovers"), Cause.FOUND);
        }
        return done;
    }

    /** Kind by kind: one whose store fails keeps neither another's tombstones nor any look. */
    private List<CoppiceException> storeTombstones() {
        var tombstones = new Tombstones(transacting);
        var failures = new ArrayList<CoppiceException>();
        for (var kind : kinds.values()) {
            try {
                tombstones.store(kind);
            } catch (CoppiceException failure) {
                failures.add(failure);
            }
        }
        return failures;
    }

    @Override
    public Resurrections resurrections() {
        return looked().told();
    }

    @Override
    public Burials buryAgain(Act act) {
        var looked = looked();
        var begun = new ArrayList<Operation>();
        var refused = new ArrayList<Burials.Refused>();
        for (var back : looked.back()) {
            var resource = back.told().resource();
            if (!back.told().found().isEmpty()) {
                try {
                    begun.add(teardowns.begin(TeardownRequest.of(resource, act).because(back.cause())));
                } catch (CoppiceException refusal) {
                    refused.add(new Burials.Refused(
                            resource, refusal.code(), refusal.fault().message()));
                }
            }
        }
        return new Burials(looked.told(), begun, refused);
    }

    /**
     * What all kinds come to.
     *
     * @param back what is back, or cannot be seen
     * @param unread the kinds whose store could not be read
     */
    private record Looked(List<Back> back, Map<String, String> unread) {
        Resurrections told() {
            return new Resurrections(back.stream().map(Back::told).toList(), unread);
        }
    }

    /** Kind by kind: one whose store fails keeps no other from being looked at. */
    private Looked looked() {
        var tombstones = new Tombstones(transacting);
        var back = new ArrayList<Back>();
        var unread = new TreeMap<String, String>();
        for (var kind : kinds.values()) {
            Map<ResourceId, Instant> stones;
            try {
                stones = tombstones.all(kind);
            } catch (CoppiceException unreadable) {
                unread.put(kind.name(), unreadable.fault().message());
                stones = tombstones.remembered(kind);
            }
            back(kind, stones).forEach(back::add);
        }
        return new Looked(back, unread);
    }

    /**
     * What is back.
     *
     * @param told as it is told
     * @param living whether its own table has it as living: then a person has it torn down like any other
     */
    private record Back(Resurrection told, boolean living) {
        Cause cause() {
            return living ? Cause.ASKED : Cause.FOUND;
        }
    }

    private Stream<Back> back(Kind kind, Map<ResourceId, Instant> stones) {
        return stones.entrySet().stream()
                .filter(stone -> !leaving(stone.getKey()))
                .flatMap(stone -> look(kind, stone.getKey(), stone.getValue()).stream())
                .filter(back ->
                        !back.told().found().isEmpty() || !back.told().unseen().isEmpty());
    }

    private Optional<Back> look(Kind kind, ResourceId id, Instant buriedAt) {
        var standing = transacting.run(dsl -> standing(dsl, kind, id));
        if (standing.lifted()) {
            return Optional.empty();
        }
        var found = new ArrayList<String>();
        standing.living().ifPresent(status -> found.add("status: " + status.stored()));
        var sighting = Sighting.of(database, kind, id, lastOperation(id));
        found.addAll(sighting.foundTexts());
        return Optional.of(new Back(
                new Resurrection(id, buriedAt, found, sighting.unseen()),
                standing.living().isPresent()));
    }

    private record Standing(boolean lifted, Optional<ResourceStatus> living) {}

    // From one snapshot: a restore lifts the tombstone as it brings the row back, and neither is seen without the
    // other.
    private static Standing standing(DSLContext dsl, Kind kind, ResourceId id) {
        dsl.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        return new Standing(
                Tombstones.lifted(dsl, id),
                kind.table()
                        .find(dsl, id.id())
                        .map(KindTable.Row::status)
                        .filter(status -> status != ResourceStatus.DEPROVISIONED));
    }

    // What one resource refuses must not keep the others from being disposed of; its refusal is in the audit trail.
    private void begin(ResourceId resource, Act act, Cause cause) {
        try {
            teardowns.begin(TeardownRequest.of(resource, act).because(cause));
        } catch (CoppiceException refused) {
            LOG.warn("resource={} not disposed of again: {}", resource, refused.getMessage());
        }
    }

    private boolean leaving(ResourceId id) {
        return transacting.run(dsl -> dsl.fetchExists(DSL.selectOne()
                .from("coppice.operation")
                .where(KIND.eq(id.kind()))
                .and(RESOURCE_ID.eq(id.id()))
                .and("finished_at IS NULL")));
    }

    private Optional<Long> lastOperation(ResourceId id) {
        return transacting.run(dsl -> dsl.select(DSL.max(ID))
                .from("coppice.operation")
                .where(KIND.eq(id.kind()))
                .and(RESOURCE_ID.eq(id.id()))
                .fetchOptional(row -> row.value1()));
    }

    private void requireNoneDue() {
        var due = OUTCOME.isNull().and(DUE_AT.le(CertificateTables.CLOCK));
        if (transacting.run(dsl -> dsl.fetchExists(DSL.selectOne().from(PROBE).where(due)))) {
            throw Fault.of("certificate.no-key", Fault.Kind.USAGE)
                    .refused("Certificates were not looked at again.")
                    .found("Looks are due, and there is no key to sign what is seen.")
                    .changed("Nothing was changed.")
                    .next("Give the key that certificates are signed with: certificates.key-file in coppice.yaml.")
                    .exception();
        }
    }

    private List<Certificate> read(Condition wanted) {
        return read(wanted, Integer.MAX_VALUE);
    }

    private List<Certificate> read(Condition wanted, int most) {
        return transacting.run(dsl -> dsl.select()
                .from(CERTIFICATE)
                .where(wanted)
                .orderBy(ID.desc())
                .limit(most)
                .fetch(row -> certificate(dsl, row)));
    }

    private static Certificate certificate(DSLContext dsl, Record row) {
        var looks = dsl.select()
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
}

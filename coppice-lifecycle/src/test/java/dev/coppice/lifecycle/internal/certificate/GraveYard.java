package dev.coppice.lifecycle.internal.certificate;

import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.spi.StoredObject;
import dev.coppice.control.Act;
import dev.coppice.control.Approval;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.Share;
import dev.coppice.control.StoreLocation;
import dev.coppice.control.TableName;
import dev.coppice.lifecycle.BackupConfig;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.KindLimitsConfig;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.PassReport;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.SigningKeyFile;
import dev.coppice.lifecycle.StepState;
import dev.coppice.lifecycle.TeardownPlan;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.Teardowns;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable;
import dev.coppice.lifecycle.internal.step.DeclaredStep;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.SigningKey;
import dev.coppice.lifecycle.spi.Step;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Torn-down resources of a kind with one store, the table {@code app.file}, and a teardown engine that only takes notes. */
final class GraveYard implements Teardowns {
    static final String KIND = "graph";

    private final TestDatabase db;
    private final Path folder;
    private final Kind kind;
    final SigningKey key;
    final List<ResourceId> begun = new ArrayList<>();
    final List<TeardownRequest.Cause> causes = new ArrayList<>();
    boolean storeIsDown;
    Optional<CoppiceException> refusal = Optional.empty();

    GraveYard(TestDatabase db, Path folder) throws Exception {
        this.db = db;
        this.key = SigningKeyFile.create(folder.resolve("key.pem"));
        this.folder = folder;
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.graph (id text PRIMARY KEY, status text NOT NULL);
                CREATE TABLE app.file (graph_id text NOT NULL);
                """);
        this.kind = kind(KIND, folder.resolve("backups"));
    }

    private Kind kind(String name, Path backups) {
        var backup =
                new BackupConfig(true, StoreLocation.parse("file:" + backups), Map.of("default", Duration.ofDays(90)));
        var config = new KindConfig(
                TableName.parse("app.graph"),
                "id",
                "status",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofDays(7),
                Optional.of(backup),
                new KindLimitsConfig(25, Share.parse("10%/30d"), Duration.ofMinutes(5)),
                Optional.empty(),
                Optional.empty(),
                0,
                List.of());
        return new Kind(
                name,
                config,
                KindTable.of(dsl(), name, config),
                List.of(new DeclaredStep("files", "rows", List.of(), false, new Stored())));
    }

    StoredCertificates certificates() {
        return certificates(Map.of(KIND, kind));
    }

    /** The same from the day a key was exchanged. */
    StoredCertificates certificatesBy(SigningKey newer) {
        return new StoredCertificates(db.dataSource(), Map.of(KIND, kind), Optional.of(newer), this, "worker-1");
    }

    /** Those of this kind and of another with backups elsewhere. */
    StoredCertificates certificatesBeside(String name, Path backups) {
        return certificates(Map.of(KIND, kind, name, kind(name, backups)));
    }

    private StoredCertificates certificates(Map<String, Kind> kinds) {
        return new StoredCertificates(db.dataSource(), kinds, Optional.of(key), this, "worker-1");
    }

    /** The tombstones in the store. */
    List<String> tombstones() {
        try (var store = ArchiveStores.folder(folder.resolve("backups"))) {
            return store.list(Tombstones.PREFIX).stream()
                    .map(StoredObject::name)
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A restore that has just been committed. */
    void lift(String id) {
        db.execute("UPDATE app.graph SET status = 'active' WHERE id = '" + id + "'");
        dsl().transaction(tx -> Tombstones.lift(tx.dsl(), new ResourceId(KIND, id), "ann", "restored"));
    }

    /** A graph that was torn down, with its certificate and its tombstone. */
    long bury(String id) {
        db.execute("INSERT INTO app.graph VALUES ('" + id + "', 'deprovisioned')");
        return dsl().transactionResult(tx -> {
            var operation = tx.dsl().resultQuery("""
                            INSERT INTO coppice.operation (kind, resource_id, epoch, purpose, cause, state, previous_status,
                                plan_hash, plan, requested_by, reason, finished_at)
                            VALUES ({0}, {1}, 1, 'teardown', 'asked', 'succeeded', 'suspended', '9f31', '{}', 'ann', 'over', now())
                            RETURNING id
                            """, KIND, id).fetchSingle(0, Long.class);
            tx.dsl()
                    .execute(
                            "INSERT INTO coppice.tombstone (kind, resource_id, operation_id, buried_at)"
                                    + " VALUES ({0}, {1}, {2}, now())",
                            KIND, id, operation);
            new Certification(Optional.of(key)).issue(tx.dsl(), ended(operation, id));
            return operation;
        });
    }

    void allLooksAreDue() {
        db.execute("UPDATE coppice.certificate_probe SET due_at = now() - interval '1 minute' WHERE outcome IS NULL");
    }

    /** The rows of a query, their columns with a bar between. */
    List<String> list(String sql) {
        return dsl().connectionResult(connection -> {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(sql)) {
                var found = new ArrayList<String>();
                while (rows.next()) {
                    var columns = new ArrayList<String>();
                    for (var n = 1; n <= rows.getMetaData().getColumnCount(); n++) {
                        columns.add(rows.getString(n));
                    }
                    found.add(String.join("|", columns));
                }
                return found;
            }
        });
    }

    private static Operation ended(long operation, String id) {
        var nothingLeft = new OperationStep.Receipt(
                Optional.of(2L), Optional.empty(), Optional.of(2L), Optional.of(0L), Optional.of("DELETE"));
        var step = new OperationStep(
                "files",
                "rows",
                List.of(),
                false,
                true,
                StepState.DONE,
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.of(Instant.EPOCH),
                nothingLeft,
                Optional.empty());
        return new Operation(
                operation,
                new ResourceId(KIND, id),
                1,
                OptionalLong.empty(),
                false,
                "asked",
                OperationState.SUCCEEDED,
                ResourceStatus.SUSPENDED,
                "9f31",
                Act.of("ann", "over"),
                Optional.empty(),
                OptionalLong.empty(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.of(Instant.EPOCH),
                Optional.empty(),
                List.of(step));
    }

    @Override
    public Operation begin(TeardownRequest request) {
        refusal.ifPresent(refused -> {
            throw refused;
        });
        begun.add(request.resource());
        causes.add(request.cause());
        db.execute("""
                INSERT INTO coppice.operation (kind, resource_id, epoch, purpose, cause, state, previous_status, plan_hash, plan,
                    requested_by, reason, next_try_at)
                VALUES ('%s', '%s', 2, 'residual', 'asked', 'running', 'deprovisioned', '9f31', '{}', 'probe', 'found', now())
                """.formatted(KIND, request.resource().id()));
        return ended(0, request.resource().id());
    }

    @Override
    public TeardownPlan plan(TeardownRequest request) {
        throw new AssertionError("not asked for");
    }

    @Override
    public TeardownPlan look(TeardownRequest request, Duration most) {
        throw new AssertionError("not asked for");
    }

    @Override
    public Approval approve(TeardownRequest request, String hash, Act act) {
        throw new AssertionError("not asked for");
    }

    @Override
    public PassReport runOnce() {
        throw new AssertionError("not asked for");
    }

    @Override
    public Operation advance(long operation) {
        throw new AssertionError("not asked for");
    }

    private DSLContext dsl() {
        return DSL.using(db.dataSource(), SQLDialect.POSTGRES);
    }

    private final class Stored implements Step {
        @Override
        public Sight look(StepContext context) {
            if (storeIsDown) {
                return new Sight.Unknown("files.unreachable", "the store does not answer");
            }
            var count = dsl().fetchValue(
                            "SELECT count(*) FROM app.file WHERE graph_id = {0}",
                            context.resource().id());
            return new Sight.Counted(((Number) count).longValue(), 0);
        }

        @Override
        public StepOutcome apply(StepContext context) {
            throw new AssertionError("a look removes nothing");
        }

        @Override
        public String method() {
            return "DELETE";
        }
    }
}

package dev.coppice.lifecycle.internal.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.spi.StoredObject;
import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.CoppiceYaml;
import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.gaul.s3proxy.junit.S3ProxyExtension;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.event.Level;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Backups from the first byte to the last in a bucket, with nothing but the settings of the AWS SDK. */
@PostgresTest(value = Isolation.DATABASE, maxLog = Level.ERROR)
class BackupsInS3Test {
    private static final Act ANN = Act.of("ann", "the contract ended");
    private static final ResourceId G = new ResourceId("graph", "g");
    private static final String STORE = "s3://backups/graphs";
    private static final String PLATFORM = "s3://backups/platform";

    @RegisterExtension
    final S3ProxyExtension server = S3ProxyExtension.builder()
            .withCredentials("access", "secret")
            .withBlobStoreProvider("transient-nio2")
            .build();

    private final TestDatabase db;

    BackupsInS3Test(TestDatabase db) {
        this.db = db;
    }

    @BeforeEach
    void create() throws IOException {
        System.setProperty("aws.region", "us-east-1");
        System.setProperty("aws.accessKeyId", server.getAccessKey());
        System.setProperty("aws.secretAccessKey", server.getSecretKey());
        back();
        try (var s3 = S3Client.builder()
                .endpointOverride(server.getUri())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("access", "secret")))
                .build()) {
            s3.createBucket(request -> request.bucket("backups"));
        }
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.graph (id text PRIMARY KEY, status text);
                CREATE TABLE app.document (id int PRIMARY KEY, graph_id text NOT NULL);
                INSERT INTO app.graph VALUES ('g', 'active');
                INSERT INTO app.document VALUES (1, 'g'), (2, 'g');
                """);
        put(PLATFORM, "files/g/report");
    }

    @AfterEach
    void unset() {
        List.of("aws.region", "aws.accessKeyId", "aws.secretAccessKey", "aws.endpointUrlS3")
                .forEach(System::clearProperty);
    }

    @Test
    void a_backup_is_taken_verified_downloaded_restored_and_expired() throws Exception {
        var lifecycle = lifecycle();
        var asked = lifecycle.backups().create(G, ANN);
        assertThat(asked.rows()).isEqualTo(2);
        assertThat(asked.objects()).isEqualTo(1);
        assertThat(lifecycle.backups().verify(asked.id(), ANN).ok()).isTrue();
        assertThat(downloaded(lifecycle, asked.id()))
                .contains(
                        "rows/g/delete-documents/app.document.csv",
                        "objects/g/remove-files/files/g/report",
                        "backup.json");

        var gone = ended(lifecycle, lifecycle.teardowns().begin(TeardownRequest.of(G, ANN)));
        assertThat(one("SELECT count(*) FROM app.document")).isEqualTo("0");
        assertThat(names(PLATFORM)).isEmpty();
        lifecycle.backups().restore(gone.backup().orElseThrow(), ANN);
        assertThat(one("SELECT count(*) FROM app.document")).isEqualTo("2");
        assertThat(names(PLATFORM)).containsExactly("files/g/report");

        put(STORE, "backup-graph-lost/000001.csv.zst");
        assertThat(lifecycle.backups().orphans("graph")).containsExactly("backup-graph-lost/000001.csv.zst");
        db.execute("UPDATE coppice.backup SET expires_at = now()");
        assertThat(lifecycle.backups().expire(Optional.empty(), ANN)).isEqualTo(2);
        assertThat(lifecycle.backups().list(G)).extracting(Backup::state).containsExactly("expired", "expired");
        assertThat(names(STORE)).containsExactly("backup-graph-lost/000001.csv.zst", MarkedStore.MARK);
    }

    @Test
    void while_the_port_of_the_store_is_closed_nothing_is_destroyed_and_it_goes_on_when_it_is_open() throws Exception {
        var lifecycle = lifecycle();
        away();
        refused("backup.store-unusable", () -> lifecycle.backups().create(G, ANN));
        refused("teardown.store-unusable", () -> lifecycle.teardowns().begin(TeardownRequest.of(G, ANN)));
        assertThat(one("SELECT count(*) FROM coppice.operation")).isEqualTo("0");

        back();
        var begun = lifecycle.teardowns().begin(TeardownRequest.of(G, ANN));
        away();
        var waiting = lifecycle.teardowns().advance(begun.id());
        assertThat(waiting.noReturnAt()).isEmpty();
        assertThat(one("SELECT code FROM coppice.operation_step WHERE name = 'backup'"))
                .isEqualTo("backup.store-unusable");
        assertThat(one("SELECT count(*) FROM app.document")).isEqualTo("2");
        assertThat(one("SELECT status FROM app.graph")).isEqualTo("active");

        back();
        ended(lifecycle, waiting);
        assertThat(names(PLATFORM)).isEmpty();
        db.execute("UPDATE coppice.backup SET expires_at = now() WHERE state = 'completed'");
        away();
        refused("backup.not-expired", () -> lifecycle.backups().expire(Optional.empty(), ANN));
        assertThat(one("SELECT state FROM coppice.resource_state")).isEqualTo("deprovisioned");
        back();
        assertThat(lifecycle.backups().expire(Optional.empty(), ANN)).isEqualTo(1);
        assertThat(names(STORE)).containsExactly(MarkedStore.MARK);
        assertThat(one("SELECT state FROM coppice.resource_state")).isEqualTo("erased");
    }

    private static void away() throws IOException {
        try (var freed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            System.setProperty("aws.endpointUrlS3", "http://127.0.0.1:" + freed.getLocalPort());
        }
    }

    private void back() {
        System.setProperty("aws.endpointUrlS3", server.getUri().toString());
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CoppiceException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private static List<String> downloaded(Lifecycle lifecycle, long backup) throws IOException {
        var out = new ByteArrayOutputStream();
        lifecycle.backups().download(backup, out, ANN);
        var entries = new ArrayList<String>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.add(entry.getName());
            }
        }
        return entries;
    }

    private static Operation ended(Lifecycle lifecycle, Operation begun) throws InterruptedException {
        var operation = begun;
        for (var pass = 0; pass < 10 && !operation.state().ended(); pass++) {
            operation = lifecycle.teardowns().advance(operation.id());
        }
        assertThat(operation.state()).isEqualTo(OperationState.SUCCEEDED);
        return operation;
    }

    private Lifecycle lifecycle() {
        var kinds = new CoppiceYaml(List.of(KindConfig.SECTION))
                .parse("coppice.yaml", """
                kinds:
                  graph:
                    table: app.graph
                    key: id
                    status: status
                    backup: { to: "STORE", hosting: { default: 1d } }
                    steps:
                      - { name: remove-files, objects: { store: "PLATFORM", prefix: "files/{id}/" } }
                      - { name: delete-documents, rows: { tables: [ { table: app.document, by: graph_id } ] } }
                """.replace("STORE", STORE).replace("PLATFORM", PLATFORM))
                .all(KindConfig.SECTION);
        return Lifecycle.on(db.dataSource()).kinds(kinds).build();
    }

    private static void put(String address, String name) throws IOException {
        try (var store = ArchiveStores.open(address)) {
            store.put(name, new byte[] {1, 2});
        }
    }

    private static List<String> names(String address) throws IOException {
        try (var store = ArchiveStores.open(address)) {
            return store.list("").stream().map(StoredObject::name).sorted().toList();
        }
    }

    private String one(String sql) {
        return String.valueOf(
                DSL.using(db.dataSource(), SQLDialect.POSTGRES).fetchSingle(sql).get(0));
    }
}

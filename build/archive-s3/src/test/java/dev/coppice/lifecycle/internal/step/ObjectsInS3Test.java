package dev.coppice.lifecycle.internal.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.archive.s3.S3Address;
import dev.coppice.archive.s3.S3Store;
import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.archive.spi.StoredObject;
import dev.coppice.control.CoppiceYaml;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepContract;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import javax.sql.DataSource;
import org.gaul.s3proxy.junit.S3ProxyExtension;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.event.Level;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

@PostgresTest(maxLog = Level.ERROR)
class ObjectsInS3Test implements StepContract.Fixture {
    @RegisterExtension
    final S3ProxyExtension server = S3ProxyExtension.builder()
            .withCredentials("access", "secret")
            .withBlobStoreProvider("transient-nio2")
            .build();

    private DataSource database;
    private Optional<URI> elsewhere = Optional.empty();

    @BeforeEach
    void create(TestDatabase db) {
        database = db.dataSource();
        try (var s3 = S3Client.builder()
                .endpointOverride(server.getUri())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("access", "secret")))
                .build()) {
            s3.createBucket(request -> request.bucket("objects"));
        }
    }

    @Test
    void objects_in_s3_go_by_the_contract_of_a_step() throws Exception {
        assertThat(StepContract.broken(step(), this)).isEmpty();
    }

    private ObjectsStep step() {
        var kind = new CoppiceYaml(List.of(KindConfig.SECTION))
                .parse("coppice.yaml", """
                kinds:
                  graph:
                    table: app.graph
                    key: graph_id
                    status: status
                    steps:
                      - { name: bundles, objects: { store: "s3://objects/platform", prefix: "report-bundles/{id}/" } }
                """)
                .all(KindConfig.SECTION)
                .values()
                .iterator()
                .next();
        return new ObjectsStep(kind, kind.steps().getFirst().objects().orElseThrow(), this::store);
    }

    private ArchiveStore store() {
        return S3Store.at(S3Address.parse("s3://objects/platform")
                .region("us-east-1")
                .endpoint(elsewhere.orElseGet(server::getUri))
                .credentials("access", "secret"));
    }

    @Override
    public StepContext fill() throws IOException {
        try (var store = store()) {
            for (var name : List.of("a/one", "a/deep/two", "a/empty", "a_b/theirs", "ab/theirs")) {
                store.put("report-bundles/" + name, name.endsWith("empty") ? new byte[0] : new byte[] {1, 2});
            }
        }
        return fresh();
    }

    @Override
    public StepContext fresh() {
        return new Context(database, true, new AtomicReference<>(Optional.empty()));
    }

    @Override
    public StepContext stale() {
        return new Context(database, false, new AtomicReference<>(Optional.empty()));
    }

    @Override
    public boolean neighbourUntouched() throws IOException {
        try (var store = store()) {
            return store.list("report-bundles/").stream()
                    .map(StoredObject::name)
                    .toList()
                    .containsAll(List.of("report-bundles/a_b/theirs", "report-bundles/ab/theirs"));
        }
    }

    @Override
    public boolean cutOff() {
        elsewhere = Optional.of(URI.create("http://127.0.0.1:1"));
        return true;
    }

    private record Context(DataSource database, boolean leased, AtomicReference<Optional<String>> noted)
            implements StepContext {
        @Override
        public ResourceId resource() {
            return new ResourceId("graph", "a");
        }

        @Override
        public Map<String, String> attributes() {
            return Map.of("id", "a");
        }

        @Override
        public long operation() {
            return 1;
        }

        @Override
        public long epoch() {
            return 1;
        }

        @Override
        public String idempotencyKey(String part) {
            return part;
        }

        @Override
        @SuppressWarnings("NullAway") // what the work returns is the caller's affair
        public <T> T transaction(Function<DSLContext, T> work) {
            require();
            return DSL.using(database, SQLDialect.POSTGRES)
                    .transactionResult(configuration -> work.apply(configuration.dsl()));
        }

        @Override
        public void require() {
            if (!leased) {
                throw new IllegalStateException("lost");
            }
        }

        @Override
        public Optional<String> progress() {
            return Objects.requireNonNull(noted.get());
        }

        @Override
        public void progress(String json) {
            require();
            noted.set(Optional.of(json));
        }

        @Override
        public Instant deadline() {
            return Instant.MAX;
        }

        @Override
        public Optional<SavedParts> backup() {
            return Optional.empty();
        }
    }
}

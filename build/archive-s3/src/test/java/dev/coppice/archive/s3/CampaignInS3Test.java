package dev.coppice.archive.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.spi.StoredObject;
import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.StoreLocation;
import dev.coppice.control.TableName;
import dev.coppice.prune.ArchiveGc;
import dev.coppice.prune.Archives;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.CampaignReport;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.GcPlan.Waste;
import dev.coppice.prune.LaterGc;
import dev.coppice.prune.Policy;
import dev.coppice.prune.StoredArchives;
import dev.coppice.prune.Trace;
import dev.coppice.prune.Traces;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.gaul.s3proxy.junit.S3ProxyExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.event.Level;

/** From a policy that names an address to the row that is found there, with nothing but the settings of the AWS SDK. */
@PostgresTest(value = Isolation.DATABASE, maxLog = Level.ERROR)
class CampaignInS3Test {
    private static final String ADDRESS = "s3://archives/coppice/shop";
    private static final TableName SESSION = TableName.parse("app.session");

    @RegisterExtension
    final S3ProxyExtension server = S3ProxyExtension.builder()
            .withCredentials("access", "secret")
            .withBlobStoreProvider("transient-nio2")
            .build();

    @BeforeEach
    void settings() {
        System.setProperty("aws.region", "us-east-1");
        System.setProperty("aws.accessKeyId", server.getAccessKey());
        System.setProperty("aws.secretAccessKey", server.getSecretKey());
        System.setProperty("aws.endpointUrlS3", server.getUri().toString());
        try (var s3 = S3Clients.open(S3Address.parse("s3://archives"))) {
            s3.createBucket(request -> request.bucket("archives"));
        }
    }

    @AfterEach
    void unset() {
        List.of("aws.region", "aws.accessKeyId", "aws.secretAccessKey", "aws.endpointUrlS3")
                .forEach(System::clearProperty);
    }

    @Test
    void a_campaign_archives_into_s3_and_its_archive_is_found_verified_and_searched(TestDatabase db) {
        var report = pruned(db);

        var id = report.campaign().archiveId().orElseThrow();
        assertThat(StoredArchives.at(ADDRESS).list())
                .singleElement()
                .satisfies(stored -> assertThat(stored.id()).isEqualTo(id));
        try (var open = StoredArchives.at(ADDRESS).open(id)) {
            assertThat(open.verify().ok()).isTrue();
        }
        try (var open = Archives.on(db.dataSource()).open(report.campaign().id())) {
            assertThat(open.verify().rows()).isEqualTo(Map.of("app.session", 500L));
        }
        assertThat(Traces.on(db.dataSource()).of(SESSION, List.of("500"))).isInstanceOf(Trace.Archived.class);
    }

    @Test
    void objects_nobody_refers_to_are_removed_and_every_frame_stays(TestDatabase db) throws IOException {
        var id = pruned(db).campaign().archiveId().orElseThrow();
        try (var store = ArchiveStores.open(ADDRESS);
                var open = StoredArchives.at(ADDRESS).open(id)) {
            var frame = store.list(id + "/").stream()
                    .map(StoredObject::name)
                    .filter(name -> name.endsWith(".csv.zst"))
                    .findFirst()
                    .orElseThrow();
            var lost =
                    frame.substring(0, frame.lastIndexOf('/')) + "/000099-0f8b1c2e-1111-2222-3333-444455556666.csv.zst";
            store.put(lost, new byte[] {1, 2, 3});

            assertThat(ArchiveGc.on(db.dataSource()).plan(store).waste()).isEmpty();
            assertThat(LaterGc.on(db.dataSource())
                            .execute(store, Act.of("ann", "test"))
                            .waste())
                    .extracting(Waste::object)
                    .containsExactly(lost);
            assertThat(store.length(lost)).isEmpty();
            assertThat(open.verify().ok()).isTrue();
        }
    }

    private static CampaignReport pruned(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute("CREATE SCHEMA app; CREATE TABLE app.session (id int PRIMARY KEY, ended boolean);"
                + "INSERT INTO app.session SELECT n, n % 2 = 0 FROM generate_series(1, 1000) AS n");
        var policy = Policy.of("ended", SESSION)
                .when("ended")
                .archive(StoreLocation.parse(ADDRESS))
                .build();
        var report = Campaigns.on(db.dataSource())
                .execute(policy, CampaignOptions.by(Act.of("ann", "test")), CampaignListener.NONE);
        assertThat(report.campaign().state()).as(report.campaign().reason()).isEqualTo(CampaignState.SUCCEEDED);
        return report;
    }
}

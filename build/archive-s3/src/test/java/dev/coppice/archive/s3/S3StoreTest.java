package dev.coppice.archive.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.archive.Archive;
import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.ArchivedTable;
import dev.coppice.archive.Frame;
import dev.coppice.archive.FrameContent;
import dev.coppice.archive.LoadTarget;
import dev.coppice.archive.Manifest;
import dev.coppice.archive.Origin;
import dev.coppice.archive.Segment;
import dev.coppice.archive.SegmentWriter;
import dev.coppice.archive.SourceDatabase;
import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.archive.spi.Extent;
import dev.coppice.archive.spi.StoreException;
import dev.coppice.archive.spi.StoreException.Reason;
import dev.coppice.archive.spi.StoredObject;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.gaul.s3proxy.junit.S3ProxyExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.event.Level;

@PostgresTest(maxLog = Level.ERROR)
class S3StoreTest {
    @RegisterExtension
    final S3ProxyExtension server = S3ProxyExtension.builder()
            .withCredentials("access", "secret")
            .withBlobStoreProvider("transient-nio2")
            .build();

    private ArchiveStore store;
    private TestDatabase db;

    @BeforeEach
    void create(TestDatabase database) {
        db = database;
        store = S3Store.at(address("s3://archives/coppice/test"));
        try (var s3 = S3Clients.open(address("s3://archives"))) {
            s3.createBucket(request -> request.bucket("archives"));
        }
        db.execute("""
            CREATE TABLE ${schema}.session (id int PRIMARY KEY, note text);
            INSERT INTO ${schema}.session SELECT n, repeat(md5(n::text), 20) FROM generate_series(1, 3000) n;
            """);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void an_archive_goes_in_and_comes_back() throws SQLException {
        var archive = Archive.in(store, "campaign-17");
        var segment = pruned(archive, List.of(1000, 2000, 3000));
        var digest = archive.write(manifest(archive, segment));
        assertThat(archive.write(manifest(archive, segment))).isEqualTo(digest);
        var reader = archive.read(digest);
        assertThat(reader.verify().problems()).isEmpty();
        assertThat(reader.verify().remarks()).isEmpty();
        assertThat(reader.verify().frames()).isEqualTo(3);
        for (var frame : segment.frames()) {
            transaction(connection -> reader.load(connection, segment, frame, LoadTarget.of(segment.content())));
        }
        assertThat(count()).isEqualTo(3000);
    }

    @Test
    void each_frame_is_an_object_and_one_that_was_rolled_back_is_gone() throws SQLException, IOException {
        var archive = Archive.in(store, "campaign-17");
        var segment = segment();
        var delete = delete(segment, 1000);
        try (var writer = archive.append(segment);
                var connection = db.connect()) {
            connection.setAutoCommit(false);
            writer.write(connection, delete);
            connection.rollback();
            assertThat(store.list("campaign-17/")).hasSize(1);
            writer.rolledBack();
            assertThat(store.list("campaign-17/")).isEmpty();
            writer.write(connection, delete);
            connection.commit();
            writer.committed();
        }
        assertThat(store.list("campaign-17/"))
                .singleElement()
                .satisfies(object -> assertThat(object.name())
                        .startsWith("campaign-17/" + segment.name() + "/000001-")
                        .endsWith(".csv.zst"));
    }

    @Test
    void what_a_crash_leaves_is_never_taken_for_a_frame() throws SQLException, IOException {
        var archive = Archive.in(store, "campaign-17");
        var segment = segment();
        try (var writer = archive.append(segment);
                var connection = db.connect()) {
            connection.setAutoCommit(false);
            writer.write(connection, delete(segment, 500));
            connection.rollback();
        }
        var pruned = pruned(archive, List.of(3000));
        archive.write(manifest(archive, pruned));
        assertThat(archive.read().verify().rows()).containsValue(3000L);
        assertThat(store.list("campaign-17/" + segment.name())).hasSize(2);
    }

    @Test
    void a_committed_object_that_is_gone_is_told_before_anything_is_deleted() throws SQLException, IOException {
        var archive = Archive.in(store, "campaign-17");
        var segment = pruned(archive, List.of(1000));
        archive.write(manifest(archive, segment));
        store.delete(segment.frames().getFirst().extent().object());
        fails("archive.store-missing", () -> archive.append(segment));
        assertThat(archive.read().verify().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.code()).isEqualTo("archive.store-missing"));
    }

    @Test
    void an_object_that_is_there_already_is_not_overwritten_and_a_lost_reply_is_no_failure() throws IOException {
        var s3 = S3Store.at(address("s3://archives/coppice/test"));
        try (var spool = Spool.open();
                var shorter = Spool.open()) {
            spool.write("0123456789".getBytes(StandardCharsets.US_ASCII), 0, 10);
            shorter.write("abcdefghijk".getBytes(StandardCharsets.US_ASCII), 0, 11);
            spool.end();
            shorter.end();
            s3.create("a/frame", spool);
            s3.create("a/frame", spool);
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> s3.create("a/frame", shorter))
                    .returns(Reason.SHORT, StoreException::reason);
        } finally {
            s3.close();
        }
        assertThat(store.get("a/frame")).asString().isEqualTo("0123456789");
        try (var part = store.read(new Extent("a/frame", 2, 3))) {
            assertThat(part.readAllBytes()).asString().isEqualTo("234");
        }
    }

    @Test
    void documents_are_replaced_listed_and_deleted() throws IOException {
        store.put("b/one", new byte[] {1});
        store.put("b/one", new byte[] {1, 2});
        store.put("b/two", new byte[0]);
        assertThat(store.list("b/")).extracting(StoredObject::name).containsExactly("b/one", "b/two");
        assertThat(store.list("b/")).extracting(StoredObject::length).containsExactly(2L, 0L);
        store.delete("b/one");
        store.delete("b/one");
        assertThat(store.length("b/one")).isEmpty();
        assertThat(store.length("b/two")).contains(0L);
    }

    @Test
    void a_wrong_secret_is_no_right_to_write() {
        try (var other = S3Store.at(address("s3://archives").credentials("access", "guessed"))) {
            fails("archive.store-not-writable", () -> {
                try (var writer = Archive.in(other, "x").append(segment())) {
                    transaction(connection -> writer.write(connection, delete(segment(), 10)));
                }
            });
        }
        assertThat(count()).isEqualTo(3000);
    }

    @Test
    void a_bucket_that_is_not_there_is_missing() {
        try (var other = S3Store.at(address("s3://no-such-bucket"))) {
            fails("archive.store-missing", () -> Archive.in(other, "x").read());
        }
    }

    @Test
    void a_server_that_does_not_answer_fails_after_few_tries() {
        try (var nowhere = S3Store.at(address("s3://archives").endpoint(URI.create("http://127.0.0.1:1")))) {
            fails("archive.store-failed", () -> Archive.in(nowhere, "x").read());
        }
    }

    @Test
    void an_address_finds_the_store() {
        System.setProperty("aws.region", "eu-central-1");
        try (var found = ArchiveStores.open("s3://archives/some/prefix/")) {
            assertThat(found.location()).isEqualTo("s3://archives/some/prefix/");
        } finally {
            System.clearProperty("aws.region");
        }
        fails("archive.store-unknown", () -> ArchiveStores.open("gs://archives"));
    }

    private S3Address address(String text) {
        return S3Address.parse(text)
                .region("us-east-1")
                .endpoint(server.getUri())
                .credentials(server.getAccessKey(), server.getSecretKey());
    }

    private Segment pruned(Archive archive, List<Integer> bounds) throws SQLException {
        var frames = new ArrayList<Frame>();
        var segment = segment();
        try (var writer = archive.append(segment)) {
            for (var bound : bounds) {
                frames.add(prune(writer, delete(segment, bound)).orElseThrow());
            }
        }
        return segment.holding(frames);
    }

    private Optional<Frame> prune(SegmentWriter writer, String delete) {
        var frame = transaction(connection -> writer.write(connection, delete));
        writer.committed();
        return frame;
    }

    private Segment segment() {
        return Segment.numbered(
                1,
                FrameContent.rows(transaction(connection -> ArchivedTable.read(connection, db.schema(), "session"))));
    }

    private String delete(Segment segment, int bound) {
        return "DELETE FROM ONLY " + db.schema() + ".session AS d WHERE id <= " + bound + " RETURNING "
                + segment.content().table().columnsOf("d");
    }

    private Manifest manifest(Archive archive, Segment segment) {
        var database = transaction(SourceDatabase::read);
        return Manifest.of(archive, Instant.EPOCH, new Origin("p", "h", "f", database), List.of(segment));
    }

    private long count() {
        return transaction(connection -> {
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery("SELECT count(*) FROM " + db.schema() + ".session")) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    private <T> T transaction(Work<T> work) {
        try (var connection = db.connect()) {
            connection.setAutoCommit(false);
            try {
                var result = work.in(connection);
                connection.commit();
                return result;
            } finally {
                connection.rollback();
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void fails(String code, ThrowingCallable call) {
        assertThatExceptionOfType(CoppiceException.class).isThrownBy(call).returns(code, CoppiceException::code);
    }

    private interface Work<T> {
        T in(Connection connection) throws SQLException;
    }
}

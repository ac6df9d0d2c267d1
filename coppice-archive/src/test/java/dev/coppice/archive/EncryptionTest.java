package dev.coppice.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.archive.internal.frame.Sha256;
import dev.coppice.archive.spi.Extent;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
class EncryptionTest {
    @TempDir
    Path folder;

    @TempDir
    Path keys;

    private Fixture fixture;
    private Path keyFile;

    @BeforeEach
    void create(TestDatabase db) throws IOException {
        fixture = Fixture.withSessions(db, folder, 50);
        keyFile = keys.resolve("archive.key");
        fixture.archive = fixture.archive.sealedBy(KeyFile.create(keyFile));
    }

    @Test
    void an_encrypted_archive_is_read_with_its_key() {
        var segment = pruned();
        assertThat(segment.frames().getFirst().extent().object()).endsWith(".csv.zst.aes");
        assertThat(fixture.read(segment))
                .hasSize(50)
                .anySatisfy(row -> assertThat(row).containsExactly("7", "2026-01-01 07:00:00+00", "note, \"7\"\nend"));
        assertThat(fixture.archive.read().verify().ok()).isTrue();
    }

    @Test
    void nothing_readable_is_left_when_the_key_is_destroyed() throws IOException {
        var segment = pruned();
        Files.delete(keyFile);
        fails("archive.key-missing", () -> fixture.archive.read());
        fails("archive.key-missing", () -> fixture.archive.append(segment));
        fails(
                "archive.key-missing",
                () -> Archive.in(fixture.store, Fixture.ARCHIVE).read());
        var manifest = Files.readString(folder.resolve(fixture.archive.manifestName()));
        assertThat(manifest).doesNotContain("2026-01-01 0", "\"min\"", "csvSha256");
        assertThat(new String(fixture.bytes(segment), StandardCharsets.ISO_8859_1))
                .doesNotContain("note");
    }

    @Test
    void another_key_is_told_from_the_right_one() throws IOException {
        pruned();
        var other = KeyFile.create(keys.resolve("other.key"));
        fails(
                "archive.key-wrong",
                () -> Archive.in(fixture.store, Fixture.ARCHIVE).sealedBy(other).read());
    }

    @Test
    void a_destroyed_key_leaves_an_archive_nobody_can_read() throws IOException {
        pruned();
        var file = keys.resolve("destroyed");
        var key = KeyFile.create(file);
        var copy = keys.resolve("hard-link");
        Files.createLink(copy, file);
        var digits = Files.readString(file);
        assertThat(key.destroy()).isTrue();
        assertThat(file).doesNotExist();
        assertThat(Files.readAllBytes(copy))
                .hasSize(digits.length())
                .isNotEqualTo(digits.getBytes(StandardCharsets.UTF_8));
        assertThat(key.destroy()).isFalse();
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> fixture.archive.sealedBy(key).read())
                .withMessageContaining("its key is not there");
    }

    @Test
    void a_frame_is_bound_to_its_place() throws IOException {
        var segment = pruned();
        var first = segment.frames().get(0);
        var second = segment.frames().get(1);
        var swapped = segment.holding(List.of(
                new Frame(
                        1,
                        0,
                        second.rows(),
                        second.extent(),
                        second.csvLength(),
                        second.csvSha256(),
                        second.sha256(),
                        List.of()),
                new Frame(
                        2,
                        0,
                        first.rows(),
                        first.extent(),
                        first.csvLength(),
                        first.csvSha256(),
                        first.sha256(),
                        List.of())));
        fixture.archive.write(fixture.manifest(swapped));
        assertThat(fixture.archive.read().verify().problems())
                .filteredOn(problem -> problem.code().equals("archive.frame-damaged"))
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem.message()).contains("encrypted for this frame"));
    }

    @Test
    void a_changed_byte_anywhere_gives_out_nothing_of_its_block() throws IOException {
        var segment = pruned();
        var bytes = fixture.bytes(segment);
        var seed = System.nanoTime();
        var random = new Random(seed);
        for (var run = 0; run < 100; run++) {
            var changed = bytes.clone();
            changed[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(fixture.file(segment), changed);
            assertThat(fixture.archive.read().verify().problems())
                    .as("seed %d", seed)
                    .hasSize(1);
        }
    }

    @Test
    void a_frame_that_lost_whole_blocks_at_its_end_is_damaged() throws IOException {
        fixture.db.execute(
                "UPDATE ${schema}.session SET note = (SELECT string_agg(md5(n::text || id), '') FROM generate_series(1, 1000) n)");
        var segment = pruned();
        var first = segment.frames().getFirst();
        var shorter = 32 + 65536 + 16;
        assertThat(first.extent().length()).isGreaterThan(2L * shorter);
        var bytes = Arrays.copyOf(fixture.bytes(segment), shorter);
        var cut = new Frame(
                1,
                0,
                first.rows(),
                new Extent(first.extent().object(), 0, shorter),
                first.csvLength(),
                first.csvSha256(),
                Sha256.of(bytes),
                List.of());
        fixture.archive.write(fixture.manifest(segment.holding(List.of(cut))));
        assertThat(fixture.archive.read().verify().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("encrypted for this frame"));
    }

    @Test
    void the_same_frame_written_again_after_a_crash_shares_no_bytes_with_the_first_attempt() {
        var salts = new HashSet<String>();
        var attempts = 20;
        for (var i = 0; i < attempts; i++) {
            try (var writer = fixture.archive.append(fixture.sessions())) {
                var delete = fixture.deleteSessions("id = 1");
                fixture.transaction(connection -> {
                    var frame = writer.write(connection, delete).orElseThrow();
                    var bytes = fixture.bytes(fixture.sessions().with(frame));
                    salts.add(Arrays.toString(Arrays.copyOf(bytes, 32)));
                    salts.add(Arrays.toString(Arrays.copyOfRange(bytes, 32, 48)));
                    connection.rollback();
                    return frame;
                });
            }
        }
        assertThat(salts).hasSize(2 * attempts);
    }

    @Test
    void a_key_that_others_may_read_is_refused() throws IOException {
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-r-----"));
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> fixture.archive.append(fixture.sessions()))
                .withMessage(
                        "The key in " + keyFile + " was not used. Others than its owner may read or write that file."
                                + " Nothing was changed. Set its mode to 600; if others have read it, write archives with another key"
                                + " from now on.");
    }

    @Test
    void a_file_without_a_key_is_refused() throws IOException {
        Files.writeString(keyFile, "secret");
        fails("archive.key-invalid", () -> fixture.archive.append(fixture.sessions()));
    }

    private Segment pruned() {
        var segment = fixture.pruned(
                fixture.sessions(), List.of(fixture.deleteSessions("id <= 25"), fixture.deleteSessions("id <= 50")));
        fixture.archive.write(fixture.manifest(segment));
        return segment;
    }

    private static void fails(String code, ThrowingCallable call) {
        assertThatExceptionOfType(CoppiceException.class).isThrownBy(call).returns(code, CoppiceException::code);
    }
}

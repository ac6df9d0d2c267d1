package dev.coppice.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.archive.Verification.Problem;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
class VerifyTest {
    @TempDir
    Path folder;

    private Fixture fixture;
    private Segment segment;
    private byte[] bytes;
    private String digest;

    @BeforeEach
    void archive(TestDatabase db) {
        fixture = Fixture.withSessions(db, folder, 60);
        segment = fixture.pruned(
                fixture.sessions(),
                List.of(
                        fixture.deleteSessions("id <= 20"),
                        fixture.deleteSessions("id <= 40"),
                        fixture.deleteSessions("id <= 60")));
        digest = fixture.archive.write(fixture.manifest(segment));
        bytes = fixture.bytes(segment);
    }

    @Test
    void an_archive_as_it_was_written_is_all_right() {
        var found = fixture.archive.read(digest).verify();
        assertThat(found.ok()).isTrue();
        assertThat(found.frames()).isEqualTo(3);
        assertThat(found.rows()).isEqualTo(Map.of(fixture.db.schema() + ".session", 60L));
        assertThat(found.remarks()).isEmpty();
    }

    @Test
    void bytes_behind_the_last_frame_are_ignored_and_mentioned() throws IOException {
        Files.write(fixture.file(segment), new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
        var found = fixture.archive.read(digest).verify();
        assertThat(found.ok()).isTrue();
        assertThat(found.remarks())
                .containsExactly(new Problem(
                        "archive.uncommitted-bytes",
                        segment.name(),
                        OptionalInt.empty(),
                        "3 bytes behind the last committed frame belong to no frame and are ignored."));
    }

    @Test
    void a_missing_file_is_a_problem_of_each_of_its_frames() throws IOException {
        Files.delete(fixture.file(segment));
        var found = verify();
        assertThat(found.problems())
                .extracting(Problem::code)
                .containsOnly("archive.store-missing")
                .hasSize(3);
        assertThat(found.frames()).isZero();
    }

    @Test
    void a_truncated_file_is_a_problem_of_the_frames_it_no_longer_holds() throws IOException {
        var second = segment.frames().get(1).extent();
        Files.write(fixture.file(segment), Arrays.copyOf(bytes, (int) second.end() - 1));
        var found = verify();
        assertThat(found.problems())
                .extracting(problem -> problem.frame().getAsInt())
                .containsExactly(2, 3);
        assertThat(found.problems().getFirst())
                .isEqualTo(new Problem(
                        "archive.frame-damaged",
                        segment.name(),
                        OptionalInt.of(2),
                        "It is not as it was written: it is cut off: 1 bytes are missing."));
        assertThat(found.rows()).containsEntry(fixture.db.schema() + ".session", 20L);
    }

    @Test
    void swapped_frames_are_a_problem_of_both() throws IOException {
        var first = segment.frames().get(1);
        var second = segment.frames().get(2);
        var swapped = bytes.clone();
        var length = Math.toIntExact(first.extent().length());
        System.arraycopy(
                bytes,
                (int) second.extent().offset(),
                swapped,
                (int) first.extent().offset(),
                length);
        Files.write(fixture.file(segment), swapped);
        assertThat(verify().problems())
                .extracting(problem -> problem.frame().getAsInt())
                .contains(2);
    }

    @Test
    void a_manifest_whose_frames_changed_places_is_a_problem() {
        var frames = segment.frames();
        fixture.archive.write(fixture.manifest(segment.holding(List.of(frames.get(0), frames.get(2), frames.get(1)))));
        assertThat(verify().problems()).extracting(Problem::code).contains("archive.frames-out-of-order");
    }

    @Test
    void a_manifest_that_lost_a_frame_in_the_middle_is_a_problem() {
        var frames = segment.frames();
        fixture.archive.write(fixture.manifest(segment.holding(List.of(frames.get(0), frames.get(2)))));
        assertThat(verify().ok()).isFalse();
    }

    @Test
    void a_manifest_that_lost_its_last_frame_shows_against_the_ledgers_digest() {
        fixture.archive.write(fixture.manifest(segment.holding(segment.frames().subList(0, 2))));
        assertThat(verify().ok()).isTrue();
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> fixture.archive.read(digest))
                .returns("archive.manifest-differs", CoppiceException::code);
    }

    @Test
    void a_manifest_that_points_elsewhere_reads_nothing_there() throws IOException {
        var manifest = folder.resolve(fixture.archive.manifestName());
        var text = Files.readString(manifest);
        var object = segment.frames().getFirst().extent().object();
        for (var other : List.of("campaign-17/../x", object + "/../../x", "/etc/hosts", "..", "", "a//b", "a\\\\b")) {
            Files.writeString(manifest, text.replace(object, other));
            assertThatExceptionOfType(CoppiceException.class)
                    .as(other)
                    .isThrownBy(() -> fixture.archive.read())
                    .returns("archive.manifest-damaged", CoppiceException::code);
        }
        Files.writeString(manifest, text.replace(object, "campaign-18/" + segment.name() + ".csv.zst"));
        assertThat(verify().problems())
                .hasSize(3)
                .allSatisfy(problem -> assertThat(problem.message()).contains("an object that is not the segment's"));
    }

    @Test
    void a_changed_byte_anywhere_is_found_and_nothing_read_of_its_frame_is_trusted() throws IOException {
        var seed = System.nanoTime();
        var random = new Random(seed);
        for (var run = 0; run < 300; run++) {
            var at = run < segment.frames().size() * 8 ? edge(run) : random.nextInt(bytes.length);
            var changed = bytes.clone();
            changed[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(fixture.file(segment), changed);
            var hit = segment.frames().stream()
                    .filter(frame -> frame.extent().end() > at)
                    .findFirst()
                    .orElseThrow();
            assertThat(verify().problems())
                    .as("byte %d changed, seed %d", at, seed)
                    .extracting(problem -> problem.frame().getAsInt())
                    .containsExactly(hit.number());
        }
    }

    @Test
    void a_damaged_frame_is_not_loaded() throws IOException {
        var changed = bytes.clone();
        changed[bytes.length - 1] ^= 1;
        Files.write(fixture.file(segment), changed);
        var reader = fixture.archive.read(digest);
        var last = segment.frames().getLast();
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> fixture.transaction(
                        connection -> reader.load(connection, segment, last, LoadTarget.of(segment.content()))))
                .returns("archive.frame-damaged", CoppiceException::code);
        assertThat(fixture.count("session")).isZero();
    }

    private int edge(int run) {
        var extent = segment.frames().get(run / 8).extent();
        var within = run % 8;
        return (int) (within < 4 ? extent.offset() + within : extent.end() - 8 + within);
    }

    private Verification verify() {
        return fixture.archive.read().verify();
    }
}

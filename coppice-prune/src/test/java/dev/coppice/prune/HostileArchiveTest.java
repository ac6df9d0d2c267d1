package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.archive.Frame;
import dev.coppice.archive.spi.Extent;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody has been at the files of an archive. Whatever was done: it is refused in four parts, and no row comes back that was
 * not there.
 */
@PostgresTest(Isolation.DATABASE)
class HostileArchiveTest {
    @TempDir
    private static Path shared;

    private static Path folder;
    private static Copies before;
    private static String id;
    private static String other;
    private static List<Extent> frames;

    @BeforeAll
    static void two_archives(TestDatabase db) throws IOException {
        folder = shared.resolve("archive");
        Shop.open(db, 30);
        other = Restoring.prune(db, Shop.archived(folder).build()).archiveId().orElseThrow();
        db.execute("INSERT INTO app.session SELECT md5('x' || i)::uuid, 'ENDED', timestamptz '2020-01-01' + i"
                + " * interval '1 h', 'note ' || i FROM generate_series(1, 40) AS i;"
                + " INSERT INTO app.event (session_id, body) SELECT id, note FROM app.session WHERE status = 'ENDED'");
        before = Copies.of(db, "app");
        var campaign = Shop.execute(db, Shop.archived(folder).build()).campaign();
        id = campaign.archiveId().orElseThrow();
        frames = Restoring.archive(folder, campaign).manifest().segments().stream()
                .flatMap(segment -> segment.frames().stream())
                .map(Frame::extent)
                .toList();
        assertThat(frames).hasSizeGreaterThan(5);
        copy(folder, shared.resolve("kept"));
    }

    @BeforeEach
    void as_it_was() {
        copy(shared.resolve("kept"), folder);
    }

    @Test
    void a_file_that_ends_at_any_frame_boundary(TestDatabase db) throws IOException {
        for (var frame : frames) {
            var file = folder.resolve(frame.object());
            Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) frame.offset()));
            requireRefused(db, "cut off at " + frame, "archive.frame-damaged");
            as_it_was();
        }
    }

    @Test
    void a_bit_that_is_another_in_any_file(TestDatabase db) throws IOException {
        var seed = System.nanoTime();
        var random = new Random(seed);
        for (var file : files()) {
            var bytes = Files.readAllBytes(file);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bytes);
            requireRefused(db, "a bit of " + file + ", seed " + seed, "archive.");
            as_it_was();
        }
    }

    @Test
    void a_file_that_is_gone_or_empty_or_that_of_another_archive(TestDatabase db) throws IOException {
        for (var file : files()) {
            Files.delete(file);
            requireRefused(db, "gone: " + file, "archive.");
            Files.createFile(file);
            requireRefused(db, "empty: " + file, "archive.");
            var theirs = folder.resolve(other).resolve(file.getFileName());
            Files.copy(theirs, file, StandardCopyOption.REPLACE_EXISTING);
            requireRefused(db, "another archive's: " + file, "archive.");
            as_it_was();
        }
    }

    @Test
    void frames_that_have_changed_places(TestDatabase db) throws IOException {
        var one = frames.get(1);
        var two = frames.stream()
                .filter(frame -> frame.object().equals(one.object()) && frame.offset() > one.offset())
                .findFirst()
                .orElseThrow();
        var bytes = Files.readAllBytes(folder.resolve(one.object()));
        var swapped = Stream.of(
                        Arrays.copyOf(bytes, (int) one.offset()),
                        Arrays.copyOfRange(bytes, (int) two.offset(), (int) two.end()),
                        Arrays.copyOfRange(bytes, (int) one.end(), (int) two.offset()),
                        Arrays.copyOfRange(bytes, (int) one.offset(), (int) one.end()),
                        Arrays.copyOfRange(bytes, (int) two.end(), bytes.length))
                .reduce(new byte[0], HostileArchiveTest::joined);
        Files.write(folder.resolve(one.object()), swapped);
        requireRefused(db, "swapped", "archive.frame-damaged");
    }

    @Test
    void a_manifest_in_which_one_word_is_another(TestDatabase db) throws IOException {
        var manifest = folder.resolve(id).resolve("manifest.json");
        var text = Files.readString(manifest);
        for (var change : List.of(
                "\"rows\": 3|\"rows\": 2",
                "\"chunk\": 3|\"chunk\": 30",
                "\"name\": \"note\"|\"name\": \"status\"",
                "\"kind\": \"rows\"|\"kind\": \"edits\"",
                "\"type\": \"text\"|\"type\": \"integer\"",
                "\"generation\": \"none\"|\"generation\": \"stored\"",
                "\"key\"|\"keys\"")) {
            var words = change.split("\\|", -1);
            Files.writeString(manifest, text.replaceFirst(words[0], words[1]));
            assertThat(Files.readString(manifest)).as(change).isNotEqualTo(text);
            requireRefused(db, change, "archive.manifest-d");
            as_it_was();
        }
    }

    @Test
    void what_lies_beside_the_frames_is_not_read(TestDatabase db) throws IOException {
        for (var file : files()) {
            if (!file.toString().endsWith(".json")) {
                var frame = frames.stream()
                        .filter(one -> folder.resolve(one.object()).equals(file))
                        .findFirst()
                        .orElseThrow();
                var bytes = Files.readAllBytes(file);
                Files.write(file, joined(bytes, Arrays.copyOf(bytes, (int) frame.length()))); // an aborted chunk's
                Files.copy(file, file.resolveSibling("0099-app.session.csv.zst"), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        try (var open = Archives.on(db.dataSource()).open(2)) {
            assertThat(open.verify().ok()).isTrue();
            Restoring.restore(db, open.reader(), Restoring.ALL);
        }
        before.requireBack();
    }

    /** Verify tells it, and what a restore puts back until it is stopped is what went. */
    private static void requireRefused(TestDatabase db, String what, String code) {
        assertThatThrownBy(() -> {
                    try (var open = Archives.on(db.dataSource()).open(2)) {
                        assertThat(open.verify().ok()).as(what).isFalse();
                        Restoring.restore(db, open.reader(), Restoring.ALL.into("rescue"));
                    }
                })
                .as(what)
                .isInstanceOfSatisfying(CoppiceException.class, refused -> {
                    var fault = refused.fault();
                    assertThat(fault.code()).as(what).startsWith(code);
                    assertThat(List.of(fault.refused(), fault.found(), fault.changed(), fault.next()))
                            .as(what)
                            .noneMatch(String::isBlank);
                });
        for (var table : new Database(db)
                .list("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace ="
                        + " to_regnamespace('rescue')")) {
            assertThat(new Database(db)
                            .list("SELECT t::text FROM rescue." + table + " AS t EXCEPT ALL SELECT line FROM"
                                    + " copied.\"app." + table + "\""))
                    .as(what)
                    .isEmpty();
        }
        db.execute("DROP SCHEMA IF EXISTS rescue CASCADE; TRUNCATE coppice.restore CASCADE");
    }

    /** The manifest, and what has frames. */
    private static List<Path> files() {
        return Stream.concat(frames.stream().map(Extent::object), Stream.of(id + "/manifest.json"))
                .distinct()
                .map(folder::resolve)
                .toList();
    }

    private static byte[] joined(byte[] one, byte[] other) {
        var joined = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, joined, one.length, other.length);
        return joined;
    }

    private static void copy(Path from, Path to) {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                var target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
